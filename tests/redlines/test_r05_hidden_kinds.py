# SPDX-License-Identifier: Apache-2.0
"""R5: notified movements, protected sites and the delineation of groups never enter a searchable answer."""

from dataclasses import fields
from pathlib import Path

from redlines.kept import SOURCE, built_without_a_test, objects_in, read_json
from truceline.agreement.library import Library
from truceline.cli.commands import COMMANDS
from truceline.picture.kinds import ACT_KINDS
from truceline.picture.records import picture_registry

HIDDEN = ("site", "movement", "delineation", "intent", "custod", "notif", "shelter", "hospital")
LIBRARY = {
    *("header", "publications", "parties", "forces", "lists", "agreements", "templates", "contacts", "forecasts"),
    *(
        "channels",
        "declarations",
        "uses",
        "incidents",
        "claims",
        "variants",
        "tracks",
        "counting",
        "coverage",
        "places",
        "folder",
        "outlets",
    ),
}
"""Everything a library holds. Before one is added here: is it notified, protected, or where a group stands?"""


def test_nothing_can_hold_a_hidden_kind() -> None:
    """Neither records nor libraries have a place for notified sites, movements or plans."""
    assert {each.name for each in fields(Library)} == LIBRARY
    assert not [name for name in (*LIBRARY, *picture_registry().kinds) if any(word in name for word in HIDDEN)]


def test_no_command_searches() -> None:
    """Commands show agreements and judge acts; none finds what is near a place."""
    assert {entry.name.split()[-1] for entry in COMMANDS} == {
        *("list", "show", "check", "export", "rehearse", "diff"),
        *("assess", "recount", "ruling", "coverage", "doctor"),
        *("init", "serve", "token", "lock", "unlock", "change", "add", "remove-slot"),
        *("backup", "restore", "upgrade"),
        *("state", "card", "remove", "verify", "import", "rebuild", "head", "entry", "rotate", "revoke", "enrol"),
        "first-day",
    }


def test_the_assessment_names_no_place_of_a_protected_object(results: Path) -> None:
    """Harm to protected objects is an act that was told; the assessment keeps no list of the objects."""
    assert any(kind.code == "object" for kind in ACT_KINDS)
    for each in objects_in(read_json(results / "assessment.json")):
        assert not [name for name in each if any(word in name for word in HIDDEN)]


def test_hidden_kinds_have_a_test_when_they_come() -> None:
    """Intents, notified sites and subscriptions come with coordination and the line, each with its own proof."""
    assert built_without_a_test("r05", "coordination", "line", "http", "storage", "crypto") == []
    assert not [path.name for path in SOURCE.rglob("*.py") if path.stem in {"sites", "movements"}]
