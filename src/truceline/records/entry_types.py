# SPDX-License-Identifier: Apache-2.0
"""The registry of entry types: which ones this version knows, and what each is about.

Rules:
    - A type that is not here is opaque: the entry is kept, cosigned and shown with its type as it stands, and its body
      is interpreted by nobody. A party that runs a newer version must not be cut off by an older one.
    - A type is never given another meaning. What changes gets a type of its own.
    - A sealed entry does not show its type: it stands inside its body.
"""

from dataclasses import dataclass

from truceline.records.entries import GENESIS, SEALED_TYPE


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryType:
    """A type of entry.

    Attributes:
        name: As it stands in ``typ``.
        about: What such an entry states, for a reader.
        is_known: Whether this version knows it.
    """

    name: str
    about: str
    is_known: bool = True

    @property
    def is_sealed(self) -> bool:
        """Whether its true type stands inside a sealed body."""
        return self.name == SEALED_TYPE


def entry_type(name: str) -> EntryType:
    """Give the type of a name; an opaque one for a name that is not known."""
    return _BY_NAME.get(name) or EntryType(name=name, about="a type that this version does not know", is_known=False)


def _known(name: str, about: str) -> EntryType:
    return EntryType(name=name, about=about)


ENTRY_TYPES = (
    _known(GENESIS, "whose log this is, and with which keys it begins"),
    _known("key.rotate", "a new key signs the log"),
    _known("key.revoke", "a key signs no more, and from when it is suspect"),
    _known("key.officer", "further keys of officers"),
    _known("key.root", "the next root key"),
    _known("agreement.proposed", "a version of an agreement was proposed"),
    _known("agreement.accepted", "this party accepted a version of an agreement"),
    _known("intent.filed", "an intent was filed"),
    _known("intent.changed", "an intent was changed"),
    _known("intent.withdrawn", "an intent was withdrawn"),
    _known("intent.ended", "an intent came to its end"),
    _known("intent.confirmed", "a standing intent was confirmed"),
    _known("claim.stated", "somebody claims a fact"),
    _known("report.stated", "somebody reports what happened"),
    _known("act.told", "an act was told"),
    _known("finding.raised", "the node computed a finding"),
    _known("adjudication.given", "what a named body concluded about a case"),
    _known("erase", "salt and body of an entry were deleted, on whose authority and why"),
    _known("blob.missing", "a body that is owed to this party was not received"),
    _known("reject", "a received body is not the one committed to"),
    _known("challenge", "another log is asked for what it owes, with a deadline"),
    _known("clock.doubt", "this node's clock and those of others differ, and it cosigned nothing"),
    _known("receipt.exception", "what was not received below a size that this party's mirror cosigned"),
    _known(SEALED_TYPE, "sealed: its type stands inside its body"),
)
"""All types that this version knows."""

_BY_NAME = {each.name: each for each in ENTRY_TYPES}
