# SPDX-License-Identifier: Apache-2.0
"""Who says so: publications, and the attribution that every stated fact carries."""

from dataclasses import dataclass

from truceline.base.moments import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A place where something was published.

    Attributes:
        id: Short id, cited by every fact taken from it.
        title: What it is, addresses shortened.
        read: ``read``, ``opening`` (only its opening was read) or ``not_read`` (commonly known, not re-read).
        note: Anything a reader must know about it.
        outlets: Ids of the outlets that published it, where they are listed.
    """

    id: str
    title: str
    read: str = "opening"
    note: str = ""
    outlets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Who says a thing, and where it stands.

    Attributes:
        ref: Ids of publications.
        party: The party whose own statement it is; empty when it is nobody's.
        origin: The independent source behind the copies (a story); empty means the first publication itself.
        speaker: Role or name of the speaker as published; unnamed sources keep their role only.
        on: When it was said.
        words: Short quotation or paraphrase.
        certainty: ``stated``, ``likely``, ``possible``, ``unlikely`` or ``denied``, in the source's own strength.
        byline: Who signed it as its author, as published.
    """

    ref: tuple[str, ...] = ()
    party: str = ""
    origin: str = ""
    speaker: str = ""
    on: Moment | None = None
    words: str = ""
    certainty: str = "stated"
    byline: str = ""

    @property
    def origin_id(self) -> str:
        """The origin for counting: stated, else the party, else the first publication."""
        return self.origin or (f"party:{self.party}" if self.party else "") or (self.ref[0] if self.ref else "unknown")
