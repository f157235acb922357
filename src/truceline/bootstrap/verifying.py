# SPDX-License-Identifier: Apache-2.0
"""Checks the signatures of all entries of a bundle by several processes, each on its lines of the file.

Only signatures: form, chain, tree and keys were checked before, and say who must have signed what.
"""

from __future__ import annotations

import multiprocessing
import re
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from truceline.crypto.notes import decode_base64
from truceline.ledger.bundle_case import BundleCase, Deferred
from truceline.ledger.bundle_lines import EntriesLine, parse_line
from truceline.ledger.bundle_log import Signers, is_signature_of
from truceline.records.entries import ENTRY_LABEL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PROCESSES = 2
LINES_AT_ONCE = 16
"""Lines of entries that one process takes at once: about a third of a second."""
_BY = re.compile(rb'"by":"([0-9a-f]{32}|log)"')
_SIGNATURE = re.compile(rb'"sig":"([A-Za-z0-9+/]{86}==)",')


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Lines of entries of one log, for one process.

    Attributes:
        path: Of the bundle.
        lines: Where each begins in the file and how long it is [bytes].
        signers: Who may have signed.
        settled: Entries that are not to be checked.
    """

    path: Path
    lines: tuple[tuple[int, int], ...]
    signers: Signers
    settled: frozenset[int]


def check_signatures(case: BundleCase, path: Path, tell: Callable[[int], None] = lambda _: None) -> dict[str, Deferred]:
    """Check the signatures of all entries of a bundle that was read.

    Args:
        case: As read.
        path: Of the bundle.
        tell: Is told how many were checked so far.

    Raises:
        SignatureDisagreementError: Two libraries judge one differently.
    """
    jobs = [(origin, job) for origin in case.logs for job in _jobs(case, origin, path)]
    found: dict[str, list[Deferred]] = {origin: [] for origin in case.logs}
    done = 0
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=PROCESSES, mp_context=context) as pool:
        for (origin, _), each in zip(jobs, pool.map(check_lines, [job for _, job in jobs]), strict=True):
            found[origin].append(each)
            done += each.checked + each.unheld
            tell(done)
    return {origin: _joined(each) for origin, each in found.items()}


def check_lines(job: Job) -> Deferred:
    """Check the signatures of some lines of entries.

    Raises:
        SignatureDisagreementError: Two libraries judge one differently.
    """
    found = [(seq, _is_signed(job.signers, seq, raw)) for seq, raw in _entries(job) if seq not in job.settled]
    return Deferred(
        checked=sum(verdict is True for _, verdict in found),
        unheld=sum(verdict is not True for _, verdict in found),
        false=tuple(seq for seq, verdict in found if verdict is False),
    )


def _entries(job: Job) -> Iterator[tuple[int, bytes]]:
    with job.path.open("rb") as stream:
        for start, length in job.lines:
            stream.seek(start)
            line = parse_line(stream.read(length))
            assert isinstance(line, EntriesLine)
            yield from enumerate(line.raws, start=line.first)


def _jobs(case: BundleCase, origin: str, path: Path) -> list[Job]:
    log = case.logs[origin]
    lines = [(start, length) for each, start, length in case.entry_lines if each == origin]
    signers, settled = log.signers(), frozenset(log.settled)
    return [
        Job(path=path, lines=tuple(lines[first : first + LINES_AT_ONCE]), signers=signers, settled=settled)
        for first in range(0, len(lines), LINES_AT_ONCE)
    ]


def _is_signed(signers: Signers, seq: int, raw: bytes) -> bool | None:
    """Say whether an entry of good form is signed by a key that may; none when that key is not shown."""
    by, signature = _BY.search(raw), _SIGNATURE.search(raw)
    assert by is not None
    assert signature is not None
    publics = signers.publics_of(seq, by[1].decode(), is_known=seq < signers.known_to)
    message = ENTRY_LABEL + raw[: signature.start()] + raw[signature.end() :]
    signed = decode_base64(signature[1].decode())
    if any(is_signature_of(public, message, signed) for public in publics if public):
        return True
    return None if not publics or b"" in publics else False


def _joined(found: list[Deferred]) -> Deferred:
    return Deferred(
        checked=sum(each.checked for each in found),
        unheld=sum(each.unheld for each in found),
        false=tuple(seq for each in found for seq in each.false),
    )
