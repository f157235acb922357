# SPDX-License-Identifier: Apache-2.0
"""R5: what the keys of a node keep hidden stays hidden: pseudonyms and cursors without the key say nothing."""

import ast
from pathlib import Path

import pytest

from made_nodes import PASSPHRASE, made_node, passphrase_file
from redlines.kept import SOURCE, run
from truceline.coordination.roles import SCOPES, Role, Scope
from truceline.crypto.derivation import Purpose, derive

PLACES = {"lon", "lat", "cell", "cells", "volume", "ring", "rings", "polygon", "zone", "zones", "track", "intent"}


def test_keys_know_no_place() -> None:
    """No function of the keys takes or gives a place, a plan or a zone; they are of bytes alone."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in (SOURCE / "crypto").glob("*.py")]
    names = {
        getattr(node, field)
        for tree in trees
        for node in ast.walk(tree)
        for field in ("id", "arg", "attr", "name")
        if isinstance(getattr(node, field, None), str)
    }

    assert {"sealed", "salt"} <= names
    assert {part for name in names for part in name.lower().split("_")} & PLACES == set()


def test_hidden_names_have_a_key_of_their_own_in_each_node() -> None:
    """Whoever has the key of one use, or of another node, cannot tell which name stands behind a pseudonym."""
    first, second = bytes(32), b"\x01" * 32

    assert derive(first, Purpose.PSEUDONYMS) != derive(second, Purpose.PSEUDONYMS)
    assert derive(first, Purpose.PSEUDONYMS) != derive(first, Purpose.STREAM_CURSORS)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR])
def test_no_asker_reads_the_record_of_looks(role: Role) -> None:
    """Who looked at a sensitive place tells where one is: auditors alone may read it."""
    assert Scope.LOOKS_READ not in SCOPES[role]


@pytest.mark.parametrize("name", ["coarse_cell_m", "coarse_block_hours"])
def test_no_setting_makes_hidden_things_act_more_finely(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A node whose settings go below R5 refuses every command, and says which red line bars it."""
    folder = made_node(tmp_path).folder
    lines = folder.settings.read_text(encoding="utf-8").splitlines()
    changed = [f"{name}: 0" if line.startswith(f"{name}:") else line for line in lines]
    folder.settings.write_text("\n".join(changed), encoding="utf-8")
    secret = passphrase_file(tmp_path)
    code = run("token", folder.root, "--role", "officer", "--officer", "A", "--passphrase-file", secret)
    told = capsys.readouterr()

    assert changed != lines
    assert code == 77
    assert told.out == ""
    assert "red line R5" in told.err
    assert PASSPHRASE not in told.err
