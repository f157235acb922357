# SPDX-License-Identifier: Apache-2.0
"""What a node keeps at hand for what is stated and agreed, as a route is given it."""

from truceline.app.at_hand import AtHand
from truceline.base.errors import UnavailableError
from truceline.http.asking import Asking


def at_hand(asking: Asking) -> AtHand:
    """Give what is kept at hand.

    Raises:
        UnavailableError: The node was started without it.
    """
    found = asking.node.at_hand
    if found is None:
        message = "node: expected the files of its library at hand, got none; the operator must start it with them"
        raise UnavailableError(message)
    return found
