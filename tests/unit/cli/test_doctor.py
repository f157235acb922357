# SPDX-License-Identifier: Apache-2.0
"""What the doctor says of an installation."""

import hashlib
import re
import tomllib
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from tidy.tree import CHECKOUT
from truceline.cli import doctor
from truceline.kernels import jit


def test_a_whole_installation_lacks_nothing() -> None:
    """The environment of these tests holds every required package."""
    result = CliRunner().invoke(doctor.doctor)

    assert result.exit_code == 0
    assert "nothing that is required is missing" in result.output


def test_the_document_says_the_same() -> None:
    """``--json`` carries its schema, the packages and how loops run."""
    result = CliRunner().invoke(doctor.doctor, ["--json"])
    document = msgspec.json.decode(result.output)

    assert document["schema"] == "truceline/doctor/1"
    assert document["missing"] == []
    assert document["missing_for_nodes"] == []
    assert document["node"] is None
    assert {"numpy", "shapely", "numba", "apsw-sqlite3mc", "uvicorn"} <= {
        entry["name"] for entry in document["dependencies"]
    }
    assert document["points_in_zones"] == ("compiled" if jit.HAVE_NUMBA else "shapely")


def test_a_missing_required_package_ends_with_69(monkeypatch: pytest.MonkeyPatch) -> None:
    """The doctor names what is missing and how to get it."""
    monkeypatch.setattr(doctor, "NEEDED", (("no-such-package", "no_such_package", ""), doctor.NEEDED[-1]))
    result = CliRunner().invoke(doctor.doctor)

    assert result.exit_code == doctor.LACKING
    assert "missing: no-such-package; scripts/demo installs them" in result.output


def test_a_missing_optional_package_is_no_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the compiler everything works, and the doctor says by what."""
    monkeypatch.setattr(doctor, "NEEDED", (("no-such-package", "no_such_package", "fast"),))
    monkeypatch.setattr(jit, "HAVE_NUMBA", False)
    result = CliRunner().invoke(doctor.doctor)

    assert result.exit_code == 0
    assert "points are placed in zones by shapely" in result.output


def test_what_nodes_need_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are judged without it, so the doctor ends with 0; it says that no node can run."""
    monkeypatch.setattr(doctor, "NEEDED", (("no-such-package", "no_such_package", "node"),))
    result = CliRunner().invoke(doctor.doctor)

    assert result.exit_code == 0
    assert "nothing that is required is missing" in result.output
    assert "no node can run here without no-such-package; scripts/demo installs them" in result.output


def test_every_package_of_the_project_is_looked_at() -> None:
    """What pyproject.toml names is what the doctor looks at, extra by extra."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {"": project["dependencies"], **project["optional-dependencies"]}
    named = {
        (re.split(r"[<>=;]", entry, maxsplit=1)[0].strip().lower(), extra) for extra in asked for entry in asked[extra]
    }

    assert {(name.lower(), extra) for name, _, extra in doctor.NEEDED} == named


def test_a_package_that_cannot_be_imported_is_not_usable() -> None:
    """Installed is not enough."""
    entry = doctor.look_at("click", "no_such_module_of_click", extra="")

    assert entry.version
    assert not entry.is_usable
    assert replace(entry, trouble="").is_usable


def test_the_stamp_is_compared_with_the_lock(tmp_path: Path) -> None:
    """An environment older than the lock file is said to be so."""
    lock = tmp_path / "requirements.lock"
    lock.write_bytes(b"one")
    digest = hashlib.sha256(b"one").hexdigest()
    stamp = tmp_path / "truceline-stamp"
    stamp.write_text(f"checkout={tmp_path}\nlock={digest}\n", encoding="utf-8")

    assert doctor.look_at_lock(tmp_path).startswith("as requirements.lock says")
    lock.write_bytes(b"two")
    assert "older than requirements.lock" in doctor.look_at_lock(tmp_path)
    lock.unlink()
    assert "no longer at" in doctor.look_at_lock(tmp_path)
    stamp.unlink()
    assert "not made by scripts" in doctor.look_at_lock(tmp_path)


def test_the_data_folder_is_looked_at(tmp_path: Path) -> None:
    """Sets are named; a folder that is not there is said to be so."""
    (tmp_path / "ucdp-ged-syria").mkdir()

    assert "ucdp-ged-syria" in doctor.look_at_data(str(tmp_path))
    assert "not a folder" in doctor.look_at_data(str(tmp_path / "absent"))
    assert "not set" in doctor.look_at_data("")
