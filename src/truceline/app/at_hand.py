# SPDX-License-Identifier: Apache-2.0
"""What a node keeps at hand for what is stated and agreed, so that nothing is read anew for each request."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from truceline.agreement.library import Library
from truceline.app.agreed_texts import AgreedTexts
from truceline.app.current_test import CurrentTest
from truceline.app.ports import Records
from truceline.app.text_ground import read_ground


@dataclass(frozen=True, slots=True, kw_only=True)
class AtHand:
    """Things made once, that remember what they have read.

    Attributes:
        agreed: Reads proposed texts; gives the library with those that were agreed.
        current: The clause test of the moment.
        pseudonym: Gives the pseudonym of a witness's name, always the same for the same name.
        renew: Makes anew what the node answers by; asked, in the store's thread, after a claim that bears on rulings
            was taken or a text was accepted, before the answer is sent.
    """

    agreed: AgreedTexts
    current: CurrentTest
    pseudonym: Callable[[str], str]
    renew: Callable[[Records], None]


def make_at_hand(
    library: Library, folder: Path, pseudonym: Callable[[str], str], renew: Callable[[Records], None]
) -> AtHand:
    """Read the installed library once more, as the ground of proposals.

    Args:
        library: The installed library.
        folder: Its folder.
        pseudonym: As ``AtHand.pseudonym``.
        renew: As ``AtHand.renew``.

    Returns:
        What is kept at hand.

    Raises:
        ExceptionGroup: Every fault of the library.
    """
    return AtHand(
        agreed=AgreedTexts(base=library, base_ground=read_ground(folder)),
        current=CurrentTest(),
        pseudonym=pseudonym,
        renew=renew,
    )
