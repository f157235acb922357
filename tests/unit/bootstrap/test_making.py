# SPDX-License-Identifier: Apache-2.0
"""A node's folder: made whole or not at all, for its owner alone, on the agreement as it was."""

import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from exercise_library import write_library
from made_nodes import MADE_NS, PASSPHRASE, by_passphrase, made_node, write_plain_store
from truceline.agreement.library import load_library
from truceline.base.errors import AuthorityError, NotFoundError, StateError, StorageError
from truceline.bootstrap.folder import NodeFolder, library_digest, open_folder
from truceline.bootstrap.making import NodePlan, make_node
from truceline.bootstrap.unlocking import unlock
from truceline.crypto.derivation import Purpose
from truceline.crypto.identity import open_identity


def _plan(folder: Path, party: str = "northland") -> NodePlan:
    library = load_library(write_library(folder / "library"))
    return NodePlan(
        place=folder / "node",
        library=library,
        party=party,
        means=by_passphrase(),
        made_ns=MADE_NS,
        root_passphrase=PASSPHRASE.encode(),
    )


def test_a_node_is_made_whole(tmp_path: Path) -> None:
    """Keys, settings, agreement and store lie in it, and everything fits."""
    made = made_node(tmp_path)
    folder = open_folder(tmp_path / "node")
    keys, settings = folder.read_keys(), folder.read_settings()

    assert keys == made.keys
    assert settings == made.settings
    assert folder.load_library(settings).header.id == "exercise-exland"
    assert open_identity(keys.identity, unlock(keys, by_passphrase()).key).public_key().public_bytes_raw()
    assert {path.name for path in folder.root.iterdir()} == {
        *("keys.json", "settings.yaml", "library", "store.db", "record", "record-keys.json")
    }
    assert (made.record.apart, made.record.root_keys) == (tmp_path / "node-apart", tmp_path / "node-root-keys")


def test_it_is_its_owners_alone(tmp_path: Path) -> None:
    """Folders 0700, files 0600, whatever the umask."""
    mask = os.umask(0)
    try:
        root = made_node(tmp_path).folder.root
    finally:
        os.umask(mask)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (root, *root.rglob("*")) if path.is_dir()}
    files = {stat.S_IMODE(path.stat().st_mode) for path in root.rglob("*") if path.is_file()}

    assert modes == {0o700}
    assert files == {0o600}


def test_the_store_has_a_key_of_its_own(tmp_path: Path) -> None:
    """What encrypts the database is derived from the store key, and is not it."""
    given: list[bytes] = []

    def create_store(path: Path, key: bytes) -> None:
        write_plain_store(path, key)
        given.append(key)

    made = make_node(_plan(tmp_path), create_store)

    assert given == [made.store_key.derive(Purpose.STORE_FILE)]
    assert given[0] != made.store_key.reveal()


def test_two_nodes_share_no_key(tmp_path: Path) -> None:
    """Each draws its own."""
    first, second = (made_node(tmp_path / name) for name in ("a", "b"))

    assert first.keys.identity.public != second.keys.identity.public
    assert first.store_key.reveal() != second.store_key.reveal()


def test_a_taken_place_is_refused(tmp_path: Path) -> None:
    """Nothing there is changed."""
    place = tmp_path / "node"
    place.mkdir()
    (place / "letter").write_text("kept", encoding="utf-8")

    with pytest.raises(StateError, match="expected a new or empty folder"):
        make_node(_plan(tmp_path), write_plain_store)
    assert [path.name for path in place.iterdir()] == ["letter"]


def test_a_link_and_a_file_are_taken_places(tmp_path: Path) -> None:
    """A link may lead anywhere."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "node").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StateError):
        make_node(_plan(tmp_path), write_plain_store)

    (tmp_path / "node").unlink()
    (tmp_path / "node").write_text("", encoding="utf-8")
    with pytest.raises(StateError):
        make_node(_plan(tmp_path), write_plain_store)


def test_an_empty_folder_will_do(tmp_path: Path) -> None:
    """It becomes the node's, with its rights."""
    (tmp_path / "node").mkdir(mode=0o755)

    assert made_node(tmp_path).folder.root.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), StorageError("full"), KeyboardInterrupt()])
