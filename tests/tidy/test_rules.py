# SPDX-License-Identifier: Apache-2.0
"""The house rules tried on samples: each finds what breaks it and leaves alone what keeps it."""

from collections.abc import Callable, Iterator

import pytest

from tidy import shape, words
from tidy.tree import SourceFile

Rule = Callable[[SourceFile], Iterator[str]]

CODE = "src/truceline/line/sample.py"
PAGE = "docs/sample.md"
KERNEL = "src/truceline/kernels/sample.py"
QUOTING = "src/truceline/library/sample/agreement.yaml"
SPDX = "# SPDX-License-Identifier: Apache-2.0\n"

FOUR_DEEP = """
def f(a):
    for b in a:
        if b:
            while b:
                if b:
                    return
"""
ELSE_IFS = "def f(a):\n    if a == 0:\n        pass\n" + "    elif a:\n        pass\n" * 5
LONG = "def f():\n" + "    a = 1\n" * 61
LONG_WORDS = 'def f():\n    """Say.\n' + "    Word.\n" * 80 + '    """\n    a = 1\n'

BREAKING: dict[str, tuple[Rule, str, str]] = {
    "a file of 601 lines": (shape.long_files, CODE, "a = 1\n" * 601),
    "a function of 61 lines": (shape.long_functions, CODE, LONG),
    "four blocks deep": (shape.deep_nesting, CODE, FOUR_DEEP),
    "a file called helpers": (shape.empty_names, "src/truceline/line/helpers.py", ""),
    "a class called Manager": (shape.empty_names, CODE, "class LineManager:\n    pass\n"),
    "a name in metres spelt out": (shape.units_spelt_out, CODE, "def f(reach_metres: float) -> None: ...\n"),
    "an unsorted public list": (shape.unsorted_public_lists, CODE, 'a = b = 1\n__all__ = ["b", "a"]\n'),
    "a public name that is not there": (shape.unsorted_public_lists, CODE, '__all__ = ["a"]\n'),
    "a kernel without a source": (shape.missing_sources, KERNEL, '"""Loops."""\ndef f() -> None:\n    """Run."""\n'),
    "code without its licence line": (shape.missing_licence_lines, CODE, '"""Says."""\n'),
    "a script without its licence line": (shape.missing_licence_lines, "scripts/x", "#!/bin/sh\necho\n"),
    "a page that is not there": (shape.missing_pages, CODE, '"""Read.\n\nSource:\n    plans.md F11.\n"""\n'),
    "a word that judges": (words.immodest_words, PAGE, "The violator fired."),
    "a word of one side": (words.immodest_words, CODE, "# the regime side"),
    "a class that judges": (words.immodest_words, CODE, "class CeasefireViolation:\n"),
    "a key that judges in a library": (words.immodest_words, QUOTING, "enemy: ask the text"),
    "American spelling": (words.american_spelling, PAGE, "Its behavior changed."),
    "American spelling of colour in words": (words.american_spelling, PAGE, "No color is used."),
    "a note for later": (words.notes_to_ourselves, CODE, "# TO" + "DO: later"),
    "a path of one machine": (words.machine_paths, PAGE, "see /ho" + "me/anna/data"),
    "a scratch path": (words.machine_paths, CODE, 'P = "/tm' + 'p/x"'),
    "the host of a registry": (words.package_registries, PAGE, "from https://pypi" + ".org/simple"),
}
KEEPING: dict[str, tuple[Rule, str, str]] = {
    "a file of 600 lines": (shape.long_files, CODE, "a = 1\n" * 600),
    "a long page": (shape.long_files, PAGE, "word\n" * 601),
    "a short function with many words": (shape.long_functions, CODE, LONG_WORDS),
    "a chain of else-ifs": (shape.deep_nesting, CODE, ELSE_IFS),
    "four deep in a kernel": (shape.deep_nesting, KERNEL, FOUR_DEEP),
    "a file called sequencer": (shape.empty_names, "src/truceline/ledger/sequencer.py", ""),
    "a name in metres": (shape.units_spelt_out, CODE, "def f(reach_m: float) -> None: ...\n"),
    "aviation units in feeds": (shape.units_spelt_out, "src/truceline/feeds/sbs.py", "alt_ft = 1\n"),
    "a sorted public list": (shape.unsorted_public_lists, CODE, 'a = b = 1\n__all__ = ["a", "b"]\n'),
    "a kernel with a source": (shape.missing_sources, KERNEL, '"""Loops.\n\nSource:\n    RFC.\n"""\ndef f(): ...\n'),
    "nouns need no source": (shape.missing_sources, CODE, "def f(): ...\n"),
    "code with its licence line": (shape.missing_licence_lines, CODE, SPDX),
    "a page needs no licence line": (shape.missing_licence_lines, PAGE, "# Page\n"),
    "a page of docs": (shape.missing_pages, CODE, "# docs/origins.md, and the glossary (glossary.md)\n"),
    "a page beside a page": (shape.missing_pages, "docs/adr/sample.md", "See [the index](README.md).\n"),
    "an alleged violation": (words.immodest_words, CODE, "class AllegedViolation:\n"),
    "what it never does": (words.immodest_words, PAGE, "It never ranks targets."),
    "the truth order of Belnap": (words.immodest_words, CODE, "# conjunction in the truth order"),
    "words of a quoted source": (words.immodest_words, QUOTING, 'passage: "the regime and the militias"'),
    "British spelling": (words.american_spelling, PAGE, "Its behaviour changed, in the centre, by colour."),
    "American spelling in a table of spellings": (
        words.american_spelling,
        "src/truceline/corroboration/spelling.py",
        '"defense": "defence"',
    ),
    "CSS in Python": (words.american_spelling, CODE, 'STYLE = "a { background-color: #fff; text-align: center; }"'),
    "a word with a note inside": (words.notes_to_ourselves, CODE, "# the mastodon"),
    "a path from the checkout": (words.machine_paths, PAGE, "see tests/tidy and ../shared/data"),
    "a scratch folder asked for": (words.machine_paths, "scripts/x", "mktemp ${TMPDIR:-/tm" + "p}/truceline.XXXX"),
    "the address of a source": (words.package_registries, PAGE, "see https://ucdp.uu.se"),
}


@pytest.mark.parametrize(("rule", "path", "text"), BREAKING.values(), ids=BREAKING.keys())
def test_a_rule_finds_what_breaks_it(rule: Rule, path: str, text: str) -> None:
    """The finding names the file, so that the reader knows where to mend."""
    findings = list(rule(SourceFile(path=path, text=text)))

    assert findings
    assert all(finding.startswith(path) for finding in findings)


@pytest.mark.parametrize(("rule", "path", "text"), KEEPING.values(), ids=KEEPING.keys())
def test_a_rule_leaves_alone_what_keeps_it(rule: Rule, path: str, text: str) -> None:
    """A rule that cries wolf is switched off sooner or later."""
    assert list(rule(SourceFile(path=path, text=text))) == []
