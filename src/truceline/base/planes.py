# SPDX-License-Identifier: Apache-2.0
"""Four-valued facts in bulk: two bit planes of one shape, with the algebra of ``fourvalue``.

Source:
    Belnap 1977; Fitting 1994 (see ``fourvalue``).
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from truceline.base.fourvalue import TOLD_FALSE, TOLD_TRUE


@dataclass(frozen=True, slots=True, kw_only=True)
class Planes:
    """Many four-valued facts as two bit planes of one shape.

    Attributes:
        told_true: Boolean or unsigned array; in an unsigned array every bit is one fact.
        told_false: The same shape and kind.
    """

    told_true: NDArray[np.generic]
    told_false: NDArray[np.generic]

    def __post_init__(self) -> None:
        """Refuse planes of different shape or kind."""
        assert self.told_true.shape == self.told_false.shape
        assert self.told_true.dtype == self.told_false.dtype

    def negated(self) -> "Planes":
        """Swap the planes."""
        return Planes(told_true=self.told_false, told_false=self.told_true)

    def conflated(self) -> "Planes":
        """Swap *neither* with *both* everywhere."""
        return Planes(told_true=np.invert(self.told_false), told_false=np.invert(self.told_true))

    def conjoined(self, other: Self) -> "Planes":
        """Meet in the truth order."""
        return Planes(
            told_true=np.bitwise_and(self.told_true, other.told_true),
            told_false=np.bitwise_or(self.told_false, other.told_false),
        )

    def disjoined(self, other: Self) -> "Planes":
        """Join in the truth order."""
        return Planes(
            told_true=np.bitwise_or(self.told_true, other.told_true),
            told_false=np.bitwise_and(self.told_false, other.told_false),
        )

    def consensus(self, other: Self) -> "Planes":
        """Meet in the knowledge order."""
        return Planes(
            told_true=np.bitwise_and(self.told_true, other.told_true),
            told_false=np.bitwise_and(self.told_false, other.told_false),
        )

    def accepted(self, other: Self) -> "Planes":
        """Join in the knowledge order."""
        return Planes(
            told_true=np.bitwise_or(self.told_true, other.told_true),
            told_false=np.bitwise_or(self.told_false, other.told_false),
        )

    def values(self) -> NDArray[np.uint8]:
        """Give one ``FourValue`` number per fact of boolean planes."""
        told_true = self.told_true.astype(np.bool_).astype(np.uint8)
        told_false = self.told_false.astype(np.bool_).astype(np.uint8)
        return told_true * np.uint8(TOLD_TRUE) + told_false * np.uint8(TOLD_FALSE)
