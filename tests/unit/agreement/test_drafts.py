# SPDX-License-Identifier: Apache-2.0
"""What a name means: a file, a folder, LIBRARY:ID or an id; and a draft that is read with a library."""

from pathlib import Path

import pytest

from exercise import EXERCISE, change, copy_of
from truceline.agreement.drafts import find_text, read_texts
from truceline.agreement.library import DEFAULT_LIBRARY, find_library
from truceline.base.errors import AgreementError, InputError, NotFoundError


def draft(folder: Path) -> Path:
    """Copy one agreement out of its library, as somebody does who edits it."""
    path = folder / "quay-truce.yaml"
    path.write_bytes((EXERCISE / "agreements" / "quay-truce.yaml").read_bytes())
    return path


def test_a_draft_takes_the_place_of_its_own_id(tmp_path: Path) -> None:
    """The library has the edited text once, and all its other agreements."""
    path = draft(tmp_path)
    change(path, "title: Quay Truce (EXERCISE)", "title: Quay Draft (EXERCISE)")
    texts = read_texts(find_text(str(path), EXERCISE))

    assert [each.title for each in texts.agreements] == ["Quay Draft (EXERCISE)"]
    assert sorted(each.id for each in texts.library.agreements) == ["gull-memo", "quay-truce"]
    assert texts.library.get_agreement("quay-truce") is texts.agreements[0]


def test_a_file_in_a_library_is_read_with_it(tmp_path: Path) -> None:
    """Whatever library is named beside it."""
    home = copy_of(EXERCISE, tmp_path / "mine")
    named = find_text(str(home / "agreements" / "gull-memo.yaml"), find_library(DEFAULT_LIBRARY))

    assert (named.library, named.draft, named.agreement) == (home.resolve(), None, "gull-memo")


def test_names_that_mean_the_same_text_are_equal() -> None:
    """By id, by library and id, by its file."""
    found = [
        find_text(name, EXERCISE)
        for name in ("gull-memo", f"{EXERCISE}:gull-memo", str(EXERCISE / "agreements" / "gull-memo.yaml"))
    ]

    assert len({(each.library, each.agreement) for each in found}) == 1


def test_a_folder_means_every_agreement_or_one() -> None:
    """A shipped library too, by its name."""
    assert len(read_texts(find_text(str(EXERCISE), EXERCISE)).agreements) == 2
    assert [each.id for each in read_texts(find_text(str(EXERCISE), EXERCISE), only="gull-memo").agreements] == [
        "gull-memo"
    ]
    assert find_text(DEFAULT_LIBRARY, EXERCISE).library == find_library(DEFAULT_LIBRARY).resolve()


def test_every_fault_of_a_draft_is_told(tmp_path: Path) -> None:
    """With its file and line, all at once; nothing of the library's own."""
    path = draft(tmp_path)
    change(path, "bound: [amber-army]", "bound: [amber-armee]")
    change(path, "zones: [rope-strip]", "zones: [rope-stripe]")
    with pytest.raises(ExceptionGroup) as raised:
        read_texts(find_text(str(path), EXERCISE))
    told = [str(each) for each in raised.value.exceptions]

    assert all(isinstance(each, AgreementError) for each in raised.value.exceptions)
    assert [each.startswith(f"{path}:") for each in told] == [True, True]
    assert "amber-armee" in told[0]
    assert "rope-stripe" in told[1]


@pytest.mark.parametrize("name", ["no-such-file.yaml", "no-such-folder/x", "no-such-library:x"])
def test_what_is_not_there_is_said(name: str) -> None:
    """A path or library that does not exist."""
    with pytest.raises(NotFoundError):
        find_text(name, EXERCISE)


def test_an_unknown_id_gets_a_hint() -> None:
    """The nearest id that is there."""
    with pytest.raises(NotFoundError, match="did you mean gull-memo"):
        read_texts(find_text("gul-memo", EXERCISE))


def test_one_agreement_of_one_agreement_is_too_much(tmp_path: Path) -> None:
    """--agreement goes with a folder only."""
    with pytest.raises(InputError, match="--agreement"):
        read_texts(find_text(str(draft(tmp_path)), EXERCISE), only="gull-memo")
