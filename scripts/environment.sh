# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# Sourced by scripts/demo and scripts/test: finds a Python and gives .venv, built once and rebuilt when it must be.
# POSIX sh without extensions (dash, bash 3.2, busybox); no terminal is needed; paths may hold spaces.
#
# Before: `checkout` holds the absolute path of the checkout, `me` the name of the script for messages.
# After `prepare_environment`: `environment_python` is the Python inside .venv, and file descriptor 9 holds a shared
# lock on .venv.lock until the script ends, so that nobody rebuilds the environment under a run.
#
# The stamp .venv/truceline-stamp is written last. No stamp: half-made, removed. Another interpreter, lock file or
# checkout: removed and built anew. Only another pyproject.toml: the project alone is installed again.

# The script that sources this file sets checkout and me.
# shellcheck disable=SC2154
venv="$checkout/.venv"
stamp="$venv/truceline-stamp"
lock_file="$checkout/requirements.lock"

# What a user's shell may carry in and what would make pip or Python look elsewhere. PIP_NO_INDEX, PIP_FIND_LINKS and
# PIP_INDEX_URL stay: they are how to install without network (CONTRIBUTING.md).
unset PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONUSERBASE PIP_USER PIP_TARGET PIP_PREFIX PIP_ROOT PIP_EDITABLE \
    PIP_REQUIRE_VIRTUALENV PIP_REQUIREMENT PIP_CONSTRAINT PIP_NO_BINARY PIP_ONLY_BINARY PIP_PYTHON PIP_DRY_RUN \
    PIP_IGNORE_INSTALLED PIP_PLATFORM PIP_LOG VIRTUAL_ENV || :
PIP_DISABLE_PIP_VERSION_CHECK=1
PIP_NO_INPUT=1
PIP_RETRIES=${PIP_RETRIES:-2}
export PIP_DISABLE_PIP_VERSION_CHECK PIP_NO_INPUT PIP_RETRIES

say() {
    printf '%s\n' "$*" >&2
}

# Ends the script: $1 is the exit code, the rest one sentence.
stop() {
    stop_code=$1
    shift
    # shellcheck disable=SC2154
    printf '%s: %s\n' "$me" "$*" >&2
    exit "$stop_code"
}

# The question put to every candidate. It prints the lines of the stamp, or fails.
question='
import hashlib, os, sys
if sys.version_info < (3, 11):
    sys.exit(1)
import ensurepip, fcntl, sqlite3, ssl, venv
real = os.path.realpath(getattr(sys, "_base_executable", "") or sys.executable)
def digest(name):
    with open(os.path.join(sys.argv[1], name), "rb") as stream:
        return hashlib.sha256(stream.read()).hexdigest()
sys.stdout.write("interpreter=%s\nversion=%s\ncheckout=%s\nlock=%s\nproject=%s\n" % (
    real, sys.version.replace("\n", " "), sys.argv[1], digest("requirements.lock"), digest("pyproject.toml")))
'

# Sets `wanted` (what the stamp must say) and `base_python` from the first candidate that runs and has all it needs.
find_python() {
    for candidate in "${PYTHON:-}" python3 python3.15 python3.14 python3.13 python3.12 python3.11; do
        [ -n "$candidate" ] || continue
        wanted=$("$candidate" -I -c "$question" "$checkout" 2>/dev/null) || continue
        base_python=$(printf '%s\n' "$wanted" | sed -n 's/^interpreter=//p')
        if [ -n "${PYTHON:-}" ] && [ "$candidate" != "$PYTHON" ]; then
            say "$me: PYTHON=$PYTHON is not a working Python 3.11 or newer; using $base_python."
        fi
        [ -n "$base_python" ] && return 0
    done
    stop 69 "no Python 3.11 or newer with ensurepip, venv, ssl and sqlite3 was found; install one with" \
        "\"sudo apt-get install python3 python3-venv\" (Debian, Ubuntu), \"sudo dnf install python3\" (Fedora)" \
        "or \"brew install python@3.13\" (macOS), or name one with PYTHON=/path/to/python3."
}

# Takes the lock on file descriptor 9: $1 is LOCK_SH or LOCK_EX. The kernel drops it when the last holder ends, so a
# killed run leaves nothing stale. The descriptor is this shell's; Python only asks for the lock on it.
take_lock() {
    "$base_python" -I -c '
import fcntl, sys
wish = getattr(fcntl, sys.argv[1])
try:
    fcntl.flock(9, wish | fcntl.LOCK_NB)
except BlockingIOError:
    sys.stderr.write("%s: another run is using or building .venv; waiting for it to end.\n" % sys.argv[2])
    sys.stderr.flush()
    fcntl.flock(9, wish)
' "$1" "$me" 9>&9 || stop 74 "could not lock $checkout/.venv.lock; expected a file system that can lock files."
}

