# SPDX-License-Identifier: Apache-2.0
"""The scripts and the launcher as a new user meets them: any shell, wrong input, no Python, no network."""

import shutil
import subprocess
from pathlib import Path

import pytest

from e2e.clones import CHECKOUT, make_clone, run_shell
from not_running import not_run

SCRIPTS = ("scripts/demo", "scripts/test", "scripts/lock", "scripts/environment.sh", "truceline", ".ci/run")
SHELLS = (["sh"], ["dash"], ["bash", "--posix"])
TOOLS = ("cat", "dirname", "grep", "head", "mkdir", "mktemp", "mv", "readlink", "rm", "sed", "sh", "tail", "tr", "wc")


@pytest.mark.parametrize("shell", SHELLS, ids=" ".join)
@pytest.mark.parametrize("script", SCRIPTS)
def test_every_shell_reads_the_scripts(shell: list[str], script: str) -> None:
    """Each script is plain POSIX sh."""
    if shutil.which(shell[0]) is None:
        not_run(f"{shell[0]} is not installed (Debian: apt-get install {shell[0]})")
    done = subprocess.run([*shell, "-n", CHECKOUT / script], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


def test_shellcheck_finds_nothing() -> None:
    """The linter of shells agrees with every script."""
    if shutil.which("shellcheck") is None:
        not_run("shellcheck is not installed (Debian: apt-get install shellcheck)")
    command = ["shellcheck", "--external-sources", "--shell=sh", *SCRIPTS]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("script", ["scripts/demo", "scripts/test"])
def test_help_needs_no_environment(script: str, tmp_path: Path) -> None:
    """Asking what a script does installs nothing."""
    clone = make_clone(tmp_path)
    done = run_shell(f"{script} --help", clone)

    assert done.returncode == 0
    assert done.stdout.startswith(f"Usage: {script}")
    assert not (clone / ".venv").exists()


@pytest.mark.parametrize("line", ["scripts/demo --nonsense", "scripts/demo one two", "scripts/demo --events"])
def test_a_wrong_argument_ends_with_one_sentence(line: str, tmp_path: Path) -> None:
    """Before anything is installed, the user is told where help is."""
    done = run_shell(line, make_clone(tmp_path))

    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "--help" in done.stderr


def test_the_launcher_without_an_environment_says_what_to_do(tmp_path: Path) -> None:
    """One sentence and 69, not a shell's complaint about a missing file."""
    done = run_shell("./truceline doctor", make_clone(tmp_path))

    assert done.returncode == 69
    assert "run scripts/demo first" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_launcher_works_through_links_and_from_elsewhere(lent_clone: Path, tmp_path: Path) -> None:
    """A link in another folder finds the checkout it belongs to, also a link to a link."""
    (tmp_path / "first link").symlink_to(lent_clone / "truceline")
    (tmp_path / "second").symlink_to("first link")
    done = run_shell(f'cd / && "{tmp_path}/second" --version', lent_clone)

    assert done.stdout.startswith("truceline ")


def test_a_poisoned_shell_does_no_harm(lent_clone: Path, tmp_path: Path) -> None:
    """Inherited PYTHONPATH, PYTHONHOME, PIP_USER and PIP_TARGET change neither the scripts nor the command."""
    (tmp_path / "click.py").write_text("raise SystemExit('poisoned')\n", encoding="utf-8")
    poison = {"PYTHONPATH": str(tmp_path), "PYTHONHOME": str(tmp_path), "PIP_USER": "1", "PIP_TARGET": str(tmp_path)}
    launched = run_shell("./truceline --version", lent_clone, also=poison)
    scripted = run_shell("scripts/test tests/unit/cli/test_doctor.py -q", lent_clone, also=poison)

    assert launched.stdout.startswith("truceline ")
    assert scripted.returncode == 0, scripted.stdout + scripted.stderr


def test_no_python_is_one_sentence(tmp_path: Path) -> None:
    """Without a usable Python the user gets the line to install one, and 69."""
    clone = make_clone(tmp_path)
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in TOOLS:
        found = shutil.which(name)
        assert found is not None
        (tools / name).symlink_to(found)
    (tools / "python3").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    (tools / "python3").chmod(0o755)
    done = run_shell("scripts/demo", clone, also={"PATH": str(tools), "PYTHON": ""})

    assert done.returncode == 69
    assert len(done.stderr.splitlines()) == 1
    assert all(word in done.stderr for word in ("apt-get install", "dnf install", "brew install", "PYTHON="))
    assert not (clone / ".venv").exists()


def test_no_network_is_one_sentence(tmp_path: Path) -> None:
    """Where packages cannot be had, the last line says so, the code is 69, and nothing half-made stays."""
    clone = make_clone(tmp_path)
    (tmp_path / "empty").mkdir()
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path / "empty"), "PIP_CONFIG_FILE": "/dev/null"}
    done = run_shell("scripts/demo", clone, also=offline)
    said = done.stderr.splitlines()

    assert done.returncode == 69
    assert said[-1].startswith("scripts/demo: PIP_NO_INDEX is set")
    assert all(line.startswith("scripts/demo: ") for line in said)
    assert not (clone / ".venv").exists()


def test_what_is_not_run_is_said_last(lent_clone: Path) -> None:
    """The last lines are the count and the reasons; --complete turns what could be given into a failure."""
    sample = lent_clone / "tests" / "unit" / "test_sample.py"
    sample.write_text(
        "from not_running import not_run\n"
        "def test_a(): not_run('no such tool')\n"
        "def test_b(): not_run('no such tool')\n"
        "def test_c(): not_run('no second machine', could_be_given=False)\n",
        encoding="utf-8",
    )
    usual = run_shell("scripts/test tests/unit/test_sample.py -q", lent_clone)
    complete = run_shell("scripts/test --complete tests/unit/test_sample.py -q -k 'test_a'", lent_clone)
    forbidden = run_shell("scripts/test --complete tests/unit/test_sample.py -q -k 'test_c'", lent_clone)
    sample.unlink()

    assert usual.returncode == 0, usual.stdout + usual.stderr
    assert usual.stdout.splitlines()[-3:] == [
        "NOT RUN: 3",
        "  2 x could be given: no such tool",
        "  1 x this machine forbids: no second machine",
    ]
    assert complete.returncode == 1
    assert forbidden.returncode == 0


def test_continuous_integration_without_data_says_so(tmp_path: Path) -> None:
    """.ci/run asks for the data before it installs anything."""
    clone = make_clone(tmp_path)
    done = run_shell(".ci/run", clone, also={"TRUCELINE_DATA": ""})

    assert done.returncode == 66
    assert "docs/data.md" in done.stderr
    assert not (clone / ".venv").exists()


def test_missing_data_are_listed_or_required(lent_clone: Path) -> None:
    """Without the data their tests are NOT RUN; where data are required, they fail."""
    line = "scripts/test tests/tidy/test_data_page.py -q"
    listed = run_shell(line, lent_clone, also={"TRUCELINE_DATA": ""})
    required = run_shell(line, lent_clone, also={"TRUCELINE_DATA": "", "TRUCELINE_REQUIRE_DATA": "1"})

    assert listed.returncode == 0, listed.stdout + listed.stderr
    assert listed.stdout.splitlines()[-2:][0] == "NOT RUN: 2"
    assert "TRUCELINE_DATA names their folder" in listed.stdout.splitlines()[-1]
    assert required.returncode == 1
