# SPDX-License-Identifier: Apache-2.0
"""What happened, as a command line gives it: incidents or event files, with claims, inside a window.

Acts of the past only: each is let in by the same door as for an assessment (docs/intended-use.md, R1, R11).
"""

from __future__ import annotations

import gc
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from truceline.base.clock import SystemClock
from truceline.base.errors import InputError, UnreadableError
from truceline.base.instants import parse_day
from truceline.cli.progress import Progress

if TYPE_CHECKING:
    from datetime import date

    from truceline.agreement.library import Library
    from truceline.picture.intake import Intake

FILE = click.Path(path_type=Path)
COLLECT_FROM = 100_000
"""New containers before the collector looks for cycles: a run makes millions of values and no cycles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """Where what happened stands.

    Attributes:
        incidents: Whether the documented incidents of the library are meant.
        events: Event files.
        claims: Files of claims that bear on the acts.
    """

    incidents: bool
    events: tuple[Path, ...]
    claims: tuple[Path, ...]

    @property
    def is_given(self) -> bool:
        """Whether there is anything to judge."""
        return self.incidents or bool(self.events)

    def check(self, *, is_needed: bool) -> None:
        """Check what can be checked before anything is read.

        Raises:
            UsageError: Both are given, or none where one is needed, or claims without either.
        """
        if self.incidents and self.events:
            message = "expected either --incidents or --events FILE, got both"
            raise click.UsageError(message)
        if not self.is_given and (is_needed or self.claims):
            message = "expected either --incidents or --events FILE, got neither"
            raise click.UsageError(message)

    def progress(self) -> Progress:
        """Give the progress of reading these files."""
        files = (path for path in (*self.events, *self.claims) if path.is_file())
        return Progress(out=sys.stderr, total_bytes={str(path): path.stat().st_size for path in files})


def read_past(past: Past, library: Library, progress: Progress) -> tuple[Intake, ...]:
    """Read what happened; nothing when nothing is given."""
    from truceline.app.admit_act import AdmissionTerms
    from truceline.app.assess_events import library_intake
    from truceline.feeds.events import read_event_files

    if not (past.is_given or past.claims):
        return ()
    gc.set_threshold(COLLECT_FROM)
    terms = AdmissionTerms(library=library, now_ns=SystemClock().now_ns(), is_bulk=True)
    read = read_event_files((*past.events, *past.claims), terms, progress.bytes_read)
    return (library_intake(library, terms.now_ns), *read) if past.incidents else read


def event_files(events: tuple[Path, ...], more: tuple[Path, ...], claims: tuple[Path, ...]) -> tuple[Path, ...]:
    """Join the file after ``--events`` with those that follow it.

    Raises:
        UsageError: Files stand there without the option.
    """
    if more and not events and not claims:
        message = f"expected --events before {more[0]}"
        raise click.UsageError(message)
    return (*events, *more)


def check_window(since: str, until: str) -> None:
    """Check the days of ``--from`` and ``--to``; empty for no bound.

    Raises:
        UnreadableError: One is no day; the option is named.
        InputError: The last day comes before the first.
    """
    days = [_day_of_option(name, text) for name, text in (("--from", since), ("--to", until)) if text]
    if since and until and days[1] <= days[0]:
        message = f"--to: expected a day after {days[0]} (the first day that is not looked at), got {days[1]}"
        raise InputError(message)


def _day_of_option(name: str, text: str) -> date:
    """Read the day of an option.

    Raises:
        UnreadableError: It is none; the option is named.
    """
    try:
        return parse_day(text)
    except UnreadableError as error:
        raise UnreadableError(what=name, expected=error.expected, got=error.got) from error
