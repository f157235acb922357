# SPDX-License-Identifier: Apache-2.0
"""What one run has read of press texts, and what had to be set aside with its reason."""

from dataclasses import dataclass

from truceline.corroboration.press_text import PressText
from truceline.picture.intake import Rejection


@dataclass(frozen=True, slots=True, kw_only=True)
class TextIntake:
    """Press texts of one run.

    Attributes:
        read: Files and records looked at.
        texts: Texts that can be used, each digest once.
        rejections: What was set aside; a file that holds a text read before is told here and kept in its ``also``.
    """

    read: int = 0
    texts: tuple[PressText, ...] = ()
    rejections: tuple[Rejection, ...] = ()


NO_TEXTS = TextIntake()
