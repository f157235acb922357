# SPDX-License-Identifier: Apache-2.0
"""Writes docs/act-kinds.md: the codes for kinds of act, and the facts and numbers that shipped provisions ask for."""
# ruff: noqa: E501 one sentence to a line, as the page has them

from collections.abc import Iterator
from functools import cache

from pages.tables import table
from truceline.agreement.library import DEFAULT_LIBRARY, Library, find_library, load_agreements
from truceline.agreement.provisions import Criterion, Provision
from truceline.picture.kinds import ACT_KINDS

HEAD = """# Kinds of act

<!-- Written by scripts/pages from src/truceline/picture/kinds.py and the library syria-2015-2017. -->

An act is coded by what was done, before anyone is blamed.
A code is a path: `force.fire.mortar` is a kind of `force.fire`, which is a kind of `force`.

- A provision that names `force.fire` speaks of every code below it.
- An account that tells only `force` leaves open which: about `force.fire` it tells *neither*.
- Several codes in one account are all told; one of them that matches is enough.

The family is the type V1 to V10 of [coding](coding.md).
The crosswalk to ACLED sub-event types is for readers and decides nothing.

"""

FACTS = """
## Facts that provisions ask for

An account may tell further facts by name in `facts` (true or false) and numbers in `quantities` ([JSON Lines](jsonl-format.md)).
A fact that no account tells is *neither*.

"""
_SELF_DEFENCE = ("answering", "proportionate")


def act_kinds_page() -> str:
    """Write the page."""
    kinds = table(
        ("Code", "Meaning", "Family", "ACLED"),
        ((f"`{kind.code}`", kind.label, kind.family, kind.crosswalk) for kind in ACT_KINDS),
    )
    facts = table(("Name", "Told as", "Asked for by"), ((f"`{name}`", form, by) for name, form, by in _asked()))
    return HEAD + kinds + FACTS + facts


@cache
def shipped_agreements() -> Library:
    """Read the agreements that are shipped."""
    return load_agreements(find_library(DEFAULT_LIBRARY))


def _asked() -> tuple[tuple[str, str, str], ...]:
    """Give each name that a provision asks for, how it is told, and by whom it is asked, by name."""
    asked: dict[tuple[str, str], list[str]] = {
        ("answering", "`first_act`: false"): ["every provision with an exception of self-defence"],
        ("proportionate", "fact"): ["every provision with an exception of self-defence"],
    }
    for agreement in shipped_agreements().agreements:
        for provision in agreement.provisions:
            for name, form in _names_in(provision):
                by = asked.setdefault((name, form), [])
                by += [where for where in [f"`{agreement.id}/{provision.id}`"] if where not in by]
    return tuple((name, form, ", ".join(by)) for (name, form), by in sorted(asked.items()))


def _names_in(provision: Provision) -> Iterator[tuple[str, str]]:
    for criterion in (*provision.tests, *(test for each in provision.exceptions for test in each.tests)):
        yield from _name_of(criterion)


def _name_of(criterion: Criterion) -> Iterator[tuple[str, str]]:
    fact = criterion.fact or criterion.not_fact
    if fact and fact not in _SELF_DEFENCE:
        yield fact, "fact"
    if criterion.quantity_over:
        yield criterion.quantity_over.partition(">")[0].strip(), "number"
