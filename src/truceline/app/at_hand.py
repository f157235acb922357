# SPDX-License-Identifier: Apache-2.0
"""What a node keeps at hand for what is stated and agreed, so that nothing is read anew for each request."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from truceline.agreement.library import Library
from truceline.app.agreed_texts import AgreedTexts
from truceline.app.caller import Caller
from truceline.app.current_test import CurrentTest
from truceline.app.ports import Records
from truceline.app.propose_agreement import Proposal, read_proposal
from truceline.app.text_ground import TextGround
from truceline.base.errors import PushbackError

READING_WAIT_S = 3.0
"""So long a proposed document waits for others to be read [s]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtHand:
    """Things made once, that remember what they have read.

    Attributes:
        agreed: Reads proposed texts; gives the library with those that were agreed.
        current: The clause test of the moment.
        pseudonym: Gives the pseudonym of a witness's name, always the same for the same name.
        renew: Makes anew what the node answers by; asked, in the store's thread, after a claim that bears on rulings
            was taken or a text was accepted, before the answer is sent.
        reading: Held while a proposed document is read: one at a time, for each may take all of a processor.
    """

    agreed: AgreedTexts
    current: CurrentTest
    pseudonym: Callable[[str], str]
    renew: Callable[[Records], None]
    reading: threading.Lock = field(default_factory=threading.Lock)

    def claims_gone(self, records: Records) -> None:
        """Look at every claim anew: some were erased, or deleted by their age. In the store's thread."""
        self.current.forget()
        self.renew(records)

    def read_proposal(self, document: bytes, caller: Caller, ground: TextGround) -> Proposal:
        """Read a proposed document when no other is being read; reaches no store.

        Raises:
            PushbackError: Others are being read for too long.
            NodeError: As ``propose_agreement.read_proposal``.
        """
        if not self.reading.acquire(timeout=READING_WAIT_S):
            message = "proposal: expected fewer documents to wait for being read"
            raise PushbackError(message)
        try:
            return read_proposal(document, caller, ground)
        finally:
            self.reading.release()


def make_at_hand(
    library: Library, ground: TextGround, pseudonym: Callable[[str], str], renew: Callable[[Records], None]
) -> AtHand:
    """Make what is kept at hand.

    Args:
        library: The installed library.
        ground: The same as it was read from its files, the ground of proposals.
        pseudonym: As ``AtHand.pseudonym``.
        renew: As ``AtHand.renew``.

    Returns:
        What is kept at hand.
    """
    return AtHand(
        agreed=AgreedTexts(base=library, base_ground=ground),
        current=CurrentTest(),
        pseudonym=pseudonym,
        renew=renew,
    )