# Prints what the stamp of .venv says; nothing when there is no stamp or its Python no longer runs.
read_stamp() {
    [ -f "$stamp" ] && "$venv/bin/python" -I -c pass 2>/dev/null && cat "$stamp"
}

without_project() {
    sed '/^project=/d'
}

prepare_environment() {
    find_python
    environment_python="$venv/bin/python"
    exec 9>>"$checkout/.venv.lock" || stop 74 "cannot write in $checkout; expected a folder of your own."
    take_lock LOCK_SH
    found=$(read_stamp) || found=
    [ "$found" = "$wanted" ] && return 0
    take_lock LOCK_EX
    found=$(read_stamp) || found=
    if [ "$found" != "$wanted" ]; then
        if [ "$(printf '%s\n' "$found" | without_project)" != "$(printf '%s\n' "$wanted" | without_project)" ]; then
            build_environment
        fi
        install_project
        printf '%s\n' "$wanted" >"$stamp.new" && mv -f "$stamp.new" "$stamp"
        rm -f "$checkout/.venv.log"
    fi
    take_lock LOCK_SH
}

build_environment() {
    if [ -e "$venv" ]; then
        say "$me: .venv is half-made or of another Python, lock file or folder; removing it."
        rm -rf "$venv"
    fi
    say "$me: [1/3] making .venv with $base_python"
    "$base_python" -I -m venv "$venv" >"$checkout/.venv.log" 2>&1 ||
        give_up "could not make .venv; expected \"$base_python -m venv\" to work, got: $(last_line)"
    say "$me: [2/3] installing $(grep -c -E '^[A-Za-z0-9]' "$lock_file") pinned packages" \
        "(about 180 MB to fetch unless pip has them already, 650 MB on disk)"
    "$environment_python" -I -m pip install --no-user --require-hashes --no-deps --only-binary=:all: -r "$lock_file" \
        >"$checkout/.venv.log" 2>&1 || explain_pip
}

install_project() {
    rm -f "$stamp"
    say "$me: [3/3] installing truceline itself from $checkout"
    (cd "$checkout" && "$environment_python" -I -m pip install --no-user --no-build-isolation --no-deps --no-index --editable .) \
        >"$checkout/.venv.log" 2>&1 ||
        give_up "could not install the project itself: $(last_line) (all of it in $checkout/.venv.log)"
}

# Gives the line of the log that says most.
last_line() {
    { grep -E '^ *([A-Za-z]*Error|ERROR)' "$checkout/.venv.log" || grep -v '^ *$' "$checkout/.venv.log"; } |
        tail -n 1 | sed 's/^ *//'
}

# Removes what is half-made and ends with one sentence.
give_up() {
    rm -rf "$venv"
    stop 69 "$@"
}

explain_pip() {
    log="$checkout/.venv.log"
    missing=$(sed -n 's/^ERROR: No matching distribution found for \([^ ]*\).*/\1/p' "$log" | head -n 1)
    if grep -q -i 'DO NOT MATCH THE HASHES' "$log"; then
        give_up "a downloaded package is not the one that requirements.lock names (its hash differs), so nothing was" \
            "installed; see $log, and try another network or PIP_FIND_LINKS."
    elif grep -q -i 'No space left' "$log"; then
        give_up "the disk is full; about 650 MB are needed in $checkout."
    elif [ -n "${PIP_NO_INDEX:-}" ]; then
        give_up "PIP_NO_INDEX is set and the folder of PIP_FIND_LINKS (${PIP_FIND_LINKS:-not set}) does not hold" \
            "${missing:-every package of requirements.lock}; fill it as CONTRIBUTING.md says, or unset PIP_NO_INDEX."
    elif grep -q -i -E 'connection broken|failed to establish|max retries|timed out|name resolution|ProxyError|SSLError' "$log"; then
        give_up "no network: the packages of requirements.lock could not be fetched; connect once, or see" \
            "\"Without network\" in CONTRIBUTING.md (PIP_NO_INDEX, PIP_FIND_LINKS)."
    elif [ -n "$missing" ]; then
        give_up "there is no ready-made package of $missing for this machine and" \
            "$("$base_python" -I -V); try another Python with PYTHON=/path/to/python3."
    fi
    give_up "pip could not install the packages: $(last_line) (all of it in $log)"
}
