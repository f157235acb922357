# SPDX-License-Identifier: Apache-2.0
"""Headlines as they are compared: one spelling for what differs only in case, signs, accents or coded characters.

Source:
    Unicode Standard Annex 15 (compatibility form), HTML 5 (character references).
"""

import re
import unicodedata
from functools import lru_cache
from html import unescape

WORDS_LEAST = 4
"""Words of a headline that can show a copy over outlets: shorter ones ("Daily report") stand over many reports."""

_APOSTROPHES = re.compile("['\u2018\u2019\u201b\u02bc\u02bb`\u00b4]")
_SIGNS = re.compile(r"[\W_]+")


@lru_cache(maxsize=65_536)
def same_words(text: str) -> str:
    """Give a headline or a name in the one spelling by which it is compared.

    >>> same_words("Shells hit Harbour\u2019s quay.") == same_words("Shells hit harbour&#8217;s  QUAY")
    True
    """
    plain = unicodedata.normalize("NFKD", unescape(text)).casefold()
    plain = "".join(char for char in plain if not unicodedata.combining(char)) if not plain.isascii() else plain
    return _SIGNS.sub(" ", _APOSTROPHES.sub("", plain)).strip()


def is_telling(words: str) -> bool:
    """Say whether a headline in its one spelling has words enough to show a copy over outlets."""
    return words.count(" ") >= WORDS_LEAST - 1
