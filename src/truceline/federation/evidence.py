# SPDX-License-Identifier: Apache-2.0
"""What is proved (E1 to E6) and what is merely suspected (S1 to S4): two unions that share no class and no words.

Rules:
    - Proved is what anybody can verify from the evidence itself with the keys of the logs alone. It is about a key and
      the rules of the log, and judges no person.
    - Suspected rests on what this node alone has seen: an answer that did not come, a clock that differs. It is shown
      with its innocent explanations, never passed on as evidence, and withdrawn when it has an innocent end.
    - A silent network suspects nobody of more than S2.
"""

from dataclasses import dataclass, field

from truceline.crypto.boxes import BrokenBox


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvedFork:
    """E1: one log key signed two heads that cannot be of one history.

    Attributes:
        origin: Of the log.
        index: The first entry in which they differ; none when two roots of one size show it by themselves.
        sizes: Of both heads.
        bundle: The proof as a bundle (``*.fork``), about 4 KB.
        suspect_from_ms: From when the key is not believed alone, as its rotation says [ms since 1970 UTC]; none while
            it was not replaced. No part of the proof: whoever held the key then may not be its party.
        cosigned: The organisations that had cosigned each of the two heads, as far as known here; no part of the proof.
    """

    origin: str
    index: int | None
    sizes: tuple[int, int]
    bundle: bytes = field(repr=False)
    suspect_from_ms: int | None = None
    cosigned: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    word: str = "E1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvedMalformed:
    """E2: an entry under a signed head breaks the rules of entries. Its bytes are kept and never interpreted.

    Attributes:
        origin: Of the log.
        seq: Its index.
        rule: Which rule.
        bundle: The proof as a bundle.
    """

    origin: str
    seq: int
    rule: str
    bundle: bytes = field(repr=False)
    word: str = "E2"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvedBrokenBox:
    """E3: a sealed body that its author's entry commits to does not open to what the entry commits to.

    Attributes:
        origin: Of the log.
        seq: Of the entry.
        broken: The whole box with its key: whoever is shown it reads what it holds.
    """

    origin: str
    seq: int
    broken: BrokenBox = field(repr=False)
    word: str = "E3"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvedCosigner:
    """E4: a cosigner's key contradicts itself: two roots at one size, or times that run back.

    Attributes:
        cosigner: Name of its key.
        origin: Of the log whose heads it cosigned.
        bundle: Both notes as a bundle.
    """

    cosigner: str
    origin: str
    bundle: bytes = field(repr=False)
    word: str = "E4"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvedDenial:
    """E5: a party records as missing what its mirror had already stated to keep.

    Attributes:
        party: Which.
        origin: Of the log whose entry it is.
        seq: The entry that was delivered.
        denied_in: Index of the entry of the party's own log that denies it.
    """

    party: str
    origin: str
    seq: int
    denied_in: int
    word: str = "E5"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvedTime:
    """E6: the time that an entry states lies further outside its proven interval than clocks may be apart.

    A wrong clock does this too.

    Attributes:
        origin: Of the log.
        seq: Of the entry.
        stated_ms: As stated [ms since 1970 UTC].
        not_before_ms: Proven.
        not_after_ms: Proven.
    """

    origin: str
    seq: int
    stated_ms: int
    not_before_ms: int
    not_after_ms: int
    word: str = "E6"


Proved = ProvedFork | ProvedMalformed | ProvedBrokenBox | ProvedCosigner | ProvedDenial | ProvedTime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeUnanswered:
    """S1: a log was asked in public for what it owes; after the deadline its node answered that it gives none of it.

    Attributes:
        party: Whose log.
        origin: Of the log.
        asked: What for, in words.
    """

    party: str
    origin: str
    asked: str
    word: str = "S1"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadStale:
    """S2: nothing new was heard of a log for a long time. A cut line looks the same.

    Attributes:
        party: Whose log.
        origin: Of the log.
        since_ms: When it was last heard of, by this node's clock [ms since 1970 UTC].
    """

    party: str
    origin: str
    since_ms: int
    word: str = "S2"


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyWithheld:
    """S3: the author of an entry answered that it does not give the body that the entry addresses to this party.

    Attributes:
        party: Whose log.
        origin: Of the log.
        seq: Of the entry.
    """

    party: str
    origin: str
    seq: int
    word: str = "S3"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockApart:
    """S4: the clock of a party's cosigner differs from this node's and from the others' middle.

    Attributes:
        party: Whose.
        apart_ms: By how much at least it is ahead; negative when it is behind [ms].
    """

    party: str
    apart_ms: int
    word: str = "S4"


Suspected = ChallengeUnanswered | HeadStale | BodyWithheld | ClockApart
