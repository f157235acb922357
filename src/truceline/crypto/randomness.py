# SPDX-License-Identifier: Apache-2.0
"""The one door to the system's randomness: whoever draws keys, salts or nonces is given bytes from here.

Source:
    getrandom(2), through ``secrets`` of the standard library.
"""

import secrets


def random_bytes(count: int) -> bytes:
    """Draw bytes that nobody can foresee.

    Args:
        count: How many, at least 1 [bytes].
    """
    assert count > 0
    return secrets.token_bytes(count)
