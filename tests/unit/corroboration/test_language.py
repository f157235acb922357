# SPDX-License-Identifier: Apache-2.0
"""Whether a text is English."""

from pathlib import Path

import pytest

from press_texts import REPORT
from truceline.corroboration.language import Language, language_of


@pytest.mark.parametrize(
    "text",
    [" ".join(REPORT), "Truce to start Friday - officials", "Snow fell.", "", "Zażółć Lake: the café is on the quay"],
    ids=["report", "flash", "two-words", "nothing", "accents"],
)
def test_english_is_known(text: str) -> None:
    """Long or short; in doubt a text is read."""
    assert language_of(text) is Language.ENGLISH


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("\u0628\u062f\u0623 \u0648\u0642\u0641 \u0627\u0644\u0646\u0627\u0631 (EXERCISE)", Language.OTHER_SCRIPT),
        (
            "\u041f\u0435\u0440\u0435\u043c\u0438\u0440\u0438\u0435 \u043d\u0430\u0447\u0430\u043b\u043e\u0441\u044c",
            Language.OTHER_SCRIPT,
        ),
        (
            (
                "Die Boten des Nordlandes und des Bundes haben am Montag \u00fcber eine Waffenruhe am Fluss "
                "verhandelt, die am Freitag beginnen soll. Keine Seite will nachgeben, und nachts wurde geschossen."
            ),
            Language.OTHER_WORDS,
        ),
        ("Waffenruhe am Fluss beginnt am Freitag", Language.OTHER_WORDS),
        ("La tr\u00eave commence vendredi, selon des diplomates", Language.OTHER_WORDS),
    ],
    ids=["arabic", "cyrillic", "german", "german-flash", "french-flash"],
)
def test_other_languages_are_not_read(text: str, language: Language) -> None:
    """By their script, or by the English words they lack."""
    assert language_of(text) is language


def test_the_real_texts_are_english(data_dir: Path) -> None:
    """Whole pages, comments included."""
    pages = [path.read_text(encoding="utf-8") for path in sorted((data_dir / "press-2016-2017").glob("*.txt"))]

    assert {language_of(page) for page in pages} == {Language.ENGLISH}
