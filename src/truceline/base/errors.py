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
    │   ├── RedLineError       nobody may ask this (docs/intended-use.md)
    │   └── SignatureError     a signature or a key does not hold
    │       └── SignatureDisagreementError   two libraries judge it differently: refused, and an alarm
    ├── StateError         right request, wrong moment
    │   ├── NotFoundError      no such thing here
    │   ├── StaleVersionError  it was changed since
    │   ├── TakenError         something else stands there already
    │   └── ClosedError        it has ended
    ├── TrustError         evidence does not hold; it is kept and never tried again
    │   ├── InclusionError     an entry is not proven to be in a tree
    │   ├── ConsistencyError   one tree is not proven to continue another
    │   ├── CommitmentError    what was disclosed is not what was committed to
    │   ├── EquivocationError  two heads of one log that cannot both be; keeps both notes
    │   └── DivergenceError    two copies of one log differ
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
    "CommitmentError",
    "ConsistencyError",
    "DivergenceError",
    "EquivocationError",
    "Fault",
    "FaultList",
    "GeometryError",
    "InclusionError",
    "InputError",
    "LimitError",
    "LockedError",
    "NodeError",
    "NotFoundError",
    "PushbackError",
    "QuotaError",
    "RecordError",
    "RedLineError",
    "SignatureDisagreementError",
    "SignatureError",
    "StaleVersionError",
    "StateError",
    "StorageError",
    "TakenError",
    "TrustError",
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


class SignatureError(AuthorityError):
    """A signature does not hold, or a key may not be enrolled."""

    code = "signature"


class SignatureDisagreementError(SignatureError):
    """Two libraries judge one signature differently: it is refused, and the operator must be told."""

    code = "signature-disagreement"


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


class TrustError(NodeError):
    """Evidence does not hold; it is kept as it came and never tried again."""

    code = "trust"


class InclusionError(TrustError):
    """An entry is not proven to be in a tree."""

    code = "inclusion"


class ConsistencyError(TrustError):
    """One tree is not proven to continue another."""

    code = "consistency"


class CommitmentError(TrustError):
    """What was disclosed is not what was committed to."""

    code = "commitment"


class EquivocationError(TrustError):
    """One log signed two heads that cannot both be.

    Attributes:
        notes: Both signed notes, as received.
    """

    code = "equivocation"

    def __init__(self, message: str, *, notes: tuple[bytes, bytes]) -> None:
        """Keep both notes: they are the evidence."""
        super().__init__(message)
        self.notes = notes


class DivergenceError(TrustError):
    """Two copies of one log differ."""

    code = "divergence"


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
