# SPDX-License-Identifier: Apache-2.0
"""Standing presence: forces that stay, and whether their party still says so.

Rules:
    - A standing presence is confirmed anew within the hours that the node's settings give.
    - One that is overdue is told as overdue. It is never dropped, ended or moved by the passing of time: forces do not
      leave because nobody wrote. It goes on meeting other intents, exactly and coarsely as before.
    - Who may know that it is overdue is who may read it (``disclosure.may_read``).

Source:
    This project's own; mission F5 (ground, no end, confirmed daily).
"""

from dataclasses import dataclass

from truceline.base.instants import NS_PER_S
from truceline.picture.intents import Intent, IntentState

NS_PER_HOUR = 3_600 * NS_PER_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """Where a standing presence stands.

    Attributes:
        intent: Id of the intent.
        party: Whose it is.
        confirmed_ns: When its party last said that it still holds [ns since 1970 UTC].
        confirmed_until_ns: By when it must say so again [ns since 1970 UTC].
        overdue_ns: For how long it has been overdue [ns]; 0 when it is not.
    """

    intent: str
    party: str
    confirmed_ns: int
    confirmed_until_ns: int
    overdue_ns: int

    @property
    def is_overdue(self) -> bool:
        """Whether nobody confirmed it in time."""
        return self.overdue_ns > 0


def maybe_presence(intent: Intent, *, standing_hours: int, now_ns: int) -> Presence | None:
    """Say where a standing presence stands.

    Args:
        intent: The latest version.
        standing_hours: Within how many hours it must be confirmed anew [h].
        now_ns: Now [ns since 1970 UTC].

    Returns:
        Its state; ``None`` for an intent with an end, and for one that was withdrawn or declared over.
    """
    if not intent.is_standing or intent.state is not IntentState.FILED:
        return None
    until_ns = intent.confirmed_ns + standing_hours * NS_PER_HOUR
    return Presence(
        intent=intent.id,
        party=intent.party,
        confirmed_ns=intent.confirmed_ns,
        confirmed_until_ns=until_ns,
        overdue_ns=max(now_ns - until_ns, 0),
    )