def test_nothing_half_made_is_left(tmp_path: Path, error: BaseException) -> None:
    """A store that cannot be made leaves no folder behind."""
    plan = _plan(tmp_path)
    before = sorted(tmp_path.iterdir())

    def create_store(path: Path, key: bytes) -> None:
        write_plain_store(path, key)
        raise error

    with pytest.raises((StorageError, KeyboardInterrupt)):
        make_node(plan, create_store)

    assert sorted(tmp_path.iterdir()) == before


def test_a_party_that_the_agreement_does_not_know_is_refused(tmp_path: Path) -> None:
    """With the nearest one it knows."""
    with pytest.raises(NotFoundError, match="did you mean northland"):
        make_node(_plan(tmp_path, party="northlnd"), write_plain_store)


def test_an_altered_agreement_is_not_started_on(tmp_path: Path) -> None:
    """A word changed in the copied text, or a file more, is told."""
    made = made_node(tmp_path)
    path = made.folder.library / "parties.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Hill League", "Hill  League"), encoding="utf-8")

    with pytest.raises(StateError, match="expected the files that had the digest"):
        made.folder.load_library(made.settings)


def test_the_digest_sees_names_and_contents(tmp_path: Path) -> None:
    """The same words in another file are another library."""
    folder = write_library(tmp_path / "library")
    first = library_digest(folder)
    (folder / "agreements" / "square-truce.yaml").rename(folder / "agreements" / "other.yaml")

    assert library_digest(folder) != first
    assert library_digest(write_library(tmp_path / "again")) == first


def test_a_folder_that_is_no_node_is_refused(tmp_path: Path) -> None:
    """Opening never makes what should exist."""
    with pytest.raises(NotFoundError, match="got no folder; truceline init makes one"):
        open_folder(tmp_path / "nowhere")
    with pytest.raises(NotFoundError, match=r"without keys.json, settings.yaml, store.db"):
        open_folder(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_node_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the node owns its folder."""
    folder = made_node(tmp_path).folder
    uid = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: uid + 1)

    with pytest.raises(AuthorityError, match=f"expected it to belong to the user who runs the node .*got {uid}"):
        open_folder(folder.root)


def test_an_agreement_of_another_name_is_refused(tmp_path: Path) -> None:
    """Settings and library name the same one."""
    made = made_node(tmp_path)

    with pytest.raises(StateError, match="library: expected exercise-exland"):
        made.folder.load_library(replace(made.settings, library="exercise-other"))


@pytest.mark.parametrize("name", [".", "keys.json", "settings.yaml", "store.db"])
def test_what_others_can_read_is_refused(tmp_path: Path, name: str) -> None:
    """It is told how to mend it; nobody mends it in silence."""
    folder = made_node(tmp_path).folder
    path = folder.root / name
    path.chmod(path.stat().st_mode | 0o040)

    with pytest.raises(AuthorityError, match=r"expected mode 0[67]00, got 0[67]40.*chmod [67]00"):
        open_folder(folder.root)


def test_keys_are_replaced_whole(tmp_path: Path) -> None:
    """The new ones stand there for their owner alone; a leftover of a crash does no harm."""
    made = made_node(tmp_path)
    (made.folder.root / "keys.json.new").write_text("a leftover", encoding="utf-8")
    made.folder.replace_keys(made.keys)

    assert made.folder.read_keys() == made.keys
    assert made.folder.keys.stat().st_mode & 0o777 == 0o600
    assert not (made.folder.root / "keys.json.new").exists()


@pytest.mark.parametrize("step", ["write", "fsync", "replace"])
def test_keys_that_cannot_be_replaced_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """Whatever step fails, the old file holds, whole."""
    made = made_node(tmp_path)
    before = made.folder.keys.read_bytes()

    def failing(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    if step == "replace":
        monkeypatch.setattr(Path, "replace", failing)
    else:
        monkeypatch.setattr(os, "fsync" if step == "fsync" else "fdopen", failing)
    with pytest.raises(StorageError, match="the old one still holds"):
        made.folder.replace_keys(made.keys)

    assert made.folder.keys.read_bytes() == before


def test_two_commands_do_not_change_keys_at_once(tmp_path: Path) -> None:
    """The second is told so."""
    folder = made_node(tmp_path).folder
    with (
        folder.held(),
        pytest.raises(StateError, match="expected no other command"),
        NodeFolder(root=folder.root).held(),
    ):
        pass
    with folder.held():
        pass
