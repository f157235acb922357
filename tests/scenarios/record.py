# SPDX-License-Identifier: Apache-2.0
"""Reads a scenario: its record (``NAME.jsonl``: acts and claims) and its answers (a table in ``NAME.md``).

EXERCISE: every act and claim is invented and stands in the EXERCISE library; that library's own claims are left out, so
that only what the scenario tells is told. Rows may name a variant of the library.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from exercise import EXERCISE, change, copy_of
from truceline.agreement.library import Library, load_library
from truceline.picture.acts import Act
from truceline.picture.claims import Claim
from truceline.picture.records import picture_registry
from truceline.records.document import parse_document

SCENARIOS = Path(__file__).resolve().parent
TRUCE = "agreements/quay-truce.yaml"
VARIANTS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "": (),
    "Pine joined before": ((TRUCE, "on: 2031-03-10T12:00:00+02:00", "on: 2031-03-04T12:00:00+02:00"),),
    "edge: outside": ((TRUCE, "edge: inside", "edge: outside"),),
    "edge not stated": ((TRUCE, "    edge: inside\n", ""),),
}
"""Changes of the library: file, old, new."""
HEADER = ("act", "claims", "library", "provision", "ruling", "decided by", "missing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One row of a scenario's table.

    Attributes:
        scenario: Name of the scenario.
        act: Id of the act.
        claims: Ids of the claims in the record when it is judged.
        library: Variant of the library.
        provision: ``AGREEMENT/PROVISION``.
        word: The ruling.
        decided_by: The condition that decides.
        missing: What is missing, when it cannot be judged.
    """

    scenario: str
    act: str
    claims: tuple[str, ...]
    library: str
    provision: str
    word: str
    decided_by: str
    missing: frozenset[str]


def scenario_names() -> tuple[str, ...]:
    """Give every scenario that has a record."""
    return tuple(sorted(path.stem for path in SCENARIOS.glob("*.jsonl")))


@cache
def scenario_library(variant: str) -> Library:
    """Give the EXERCISE library without claims of its own, in a variant."""
    with TemporaryDirectory() as folder:
        copy = copy_of(EXERCISE, Path(folder) / "library")
        (copy / "claims.yaml").unlink()
        for file, old, new in VARIANTS[variant]:
            change(copy / file, old, new)
        return load_library(copy)


@cache
def read_record(name: str) -> tuple[dict[str, Act], dict[str, Claim]]:
    """Give the acts and claims of a scenario by id."""
    acts: dict[str, Act] = {}
    claims: dict[str, Claim] = {}
    lines = (SCENARIOS / f"{name}.jsonl").read_bytes().splitlines()
    for number, line in enumerate(lines, 1):
        noun = picture_registry().decode(parse_document(line, f"{name}.jsonl:{number}"))
        if isinstance(noun, Act):
            assert noun.exercise, noun.id
            acts[noun.id] = noun
        else:
            assert isinstance(noun, Claim), noun
            claims[noun.id] = noun
    assert len(acts) + len(claims) == len(lines)
    return acts, claims


def read_answers(name: str) -> tuple[Answer, ...]:
    """Give the rows of a scenario's table; an empty cell repeats nothing, a dash stands for none."""
    text = (SCENARIOS / f"{name}.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip().strip("`") for cell in line.split("|")[1:-1]] for line in text.splitlines() if line[:1] == "|"
    ]
    assert tuple(rows[0]) == HEADER, rows[0]
    return tuple(
        Answer(
            scenario=name,
            act=act,
            claims=_list(claims),
            library="" if library == "-" else library,
            provision=provision,
            word=word,
            decided_by=decided_by,
            missing=frozenset(_list(missing)),
        )
        for act, claims, library, provision, word, decided_by, missing in rows[2:]
    )


def _list(cell: str) -> tuple[str, ...]:
    return () if cell == "-" else tuple(each.strip() for each in cell.split(","))
