# SPDX-License-Identifier: Apache-2.0
"""Reads and writes ``settings.yaml``: every fault told at once, with its line; what is written can be read.

Rules:
    - Unknown keys, keys that stand twice, values of another type and numbers out of range are refused; nothing is
      guessed and nothing is ignored.
    - A number beyond a red line is refused as such, with the red line named.
    - Paths of files are taken from the node's folder.
"""

import dataclasses
import ipaddress
import re
import textwrap
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

import msgspec

from truceline.base.errors import Fault, FaultList, InputError, RedLineError
from truceline.base.limits import FAULTS_MAX, ISSUERS_MAX, PEERS_MAX
from truceline.bootstrap.settings import (
    SETTINGS_SCHEMA,
    Issuer,
    PeerAddress,
    Retention,
    Settings,
    Told,
    told_of,
)
from truceline.peers.addresses import parse_address
from truceline.records.document import Document, Value, maybe_parse
from truceline.records.reader import read_with_holes

TEXT_CHARACTERS_MAX = 1_024
"""Length of one text in the settings."""
_ID = re.compile(r"[a-z0-9][a-z0-9_.-]{0,99}", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_HOST_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*", re.ASCII)
_PEERS = re.compile(r"^peers:[^\n]*\n(?:(?:[ \t-][^\n]*)\n|[ \t]*\n(?=[ \t-]))*", re.MULTILINE)
"""The line of the peers' addresses, with all that belongs to it."""
_WIDTH = 100
_HEAD = """\
# The settings of one node of Truceline. Written by `truceline init`; edit it while the node is down.
# Unknown keys are refused. Every setting with its reason: docs/settings.md.
"""


def read_settings(content: bytes, name: str) -> Settings:
    """Read settings.

    Args:
        content: YAML 1.2, UTF-8.
        name: The file's name for messages.

    Returns:
        The settings.

    Raises:
        ExceptionGroup: Every fault, those of red lines first.
    """
    faults, barred = FaultList(), FaultList()
    document = maybe_parse(content, name, faults)
    _raise_if_any(name, faults, barred)
    assert document is not None
    reading = read_with_holes(Settings, document, faults)
    for finding in _findings(reading.noun, reading.holes):
        (barred if finding.red_line else faults).add(finding.as_fault(document))
    _raise_if_any(name, faults, barred)
    return reading.noun


def check_settings(settings: Settings, name: str) -> None:
    """Check settings that were changed on the command line like those of a file, without lines.

    Raises:
        ExceptionGroup: Every fault, those of red lines first.
    """
    faults, barred = FaultList(), FaultList()
    document = Document(name=name, root=Value(0, None))
    for finding in _findings(settings, frozenset()):
        (barred if finding.red_line else faults).add(finding.as_fault(document))
    _raise_if_any(name, faults, barred)


def with_address(settings: Settings, *, host: str | None, port: int | None) -> Settings:
    """Give settings with another address, as ``serve --host`` and ``--port`` ask.

    Raises:
        ExceptionGroup: It cannot be listened on with these settings.
    """
    changed = replace(
        settings, host=settings.host if host is None else host, port=settings.port if port is None else port
    )
    check_settings(changed, "the command line")
    return changed


def check_parties(settings: Settings, known: Collection[str]) -> None:
    """Refuse settings that name a party which the library does not know.

    Raises:
        ExceptionGroup: They do.
    """
    named = [("party", settings.party)]
    for index, issuer in enumerate(settings.issuers):
        named += [(f"issuers[{index}].parties", party) for party in issuer.parties]
    named += [(f"peers[{index}].party", peer.party) for index, peer in enumerate(settings.peers)]
    wrong = [(where, party) for where, party in named if party not in known]
    if wrong:
        expected = f"the id of a party of {settings.library}"
        errors = [InputError(f"settings: {where}: expected {expected}, got {party!r:.60}") for where, party in wrong]
        message = f"settings: {len(errors)} fault{'s' if len(errors) > 1 else ''}"
        raise ExceptionGroup(message, errors)


def write_settings(settings: Settings) -> str:
    """Write settings as the file that ``init`` leaves, with what each sets, its unit, its range and its reason."""
    blocks = [_HEAD]
    for each in dataclasses.fields(Settings):
        told = told_of(each)
        lines = textwrap.wrap(_words(told), _WIDTH)
        blocks.append("".join(f"# {line}\n" for line in lines) + _entry(each.name, getattr(settings, each.name)))
    return "\n".join(blocks)


def with_peers(content: bytes, peers: tuple[PeerAddress, ...], name: str) -> bytes:
    """Write other addresses of peers into settings, and leave every other line as it is.

    Args:
        content: The file as it is.
        peers: The addresses.
        name: Of the file, for messages.

    Raises:
        ExceptionGroup: What comes out could not be read.
    """
    line = f"peers: {_scalar(peers)}\n"
    text = content.decode("utf-8", "strict")
    changed, count = _PEERS.subn(lambda _: line, text, count=1)
    written = (changed if count else f"{text.rstrip()}\n\n{line}").encode()
    read_settings(written, name)
    return written


def is_loopback(host: str) -> bool:
    """Say whether an address is one that only this machine reaches."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finding:
    where: str
    expected: str
    got: str
    red_line: str = ""

    def as_fault(self, document: Document) -> Fault:
        line = _line_of(document.root, self.where)
        return Fault(file=document.name, line=line, where=self.where, expected=self.expected, got=self.got)


def _raise_if_any(name: str, faults: FaultList, barred: FaultList) -> None:
    ordered = sorted(faults.faults, key=lambda fault: fault.line)[:FAULTS_MAX]
    errors: list[InputError | RedLineError] = [RedLineError(fault.sentence()) for fault in barred.faults]
    errors += [InputError(fault.sentence()) for fault in ordered]
    if errors:
        message = f"{name}: {len(errors)} fault{'s' if len(errors) > 1 else ''}"
        raise ExceptionGroup(message, errors)


def _findings(settings: Settings, holes: Collection[str]) -> Iterator[_Finding]:
    """Find what the types alone do not; what could not be read is passed over, for it has its fault already."""
    found = [
        *_beyond(settings, ""),
        *_beyond(settings.retention_days, "retention_days."),
        *_of_names(settings),
        *_of_address(settings),
        *(() if "issuers" in holes else _of_issuers(settings)),
        *(() if "peers" in holes else _of_peers(settings)),
    ]
    yield from (each for each in found if each.where not in holes)


def _beyond(noun: Settings | Retention | Issuer | PeerAddress, prefix: str) -> Iterator[_Finding]:
    """Find numbers out of range and texts that are none."""
    for each in dataclasses.fields(noun):
        told, value, where = told_of(each), getattr(noun, each.name), prefix + each.name
        if isinstance(value, str) and (len(value) > TEXT_CHARACTERS_MAX or not value.isprintable()):
            expected = f"at most {TEXT_CHARACTERS_MAX} printable characters"
            yield _Finding(where=where, expected=expected, got=f"{value!r:.60}")
        if told.low is None or told.high is None or told.low <= value <= told.high:
            continue
        unit = f" [{told.unit}]" if told.unit else ""
        is_barred = bool(told.red_line) and value < told.low
        bar = f" (red line {told.red_line}, docs/intended-use.md)" if is_barred else ""
        expected = f"{told.low} to {told.high}{unit}{bar}"
        yield _Finding(where=where, expected=expected, got=str(value), red_line=told.red_line if is_barred else "")


def _of_names(settings: Settings) -> Iterator[_Finding]:
    if settings.schema != SETTINGS_SCHEMA:
        yield _Finding(where="schema", expected=SETTINGS_SCHEMA, got=f"{settings.schema!r:.60}")
    for where in ("party", "library"):
        if _ID.fullmatch(getattr(settings, where)) is None:
            yield _Finding(where=where, expected="an id (a-z, 0-9, - _ .)", got=f"{getattr(settings, where)!r:.60}")
    if _DIGEST.fullmatch(settings.library_digest) is None:
        expected = "64 hexadecimal digits, as init wrote them"
        yield _Finding(where="library_digest", expected=expected, got=f"{settings.library_digest!r:.70}")
    if not settings.audience.strip():
        yield _Finding(where="audience", expected="a name", got="nothing")


def _of_address(settings: Settings) -> Iterator[_Finding]:
    host = settings.host
    if not _is_address(host):
        yield _Finding(where="host", expected="an IP address or the name of a host", got=f"{host!r:.60}")
    if bool(settings.tls_certificate_file) != bool(settings.tls_key_file):
        lacking = "tls_key_file" if settings.tls_certificate_file else "tls_certificate_file"
        yield _Finding(where=lacking, expected="both files of TLS or neither", got="one alone")
    elif not settings.tls_key_file and _is_address(host) and not is_loopback(host):
        expected = "127.0.0.1 or ::1, or the two files of TLS: tokens would travel in the open"
        yield _Finding(where="host", expected=expected, got=f"{host!r:.60} without them")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return len(host) <= 253 and _HOST_NAME.fullmatch(host) is not None  # noqa: PLR2004 - RFC 1035, section 2.3.4
    return True


def _of_issuers(settings: Settings) -> Iterator[_Finding]:
    if len(settings.issuers) > ISSUERS_MAX:
        yield _Finding(where="issuers", expected=f"at most {ISSUERS_MAX}", got=str(len(settings.issuers)))
    seen: set[str] = set()
    for index, issuer in enumerate(settings.issuers):
        where = f"issuers[{index}]"
        yield from _beyond(issuer, f"{where}.")
        if issuer.issuer in seen or not issuer.issuer.strip():
            got = "one twice" if issuer.issuer in seen else "nothing"
            yield _Finding(where=f"{where}.issuer", expected="a name of its own", got=got)
        seen.add(issuer.issuer)
        for name in ("parties", "algorithms", "roles"):
            if not getattr(issuer, name):
                yield _Finding(where=f"{where}.{name}", expected="at least one", got="none")
        if bool(issuer.key_file) == bool(issuer.jwks_file):
            got = "both" if issuer.key_file else "neither"
            yield _Finding(where=where, expected="either key_file or jwks_file", got=got)


def _of_peers(settings: Settings) -> Iterator[_Finding]:
    if len(settings.peers) > PEERS_MAX:
        yield _Finding(where="peers", expected=f"at most {PEERS_MAX}", got=str(len(settings.peers)))
    seen = {settings.party}
    for index, peer in enumerate(settings.peers):
        where = f"peers[{index}]"
        yield from _beyond(peer, f"{where}.")
        if peer.party in seen:
            yield _Finding(where=f"{where}.party", expected="another party, each once", got=f"{peer.party!r:.60}")
        seen.add(peer.party)
        try:
            parse_address(peer.address)
        except InputError as error:
            expected, _, got = str(error).removeprefix("address: expected ").partition(", got ")
            yield _Finding(where=f"{where}.address", expected=expected, got=got)


def _line_of(root: Value, where: str) -> int:
    """Give the line of a path; of the nearest thing round it when it is not there itself."""
    value = root
    for step in re.findall(r"[^.\[\]]+", where):
        inner = _step(value, step)
        if inner is None:
            break
        value = inner
    return value.line


def _step(value: Value, step: str) -> Value | None:
    if isinstance(value.content, dict):
        return value.content.get(step)
    if isinstance(value.content, tuple) and step.isdigit() and int(step) < len(value.content):
        return value.content[int(step)]
    return None


def _words(told: Told) -> str:
    numbers = ""
    if told.low is not None and told.high is not None:
        unit = f" {told.unit}" if told.unit else ""
        bar = f", the least by red line {told.red_line}" if told.red_line else ""
        numbers = f" ({told.low} to {told.high}{unit}{bar})"
    example = f" Such as {told.example}" if told.example else ""
    return " ".join(f"{told.says.removesuffix('.')}{numbers}. {told.why}{example}".split())


def _entry(name: str, value: object) -> str:
    if isinstance(value, Retention):
        lines = [f"  {each.name}: {getattr(value, each.name)}" for each in dataclasses.fields(Retention)]
        return f"{name}:\n" + "\n".join(lines) + "\n"
    return f"{name}: {_scalar(value)}\n"


def _scalar(value: object) -> str:
    # JSON is a part of YAML 1.2; its texts are always quoted, so that no word is taken for a number or a truth value.
    return msgspec.json.encode(value).decode()
