# SPDX-License-Identifier: Apache-2.0
"""How long a node waits for what: one noun, so that a simulation and a test can live faster than the world."""

from dataclasses import dataclass

CLOCK_DOUBT_MS = 30_000
"""A clock so far from the middle of the others' is in doubt [ms]: up to there nodes take each other's for right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Spans [ms], by the clock that never goes back.

    Attributes:
        exchange_ms: Peers are shown all heads at least so often.
        news_ms: And at most so often when there is news.
        request_ms: A request of which nothing was heard is forgotten after this.
        retry_ms: What failed is tried again after this, and after twice as long each time up to ``retry_max_ms``.
        retry_max_ms: Longest wait between two tries.
        recosign_ms: A head that stays is cosigned again so often: freshness, and proven times in quiet hours.
        box_ms: A mirror waits so long for the boxes addressed to it before it records what is missing.
        challenge_ms: A log is challenged for what it owes after this.
        deadline_ms: And has this long to give it.
        stale_ms: A log of which nothing was heard for so long is stale (S2).
        doubt_ms: A clock so far from the middle of the others' is in doubt.
        sample_ms: What was learnt of a peer's clock is forgotten after this.
    """

    exchange_ms: int = 60_000
    news_ms: int = 500
    request_ms: int = 30_000
    retry_ms: int = 1_000
    retry_max_ms: int = 60_000
    recosign_ms: int = 60_000
    box_ms: int = 30_000
    challenge_ms: int = 300_000
    deadline_ms: int = 86_400_000
    stale_ms: int = 900_000
    doubt_ms: int = CLOCK_DOUBT_MS
    sample_ms: int = 600_000
