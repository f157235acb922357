# SPDX-License-Identifier: Apache-2.0
"""Every error this software raises on purpose, by whose fault it is.

    NodeError
    ├── InputError         the sender is wrong
    │   ├── UnreadableError    a text is not what it must be; keeps what was expected and got
    │   ├── AgreementError     a document of an agreement does not say what it must
    │   ├── GeometryError      a shape or a position is not usable
    │   ├── RecordError        bytes are not a record of a known form
    │   └── LimitError         more than this node accepts
    ├── AuthorityError     this party may not say this
    │   └── RedLineError       nobody may ask this (docs/intended-use.md)
    ├── StateError         right request, wrong moment
    │   ├── NotFoundError      no such thing here
    │   ├── StaleVersionError  it was changed since
    │   ├── TakenError         something else stands there already
    │   └── ClosedError        it has ended
    └── UnavailableError   try again later
        ├── StorageError       a file could not be read or written
        ├── LockedError        the keys were put away
        ├── PushbackError      too much waits already
        └── QuotaError         more was asked than one may ask in this time

Mistakes of our own stay outside this tree (``AssertionError``). A message says what, where, expected, got and
what to do. Documents are judged whole: ``Fault`` is one finding, ``FaultList`` collects them, and
``FaultList.raise_if_any`` raises them together.
"""

from dataclasses import dataclass, field

__all__ = [
    "AgreementError",
    "AuthorityError",
    "ClosedError",
    "Fault",
    "FaultList",
    "GeometryError",
    "InputError",
    "LimitError",
    "LockedError",
    "NodeError",
    "NotFoundError",
    "PushbackError",
    "QuotaError",
    "RecordError",
    "RedLineError",
    "StaleVersionError",
    "StateError",
    "StorageError",
    "TakenError",
    "UnavailableError",
    "UnreadableError",
]


class NodeError(Exception):
    """The root of every deliberate error."""

    code = "node-error"


class InputError(NodeError):
    """What was sent cannot be used; the sender can mend it."""

    code = "input"


class UnreadableError(InputError):
    """A text is not what it must be.

    Attributes:
        expected: What should stand there.
        got: What stands there, shortened.
    """

    code = "unreadable"

    def __init__(self, *, what: str, expected: str, got: str) -> None:
        """Keep the parts, so that whoever knows file and line can say them once."""
        super().__init__(f"{what}: expected {expected}, got {got}")
        self.expected = expected
        self.got = got


class AgreementError(InputError):
    """A document of an agreement does not say what it must."""

    code = "agreement"


class GeometryError(InputError):
    """A shape or a position is not usable."""

    code = "geometry"


class RecordError(InputError):
    """Bytes are not a record of a known form."""

    code = "record"


class LimitError(InputError):
    """More than this node accepts at once."""

    code = "limit"


class AuthorityError(NodeError):
    """This party may not say or ask this."""

    code = "authority"


class RedLineError(AuthorityError):
    """Nobody may ask this of this software, whoever asks."""

    code = "red-line"


class StateError(NodeError):
    """The request is right, the moment is wrong."""

    code = "state"


class NotFoundError(StateError):
    """No such thing is known here."""

    code = "not-found"


class StaleVersionError(StateError):
    """It was changed since it was read; read it again."""

    code = "stale-version"


class TakenError(StateError):
    """Something else stands under this id or key already."""

    code = "taken"


class ClosedError(StateError):
    """The thing has ended and takes no more."""

    code = "closed"


class UnavailableError(NodeError):
    """It may work later."""

    code = "unavailable"


class StorageError(UnavailableError):
    """A file or a store could not be read or written."""

    code = "storage"


class LockedError(UnavailableError):
    """The node's keys were put away; it must be unlocked first."""

    code = "locked"


class PushbackError(UnavailableError):
    """Too much waits already; nothing was taken."""

    code = "pushback"


class QuotaError(UnavailableError):
    """More was asked than one may ask in this time; nothing was taken."""

    code = "quota"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault of a document.

    Attributes:
        file: The file's name as the user gave it.
        line: 1-based line, 0 when the fault has none (a missing file).
        where: Path inside the document, such as ``provisions[2].place``.
        expected: What should stand there.
        got: What stands there, shortened.
    """

    file: str
    line: int
    where: str
    expected: str
    got: str

    def sentence(self) -> str:
        """Say the fault in one line."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.where}: expected {self.expected}, got {self.got}"


@dataclass(slots=True)
class FaultList:
    """Faults collected while a document is read, so that all are told at once."""

    faults: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        """Keep one fault."""
        self.faults.append(fault)

    def raise_if_any(self, what: str) -> None:
        """Raise every collected fault together.

        Args:
            what: What was read, for the group's message.

        Raises:
            ExceptionGroup: One ``AgreementError`` per fault.
        """
        if self.faults:
            count = len(self.faults)
            message = f"{what}: {count} fault{'s' if count > 1 else ''}"
            raise ExceptionGroup(message, [AgreementError(fault.sentence()) for fault in self.faults])
