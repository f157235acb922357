# SPDX-License-Identifier: Apache-2.0
"""Names for ids and tellers."""

import pytest

from report_pages import exercise_material
from truceline.picture.acts import Account
from truceline.picture.sources import Source
from truceline.report.naming import Namer, labels_of

NAMER = Namer(library=exercise_material().library)


@pytest.mark.parametrize(
    ("actor", "name"),
    [
        ("amber", "Amber Republic"),
        ("amber-army", "Amber army"),
        ("role:joined", "those in the role “joined”"),
        ("kind:armed_group", "all of the kind “armed group”"),
        ("nobody-known", "nobody-known"),
    ],
)
def test_actors_and_selectors_are_named(actor: str, name: str) -> None:
    """What the library does not know is shown as it is."""
    assert NAMER.actor(actor) == name


def test_several_forces_are_one_or_several_of_them() -> None:
    """The account does not say which."""
    assert NAMER.actors(("amber-army", "blue-guard")) == "Amber army or Blue guard"
    assert NAMER.actors(("amber-army", "blue-guard"), joined="name.and") == "Amber army and Blue guard"


@pytest.mark.parametrize(
    ("teller", "name"),
    [
        ("text", "the text of the agreement"),
        ("quay-1#2", "account 2 of quay-1"),
        ("event:declared_over:by-amber", "the event “declared over” on record, by Amber Republic"),
        ("some-claim", "claim some-claim"),
    ],
)
def test_tellers_are_named(teller: str, name: str) -> None:
    """The text, an account, an event on record, a claim."""
    assert NAMER.teller(teller) == name


def test_accounts_on_the_page_are_named_with_who_says_so() -> None:
    """A party by its name, another origin as it stands."""
    accounts = (Account(source=Source(ref=("N1",), party="amber")), Account(source=Source(ref=("N2",))))
    labelled = Namer(library=NAMER.library, labels=labels_of([("quay-1", accounts)], NAMER))

    assert labelled.teller("quay-1#1") == "account 1 (Amber Republic)"
    assert labelled.teller("quay-1#2") == "account 2 (N2)"


def test_kinds_are_named() -> None:
    """By their label; an unknown code as it stands."""
    assert NAMER.kinds(("force.fire.mortar", "no.such")) == "mortar or no.such"
