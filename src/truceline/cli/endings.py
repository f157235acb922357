# SPDX-License-Identifier: Apache-2.0
"""How a run that did not succeed ends: the single table from error classes to exit codes, and the words.

Codes follow ``sysexits.h`` where it has a word for it; docs/exit-codes.md says them to users. The verifier has codes
of its own (docs/intended-use.md, R10).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from truceline.base.errors import (
    AuthorityError,
    InputError,
    NodeError,
    NotFoundError,
    StateError,
    StorageError,
    TrustError,
    UnavailableError,
)

ERROR_SCHEMA = "truceline/error/1"

OK = 0
USAGE = 2
OUR_FAULT = 70
FILE_FAULT = 74
INTERRUPTED = 130

EXIT_CODES: Mapping[type[NodeError], int] = MappingProxyType(
    {
        InputError: 65,
        NotFoundError: 66,
        StateError: 69,
        StorageError: FILE_FAULT,
        UnavailableError: 75,
        TrustError: 76,
        AuthorityError: 77,
        NodeError: OUR_FAULT,
    }
)
"""The nearest ancestor of an error's class decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a run ends that did not succeed.

    Attributes:
        exit_code: What the shell sees.
        code: The stable word of the error, for programs.
        message: One sentence for people; empty when everything has been said.
        faults: One sentence for each fault of a document, possibly none.
    """

    exit_code: int
    code: str
    message: str
    faults: tuple[str, ...] = ()

    def as_text(self) -> str:
        """Give the lines for people: the faults one by one, then the sentence."""
        from truceline.report.plain import plain

        return "\n".join(plain(line) for line in [*self.faults, f"truceline: {self.message}"])

    def as_json(self) -> str:
        """Give the one-line document for programs."""
        import msgspec

        error = {"code": self.code, "message": self.message, "faults": self.faults}
        return msgspec.json.encode({"schema": ERROR_SCHEMA, "error": error}).decode()


def exit_code_of(kind: type[NodeError]) -> int:
    """Give the exit code of an error class: its own, or that of its nearest ancestor in the table."""
    return next(EXIT_CODES[ancestor] for ancestor in kind.__mro__ if ancestor in EXIT_CODES)


def ending_of(error: NodeError) -> Ending:
    """Say how one deliberate error ends the run."""
    return Ending(exit_code=exit_code_of(type(error)), code=error.code, message=str(error))


def ending_of_group(group: ExceptionGroup[NodeError]) -> Ending:
    """Say how errors found together end the run: each has its line, the first decides the code."""
    errors = single_errors(group)
    first = errors[0]
    return Ending(
        exit_code=exit_code_of(type(first)),
        code=first.code,
        message=group.message,
        faults=tuple(str(error) for error in errors),
    )


def ending_of_file(error: OSError) -> Ending:
    """Say how a file that no adapter expected to fail ends the run."""
    what = error.strerror or str(error)
    message = f"{error.filename or 'a file'}: expected to read or write it, got: {what}"
    return Ending(exit_code=FILE_FAULT, code=StorageError.code, message=message)


def ending_of_mistake(error: Exception) -> Ending:
    """Say that this software is at fault, not the input."""
    what = " ".join(str(error).split()) or "no further words"
    message = (
        f"a fault of this software, not of your input: {type(error).__name__}: {what:.300}; "
        "please report it with what the same command prints under TRUCELINE_TRACEBACK=1"
    )
    return Ending(exit_code=OUR_FAULT, code="own-fault", message=message)


def single_errors(group: ExceptionGroup[NodeError]) -> tuple[NodeError, ...]:
    """Give the single errors of a group in order, groups within groups opened."""
    found: list[NodeError] = []
    for error in group.exceptions:
        found.extend(single_errors(error) if isinstance(error, ExceptionGroup) else (error,))
    return tuple(found)
