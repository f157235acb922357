# SPDX-License-Identifier: Apache-2.0
"""Bodies of key entries in other forms than docs/records.md says: the node and the one-file verifier judge them alike.

Two things the node alone looks at, and then says that the log cannot be followed: the form of ``box_keys``, and the
root key's signature in the genesis of a log that succeeds a lost one (docs/verifying.md).
"""

from pathlib import Path
from typing import Any

import pytest

from unit.ledger.bundle_readers import compared, judged
from unit.verify.making import ZEROS, MadeLog, Pair, b64, cosigner, policy, sha
from unit.verify.running import told
from unit.verify.scenes import OTHERS, Scene, of, redone

OTHER = Pair("other")
WITNESS = cosigner("north")
SMALL = sha(b"truceline/officer/v1\n" + bytes(32)).hex()[:32]
BEGINNINGS: dict[str, dict[str, Any]] = {
    "as it must be": {},
    "a later epoch without what belongs to it": {"epoch": 2},
    "no epoch": {"epoch": 0},
    "a further field": {"zz": 1},
    "a short log key": {"log_key": "AA=="},
    "a log key with a name": {"log_key": OTHER.vkey("log", 1)},
    "an officer under another id": {"officers": {"0" * 32: b64(OTHER.public)}},
    "officers in a list": {"officers": []},
    "an officer's key that is a number": {"officers": {"0" * 32: 5}},
    "no officers": {"officers": {}},
    "an officer's key of small order": {"officers": {SMALL: b64(bytes(32))}},
    "a witness under another name": {"witness_keys": {"other": WITNESS[1].vkey(WITNESS[0], 4)}},
    "witnesses in a list": {"witness_keys": []},
    "a next root key that is no digest": {"next_root": "zz"},
    "a next root key that is a number": {"next_root": 5},
    "a short root key": {"root_key": "AA=="},
    "another party": {"party": "south"},
    "another arrangement": {"arrangement": "other"},
    "lost heads in a first epoch": {"orphans": [[1, ZEROS]]},
}
CHANGES: dict[str, tuple[str, dict[str, Any]]] = {
    "a time in text": ("key.rotate", {"log_key": b64(OTHER.public), "suspect_from": "5"}),
    "a time before 1970": ("key.rotate", {"log_key": b64(OTHER.public), "suspect_from": -5}),
    "no time": ("key.rotate", {"log_key": b64(OTHER.public)}),
    "a log key with a name": ("key.rotate", {"log_key": OTHER.vkey("l", 1), "suspect_from": 5}),
    "a further field": ("key.root", {"zz": 1}),
    "an unknown key revoked": ("key.revoke", {"key": "0" * 32, "suspect_from": 5}),
    "a number revoked": ("key.revoke", {"key": 5, "suspect_from": 5}),
    "a list revoked": ("key.revoke", {"key": [], "suspect_from": 5}),
    "nobody enrolled": ("key.officer", {"officers": {}}),
    "officers in a list": ("key.officer", {"officers": []}),
    "another type inside": ("key.root", {"typ": "key.rotate"}),
    "an unknown type": ("key.other", {}),
}


def alike(folder: Path, bundle: tuple[bytes, bytes]) -> None:
    """Hold both answers against each other."""
    file = compared(told(folder, bundle, "bundle", "--all-signatures"))

    assert compared(judged(*bundle)) == file


@pytest.mark.parametrize("name", BEGINNINGS)
def test_beginnings_are_judged_alike(name: str, tmp_path: Path) -> None:
    """Each field of a genesis in another form."""
    log = MadeLog("north")
    log.genesis(**BEGINNINGS[name])
    log.append("act.told", header={"by": "log"})
    notes, opened = [log.note(at_s=5, by=OTHERS)], list(log.bodies)
    alike(tmp_path, of(Scene(log=log, notes=notes, entries=log.entry_lines(), opened=opened, policy=policy(log))))


@pytest.mark.parametrize("name", CHANGES)
def test_changes_are_judged_alike(name: str, tmp_path: Path) -> None:
    """Each field of a statement in another form."""
    kind, statement = CHANGES[name]
    alike(tmp_path, redone(lambda log: log.key_entry(kind, statement)))


@pytest.mark.parametrize("changes", [{"zz": 1}, {"root_key": 5}, {"root_sig": ""}], ids=str)
def test_what_stands_round_a_statement_is_judged_alike(changes: dict[str, Any], tmp_path: Path) -> None:
    """A further field, a root key that is a number, no signature."""
    alike(tmp_path, redone(lambda log: log.key_entry("key.root", {}, **changes)))
