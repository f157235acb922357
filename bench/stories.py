# SPDX-License-Identifier: Apache-2.0
"""Stories: how long it takes to read ten thousand press texts and to find the copies among them, and how well.

The texts are made up of made-up words with the frequencies of real ones, all alike in topic: 8,000 reports, and 2,000
copies of some of them, cut, edited or with a new beginning; a fifth of all ends with one notice. A second set is made
to be slow: ten thousand texts that all share half of their words with others in a changing mixture. Where rensa is
installed it is asked for the same pairs, for comparison only.

    .venv/bin/python bench/stories.py [TEXTS]
"""

import gc
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from truceline.cli.assess import COLLECT_FROM
from truceline.corroboration.candidates import CONTAINMENT_FROM
from truceline.corroboration.press_text import Story
from truceline.corroboration.spelling import known_names, words_of
from truceline.corroboration.stories import find_stories
from truceline.feeds.texts import read_texts

WORDS = 400
VOCABULARY = 30_000
NOTICE = "this wording stands below each page of our paper and says what our readers may do with it and what not"


def make_texts(count: int, seed: int) -> tuple[list[list[str]], list[int]]:
    """Give texts as words, and the report that each is a copy of."""
    generator = np.random.default_rng(seed)
    frequency = 1 / np.arange(1, VOCABULARY + 1) ** 0.9
    names = np.array([f"w{number:x}" for number in range(VOCABULARY)])
    reports = count * 4 // 5
    drawn = names[generator.choice(VOCABULARY, size=(reports, WORDS), p=frequency / frequency.sum())]
    texts = [list(each) for each in drawn]
    owner = list(range(reports))
    for number in range(count - reports):
        source = number % (reports // 2)
        texts.append(edited(texts[source], names, generator))
        owner.append(source)
    return texts, owner


def edited(words: list[str], names: np.ndarray, generator: np.random.Generator) -> list[str]:
    """Cut a text to between a third and the whole, change one word in twenty, and begin it anew."""
    begin = int(generator.integers(0, len(words) // 3))
    end = begin + int(generator.integers(len(words) // 3, len(words) * 2 // 3))
    kept = [str(generator.choice(names)) if generator.random() < 0.05 else word for word in words[begin:end]]
    return [str(each) for each in generator.choice(names, size=40)] + kept


def page(words: list[str], number: int) -> str:
    """Set words as a press text of paragraphs."""
    paragraphs = [" ".join(words[at : at + 45]).capitalize() + "." for at in range(0, len(words), 45)]
    notice = [NOTICE.capitalize() + "."] if number % 5 == 0 else []
    return "\n\n".join([f"Headline {number}", *paragraphs, *notice]) + "\n"


def hostile(count: int, seed: int) -> list[list[str]]:
    """Give texts of twenty runs each, out of two hundred runs that are in a thousand texts each."""
    generator = np.random.default_rng(seed)
    names = np.array([f"h{number:x}" for number in range(VOCABULARY)])
    runs = [[str(word) for word in generator.choice(names, size=20)] for _ in range(200)]
    return [[word for run in generator.choice(200, size=20, replace=False) for word in runs[run]] for _ in range(count)]


def measure(name: str, texts: list[list[str]]) -> tuple[Story, ...]:
    """Read and compare texts from a folder, and print how long each took."""
    with tempfile.TemporaryDirectory() as folder:
        for number, words in enumerate(texts):
            (Path(folder) / f"{number:06}.txt").write_text(page(words, number), encoding="utf-8")
        begin = time.perf_counter()
        intake = read_texts([Path(folder)], lambda _: None)
        read = time.perf_counter()
        found = find_stories(intake.texts, known_names())
        end = time.perf_counter()
    print(
        f"{name}: {len(texts)} texts: reading {read - begin:.2f} s, comparing {end - read:.2f} s, "
        f"together {end - begin:.2f} s; {len(found.stories)} stories, {found.pairs_left} pairs not compared"
    )
    return found.stories


def tell_quality(stories: tuple[Story, ...], owner: list[int]) -> None:
    """Print which share of copies found their report, and how many stories hold two reports."""
    story_of = {int(text.name[:6]): story.id for story in stories for text in story.members}
    copies = [number for number, report in enumerate(owner) if number != report]
    joined = sum(story_of[number] == story_of[owner[number]] for number in copies)
    mixed = sum(len({owner[int(text.name[:6])] for text in story.members}) > 1 for story in stories)
    print(f"copies joined with their report: {joined} of {len(copies)}; stories of two reports: {mixed}")


def compare_with_rensa(texts: list[list[str]], owner: list[int]) -> None:
    """Print how many of the copies rensa would propose, and how long it takes to make its sketches."""
    if find_spec("rensa") is None:
        print("rensa is not installed: no comparison")
        return
    from rensa import RMinHash, RMinHashLSH  # type: ignore[import-not-found, unused-ignore] # noqa: PLC0415

    begin = time.perf_counter()
    index = RMinHashLSH(threshold=CONTAINMENT_FROM / 2, num_perm=128, num_bands=64)
    sketches = []
    for number, words in enumerate(texts):
        spelt = words_of(page(words, number))
        sketch = RMinHash(num_perm=128, seed=1)
        sketch.update([" ".join(spelt[at : at + 5]) for at in range(len(spelt) - 4)])
        index.insert(number, sketch)
        sketches.append(sketch)
    copies = [number for number, report in enumerate(owner) if number != report]
    proposed = sum(owner[number] in index.query(sketches[number]) for number in copies)
    print(
        f"rensa, 64 bands of 2: {time.perf_counter() - begin:.2f} s for sketches and the questions of {len(copies)} "
        f"copies; it proposes {proposed} of their reports"
    )


def run() -> None:
    """Measure every set, with the collector set as the command sets it."""
    gc.set_threshold(COLLECT_FROM)
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    texts, owner = make_texts(count, 1)
    tell_quality(measure("ordinary", texts), owner)
    compare_with_rensa(texts, owner)
    measure("hostile", hostile(count, 2))
    same = [texts[0]] * (count - 1)
    measure("one report in all", [[*words, f"copy{number}"] for number, words in enumerate(same)])


if __name__ == "__main__":
    run()
