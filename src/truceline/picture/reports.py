# SPDX-License-Identifier: Apache-2.0
"""Reports: what somebody published about one or more acts, as published, with the acts that were read from it."""

from dataclasses import dataclass

from truceline.base.moments import Moment
from truceline.picture.acts import Act
from truceline.picture.sources import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One published report.

    Attributes:
        id: Stable id.
        source: Who published it; its ``origin`` is the story it copies, when it is a copy.
        published: When.
        title: Its headline.
        text: Its words, or a part of them.
        acts: The acts it tells of, coded by whoever wrote this record.
    """

    id: str
    source: Source
    published: Moment
    title: str = ""
    text: str = ""
    acts: tuple[Act, ...] = ()
