# SPDX-License-Identifier: Apache-2.0
"""The pages on words and on use: every word once, no word that judges, every red line with its test."""

import re
from collections import Counter

import pytest

from tidy.tree import CHECKOUT
from truceline.findings.ruling import RULING_WORDS
from truceline.report.messages import glossary as report_glossary
from truceline.report.messages import red_lines as report_red_lines

DOCS = CHECKOUT / "docs"
NOUNS = (
    "act", "intent", "fix", "track", "report", "story", "incident", "finding", "notice", "entry", "assessment",
    "determination", "engagement", "origin", "provision", "ruling", "zone", "party", "force", "claim",
    "agreement", "arrangement", "library",
)  # fmt: skip
"""One noun, one stage, one meaning."""
JUDGING = re.compile(
    r"\b(violat\w+|enem(?:y|ies)|guilt\w*|target\w*|truth|regimes?|terrorist\w*|militias?|moderates?)\b", re.IGNORECASE
)
RULING_OUT = "## Words that are not used"
RED_LINES = tuple(f"R{number}" for number in range(1, 12))


def page(name: str) -> str:
    """Read a page of docs/."""
    return (DOCS / name).read_text(encoding="utf-8")


def defined(text: str) -> Counter[str]:
    """Count the terms that the glossary defines: those in bold at the head of a line."""
    heads = re.findall(r"^- ((?:\*\*[^*]+\*\*(?:, )?)+):", text, re.MULTILINE)
    return Counter(term for head in heads for term in re.findall(r"\*\*([^*]+)\*\*", head))


def test_every_noun_and_every_ruling_word_is_defined_once() -> None:
    """A word with two meanings would be two words."""
    terms = defined(page("glossary.md"))

    assert {word: terms[word] for word in (*NOUNS, *RULING_WORDS) if terms[word] != 1} == {}
    assert [term for term, count in terms.items() if count > 1] == []


def test_the_words_of_the_report_are_on_the_page() -> None:
    """What the report explains, the glossary explains."""
    told = page("glossary.md")
    words = [code.removeprefix("glossary.").replace("_", " ") for code in report_glossary.MESSAGES]

    assert words
    assert [word for word in words if f"**{word}**" not in told] == []


def test_the_ten_words_are_each_reached_in_one_way() -> None:
    """docs/concepts.md has one row for each ruling word."""
    rows = re.findall(r"^\| \*([^*]+)\* \|", page("concepts.md"), re.MULTILINE)

    assert sorted(rows) == sorted(RULING_WORDS)


@pytest.mark.parametrize("name", ["concepts.md", "glossary.md", "intended-use.md"])
def test_no_page_judges(name: str) -> None:
    """Words that judge stand only where they are ruled out."""
    text, _, _ = page(name).partition(RULING_OUT)
    found = [match for match in JUDGING.findall(text) if match.lower() not in {"violation", "violations"}]
    unalleged = re.findall(r"(?<!alleged )\bviolations?\b", text)

    assert found + unalleged == []


def test_every_red_line_stands_on_the_page_with_tests_that_are_there() -> None:
    """A reader can go from each red line to the test that keeps it."""
    text = page("intended-use.md")
    sections = dict(re.findall(r"^### (R\d+) [^\n]+\n(.*?)(?=^### |\Z)", text, re.MULTILINE | re.DOTALL))
    tests = {line: re.findall(r"^Test: `([^`]+)`$", section, re.MULTILINE) for line, section in sections.items()}

    assert tuple(sections) == RED_LINES
    assert {line for line, paths in tests.items() if len(paths) != 1} == set()
    assert {line for line, paths in tests.items() if not list(CHECKOUT.glob(paths[0]))} == set()
    assert [line for line, section in sections.items() if "For you: " not in section] == []


def test_the_report_prints_the_same_red_lines() -> None:
    """None is on the page alone, none in the report alone."""
    assert tuple(code.removeprefix("red_line.") for code in report_red_lines.MESSAGES) == RED_LINES
