# SPDX-License-Identifier: Apache-2.0
"""Every fault of a library is told at once, with its file and line."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from exercise import EXERCISE, change, copy_of, exercise, shipped
from truceline.agreement import checks, references
from truceline.agreement.checking import check_paths
from truceline.agreement.library import (
    DEFAULT_LIBRARY,
    find_library,
    load_agreements,
    load_library,
    shipped_libraries,
)
from truceline.agreement.names import Names
from truceline.base.errors import NotFoundError
from truceline.base.limits import DOCUMENT_BYTES_MAX
from truceline.records.document import Value, parse_document

TRUCE = "agreements/quay-truce.yaml"
XA0102 = '"id": "XA0102", "properties": {"pcode": "XA0102"'
FAULTS = (
    (TRUCE, "ref: [T1], party: amber}}]", "ref: [T9], party: amber}}]", "the id of a publication, got 'T9'"),
    (TRUCE, "role: monitor", "role: moniter", "did you mean monitor?"),
    (TRUCE, "party: harbour-office", "party: harbor-office", "did you mean harbour-office?"),
    (TRUCE, "source: {ref: [T1], party: amber}}]", "source: {ref: [T1], party: blue}}]", "the own record of amber"),
    (TRUCE, "area: [XA01]}, {certain", "area: [XA09]}, {certain", "the P-code of an area"),
    (TRUCE, "zones: [quay]", "zones: [quai]", "did you mean quay?"),
    (TRUCE, "zones: [quay]", "zones: [someday]", "more than an idea"),
    (TRUCE, "kinds: [force]\n", "kinds: [froce]\n", "did you mean force?"),
    (TRUCE, 'bound: [amber, "role:joined"]', 'bound: [amber, "role:sponsored"]', "role: with a role"),
    (TRUCE, 'bound: [amber, "role:joined"]', 'bound: ["kind:navy"]', "kind: with one of"),
    (TRUCE, 'bound: [amber, "role:joined"]', "bound: []", "at least one selector"),
    (TRUCE, "    self_defence: text\n", "", "read with inherent), got nothing"),
    (TRUCE, "self_defence: text", "self_defence: none", "read with inherent), got 'none'"),
    (TRUCE, "self_defence: inherent", "self_defence: none", "silent text is read with inherent), got 'none'"),
    (TRUCE, "- id: Q1\n", '- id: "=T1,x"\n', "provisions[0].id: expected letters, digits, - _ and ."),
    (TRUCE, "- id: Q1\n", "- id: text\n", "another id than 'text', which stands for the document itself"),
    ("parties.yaml", "id: blue", "id: text", "another id than 'text'"),
    (TRUCE, "modality: permitted", "modality: required", "a duty, for what is required"),
    (TRUCE, "modality: required", "modality: permitted", "no duty, for nothing is required"),
    (TRUCE, "designated_by: council", "designated_by: counsel", "did you mean council?"),
    (TRUCE, "{designated_by: council}", "{designated_by: council, fact: x}", "exactly one of"),
    (TRUCE, "armed_persons > 20", "more than 20", "name > number"),
    (TRUCE, "tests: [{held_by: [amber]}, {not_fact: townsfolk_near}]", "tests: []", "at least one test"),
    (TRUCE, "point: lighthouse", "point: lightship", "the id of a point"),
    (TRUCE, "radius_m: 10000", "radius_m: 0", "a number above 0"),
    (TRUCE, "line: rope-walk, side: north", "line: rope-wolk, side: north", "did you mean rope-walk?"),
    (TRUCE, "line: rope-walk, side: north", "line: rope-walk, side: up", "one of north, south"),
    (TRUCE, "depth_m: 3000", "depth_m: -1", "more than from_m"),
    (TRUCE, "first_vertex: 1", "first_vertex: 2", "a first vertex before the last"),
    (TRUCE, "shapes#market", "../shapes#market", "without folders"),
    (TRUCE, "shapes#market", "shapes#bazaar", "FILE#ID of a feature"),
    (TRUCE, "{shape: shapes#market}", "{shape: shapes#market, country: XA}", "shape and country"),
    (TRUCE, "pieces: [{country: XA}]", "pieces: []", "at least one piece"),
    (TRUCE, "error_band_m: 200", "error_band_m: -200", "0 m or more"),
    (TRUCE, "    version: 2\n", "", "quay version 1 twice"),
    (TRUCE, "signed: {on: 2031-03-03", "signed: {on: 2031-03-09", "not before signed"),
    (TRUCE, "since: 2031-04-05, until: 2031-05-04", "since: 2031-04-05, until: 2031-04-04", "not before since"),
    (TRUCE, "id: Q2", "id: Q1", "'Q1' twice"),
    (TRUCE, "hours: 48}", "hours: 0}", "a number above 0"),
    (TRUCE, "successor: gull-memo", "successor: gull", "did you mean gull-memo?"),
    (TRUCE, "id: quay-truce", "id: quay", "the file's name"),
    (TRUCE, "schema: truceline/agreement/1", "schema: truceline/agreement/9", "truceline/agreement/1"),
    (TRUCE, "open_to: [armed_group]", "open_to: [armed_group]\ntemplate_of: gull-memo", "left out of an agreement"),
    (TRUCE, "    kinds: [force, person]\n", "    kinds: []\n", "at least one kind of act"),
    (TRUCE, "    version: 2\n", "    version: 0\n", "1 or more"),
    (TRUCE, "side: north, depth_m: 3000", "side: north, from_m: -5, depth_m: 3000", "0 m or more"),
    (
        TRUCE,
        "          depth_m: 1000\n",
        "          depth_m: 1000\n          from_m: 10\n",
        "no segments beside from_m",
    ),
    (
        TRUCE,
        "words: joins without reservation}",
        "words: joins}\n      - {on: 2031-03-01, source: {ref: [N1], party: pine-group}}",
        "records in order of time",
    ),
    ("agreements/gull-memo.yaml", "id: gull-memo", "id: gull memo", "letters, digits, - _ and ."),
    (
        "incidents.yaml",
        "        accounts:\n",
        "        accounts: []\n        engagement: e1\n      - id: other\n        accounts:\n",
        "at least one",
    ),
    (
        "claims.yaml",
        "boundary: {zone: quay-truce/quay, place: {area: [XA02]}, inside: true, source: {ref: [N2], party: blue}}}",
        "act: {act: quay-shelling-9, account: {source: {ref: [N2], party: blue}}}}",
        "the id of an act",
    ),
    ("places/places.geojson", '"id": "rope-walk"', '"id": "rope walk"', "expected letters, digits"),
    (
        "places/places.geojson",
        '"name": "Lighthouse",',
        '"name": "Lighthouse", "boundary_status": "vague",',
        "one of agreed",
    ),
    ("agreements/gull-memo.yaml", "lower_m: 0, upper_m: 6000", "lower_m: 6000, upper_m: 0", "more than lower_m"),
    ("agreements/gull-memo.yaml", "datum: amsl", "datum: msl", "did you mean amsl?"),
    ("parties.yaml", "members: [pine-group]}", "members: [pin-group]}", "did you mean pine-group?"),
    ("parties.yaml", "kind: umbrella, members: [pine-group]}", "kind: state, members: [pine-group]}", "of an umbrella"),
    ("parties.yaml", "id: coral-air", "id: coral", "no party's"),
    (
        "parties.yaml",
        "since: 2031-01-10, until: 2031-06-30",
        "since: 2031-07-10, until: 2031-06-30",
        "not before since",
    ),
    ("incidents.yaml", "lon_deg: -139.5, lat_deg: -28.4", "lon_deg: -190, lat_deg: 95", "-180 to 180"),
    ("incidents.yaml", "radius_m: 200", "radius_m: -2", "0 m or more"),
    ("incidents.yaml", "agreements: [quay-truce]", "agreements: [quay-trace]", "did you mean quay-truce?"),
    ("claims.yaml", "zone: quay-truce/quay", "zone: quay-truce/quae", "did you mean quay-truce/quay?"),
    ("variants.yaml", "      - {says: ten days, source: {ref: [N1]}}\n", "", "at least two versions"),
    ("variants.yaml", "quay-truce/Q7", "quay-truce/Q77", "did you mean quay-truce/Q7"),
    ("counting.yaml", "window_days: 21", "window_days: 0", "a number above 0"),
    ("counting.yaml", "XA0205", "XB0205", "inside such an area"),
    ("coverage.yaml", "{reason: Left out to try a reason.}", "{}", "a reason why"),
    ("line.yaml", "channel: bay-line, state", "channel: bay-lane, state", "did you mean bay-line?"),
    ("places/places.geojson", '"parent": "XA01"', '"parent": "XA07"', "did you mean XA0"),
    ("places/places.geojson", '"pcode": "XA02"', '"pcode": "XA03"', "expected XA02"),
    ("places/places.geojson", XA0102, XA0102.replace("0102", "0101"), "'XA0101' twice"),
    ("places/places.geojson", "Lighthouse", "Lighthouse of 2031-01-01", "no dates in GeoJSON"),
    ("places/places.geojson", '"error_band_m": 50', '"error_band_m": -50', "0 m or more"),
    ("places/places.geojson", '"type": "Point"', '"type": "MultiPoint"', "Polygon, MultiPolygon, LineString"),
    ("places/places.geojson", "FeatureCollection", 'FeatureCollection"', "JSON in UTF-8"),
    ("places/places.geojson", '"features": [', '"parts": [', "a GeoJSON FeatureCollection"),
    ("places/places.geojson", '"id": "rope-walk", ', "", "a Feature with an id"),
    ("zones/shapes.geojson", '"name": "Market', '"colour": "red", "name": "Market', "the unknown field"),
    ("templates/quay-template.yaml", "template_of: quay-truce\n", "", "set in a template"),
    ("library.yaml", "countries: [XA]", "countries: [XB]", "the code of a country in places, got 'XB'"),
    ("publications.yaml", "{id: N2,", "{id: N1,", "'N1' twice"),
)


@pytest.mark.parametrize(
    ("name", "old", "new", "told"), FAULTS, ids=[f"{row[0]} {row[3]} {row[2][:24]}" for row in FAULTS]
)
def test_each_fault_is_told_with_its_file_and_line(tmp_path: Path, name: str, old: str, new: str, told: str) -> None:
    """Wherever something does not fit, the fault names the file and what was expected."""
    folder = copy_of(EXERCISE, tmp_path / "library")
    change(folder / name, old, new)
    checked = check_paths((folder,), EXERCISE)

    sentences = [fault.sentence() for fault in checked.faults if Path(fault.file) == folder / name]
    assert any(told in sentence for sentence in sentences), [fault.sentence() for fault in checked.faults]


def test_the_line_is_that_of_the_field(tmp_path: Path) -> None:
    """A line number leads to the very line."""
    folder = copy_of(EXERCISE, tmp_path / "library")
    path = folder / TRUCE
    change(path, "point: lighthouse", "point: lightship")
    wanted = 1 + path.read_text(encoding="utf-8").splitlines().index(
        "    pieces: [{circle: {point: lightship, radius_m: 10000}}]"
    )

    assert [fault.line for fault in check_paths((path,), EXERCISE).faults] == [wanted]


def test_faults_of_all_files_come_together(tmp_path: Path) -> None:
    """Three broken files give at least three faults in one go; what cannot be read drags nothing with it."""
    folder = copy_of(EXERCISE, tmp_path / "library")
    change(folder / "parties.yaml", "schema: truceline/parties/1", "schema: [")
    change(folder / "line.yaml", "by: blue", "by: bleu")
    change(folder / TRUCE, "hours: 48}", "hours: many}")
    with pytest.raises(ExceptionGroup) as raised:
        load_library(folder)

    told = [str(error) for error in raised.value.exceptions]
    assert len(told) == 2, told
    assert any("parties.yaml:" in each for each in told)
    assert any("a finite number" in each for each in told)


def test_a_library_needs_few_files(tmp_path: Path) -> None:
    """What a library is, papers and people must be there; all else may be missing."""
    folder = copy_of(EXERCISE, tmp_path / "library")
    for path in folder.rglob("*"):
        if path.is_file() and path.stem not in {"library", "publications", "parties", "gull-memo", "places"}:
            path.unlink()
    change(folder / "agreements/gull-memo.yaml", "predecessor: quay-truce\n", "")

    assert [agreement.id for agreement in load_library(folder).agreements] == ["gull-memo"]
    (folder / "parties.yaml").unlink()
    with pytest.raises(ExceptionGroup, match="1 fault"):
        load_library(folder)


def test_a_link_to_shapes_is_refused(tmp_path: Path) -> None:
    """Also GeoJSON stands in the library's own folder."""
    folder = copy_of(EXERCISE, tmp_path / "library")
    (folder / "zones/shapes.geojson").unlink()
    (folder / "zones/shapes.geojson").symlink_to(EXERCISE / "zones/shapes.geojson")
    (fault,) = check_paths((folder,), EXERCISE).faults

    assert fault.got == "a symbolic link"


@pytest.mark.parametrize("name", ["agreements", "templates", "places", "zones"])
def test_a_folder_that_is_a_link_is_refused(name: str, tmp_path: Path) -> None:
    """By every way of reading a library, and nothing behind it is read."""
    folder = copy_of(EXERCISE, tmp_path / "library")
    (folder / name).rename(tmp_path / name)
    (folder / name).symlink_to(tmp_path / name)
    sentences = [fault.sentence() for fault in check_paths((folder,), EXERCISE).faults]

    assert f"{folder / name}: file: expected a file or folder of its own, got a symbolic link" in sentences
    assert not any(str(tmp_path / name) in sentence for sentence in sentences)
    for load in (load_library, load_agreements):
        with pytest.raises(ExceptionGroup) as raised:
            load(folder)
        assert "a symbolic link" in "".join(map(str, raised.value.exceptions))


def test_every_link_in_a_library_is_refused(tmp_path: Path) -> None:
    """Also one that nobody would read, and one that leads nowhere."""
    folder = copy_of(EXERCISE, tmp_path / "library")
    (folder / "notes").symlink_to(tmp_path)
    (folder / "zones" / "gone.txt").symlink_to(tmp_path / "gone")
    faults = check_paths((folder,), EXERCISE).faults

    assert [(Path(fault.file).name, fault.got) for fault in faults] == [
        ("notes", "a symbolic link"),
        ("gone.txt", "a symbolic link"),
    ]


def test_a_library_has_no_more_zones_than_the_table_of_places(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are counted over all agreements, whichever way the library is read."""
    zones = sum(len(agreement.zones) for agreement in exercise().agreements)
    monkeypatch.setattr("truceline.agreement.checks.ZONES_MAX", zones)
    assert check_paths((EXERCISE,), EXERCISE).faults == ()

    monkeypatch.setattr("truceline.agreement.checks.ZONES_MAX", zones - 1)
    (fault,) = check_paths((EXERCISE,), EXERCISE).faults
    assert (fault.where, fault.got) == ("zones", f"{zones} so far")
    with pytest.raises(ExceptionGroup):
        load_agreements(EXERCISE)


def test_links_and_large_files_are_refused(tmp_path: Path) -> None:
    """A library reaches nowhere out of its folder, and no file of it fills the memory."""
    folder = copy_of(EXERCISE, tmp_path / "library")
    (folder / "line.yaml").unlink()
    (folder / "line.yaml").symlink_to(EXERCISE / "line.yaml")
    (folder / "tracks.yaml").write_bytes(b"#" * (DOCUMENT_BYTES_MAX + 1))
    (folder / "agreements" / "odd name.yaml").write_text("schema: truceline/agreement/1\n")
    sentences = "\n".join(fault.sentence() for fault in check_paths((folder,), EXERCISE).faults)

    assert "line.yaml: file: expected a file of its own, got a symbolic link" in sentences
    assert "tracks.yaml: file: expected a readable file of at most" in sentences
    assert "expected a name of letters, digits, - and _, got 'odd name.yaml'" in sentences


def test_shapes_that_do_not_hold_are_faults(tmp_path: Path) -> None:
    """An outline that crosses itself, and a strip on a side that its line does not have."""
    folder = copy_of(EXERCISE, tmp_path / "library")
    change(folder / TRUCE, "side: north", "side: east")
    checked = check_paths((folder / TRUCE,), EXERCISE)
    assert [(fault.expected, fault.where) for fault in checked.faults] == [("a clear east side", "zones[3].pieces")]

    shape = folder / "zones/shapes.geojson"
    change(folder / TRUCE, "side: east", "side: north")
    change(shape, "[-138.7, -29.9], [-138.7, -29.7]", "[-138.7, -29.7], [-138.7, -29.9]")
    (fault,) = check_paths((folder,), EXERCISE).faults
    assert fault.file == str(shape)
    assert fault.sentence() == (
        f"{shape}:2: shapes#market.geometry: expected rings that neither cross nor overlap, "
        "got Self-intersection[-138.8 -29.8] (longitude latitude); redraw it there"
    )


def test_a_draft_is_checked_against_the_library_that_is_named(tmp_path: Path) -> None:
    """An agreement that lies in no library takes its people and places from one; only its own faults are told."""
    draft = tmp_path / "pier-truce.yaml"
    text = (EXERCISE / "agreements/gull-memo.yaml").read_text(encoding="utf-8")
    draft.write_text(text.replace("id: gull-memo", "id: pier-truce"), encoding="utf-8")
    assert check_paths((draft,), EXERCISE).faults == ()

    draft.write_text(draft.read_text(encoding="utf-8").replace("country: XA", "country: XB"), encoding="utf-8")
    (fault,) = check_paths((draft,), EXERCISE).faults
    assert (fault.file, fault.got) == (str(draft), "'XB'")


def test_what_is_not_there_cannot_be_checked(tmp_path: Path) -> None:
    """Neither nothing nor a folder without a library."""
    for path in (tmp_path, tmp_path / "none.yaml"):
        with pytest.raises(NotFoundError):
            check_paths((path,), EXERCISE)


def test_a_relative_path_inside_a_library_finds_its_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is named as its user names it."""
    folder = copy_of(EXERCISE, tmp_path / "library")
    change(folder / TRUCE, "zones: [quay]", "zones: [quai]")
    monkeypatch.chdir(folder / "agreements")

    assert [fault.file for fault in check_paths((Path("quay-truce.yaml"),), EXERCISE).faults] == ["quay-truce.yaml"]


def test_every_table_names_real_fields() -> None:
    """A table that names a field nobody has would check nothing."""
    names = {field.name for field in dataclasses.fields(Names)}
    for noun, points in references.REFERENCES.items():
        fields = {field.name for field in dataclasses.fields(noun)}
        assert {each.field for each in points} <= fields, noun
        assert {each.at for each in points} <= names, noun
    for table in (references.EXACTLY_ONE, references.SELECTORS, references.KIND_CODES, references.POSITIVE):
        for noun, wanted in table.items():
            assert set(wanted) <= {field.name for field in dataclasses.fields(noun)}, noun
    for noun, choices in references.CHOICES.items():
        assert {name for name, _ in choices} <= {field.name for field in dataclasses.fields(noun)}, noun


def test_only_one_agreement_is_read_when_only_one_is_asked_for() -> None:
    """No places, no incidents; a name that is nearly right gets a hint."""
    library = load_library(EXERCISE, only="quay-truce")

    assert [agreement.id for agreement in library.agreements] == ["quay-truce"]
    assert library.places.areas == {}
    assert library.incidents == ()
    assert load_library(EXERCISE, only="quay-template").templates[0].template_of == "quay-truce"
    with pytest.raises(NotFoundError, match="did you mean quay-truce"):
        load_library(EXERCISE, only="quay-truse")
    with pytest.raises(NotFoundError, match="did you mean gull-memo"):
        exercise().get_agreement("gull")


def test_agreements_stand_in_order_of_their_dates() -> None:
    """By application, else entry into force, else signature; then by id."""
    assert [agreement.id for agreement in exercise().agreements] == ["quay-truce", "gull-memo"]
    assert [each.id for each in load_agreements(EXERCISE).agreements] == ["quay-truce", "gull-memo"]
    assert shipped().agreements[0].id == "mou-2015"


def test_a_library_is_found_by_name_or_folder(tmp_path: Path) -> None:
    """Everything else gets a sentence that helps."""
    assert find_library(DEFAULT_LIBRARY).name == DEFAULT_LIBRARY
    assert find_library(str(EXERCISE)) == EXERCISE
    assert DEFAULT_LIBRARY in shipped_libraries()
    with pytest.raises(NotFoundError, match="did you mean syria-2015-2017"):
        find_library("syria-2015")
    with pytest.raises(NotFoundError, match=r"with a library\.yaml"):
        find_library(str(tmp_path))


def test_names_stand_for_ids() -> None:
    """An id that nobody knows stands for itself."""
    assert exercise().name_of("amber") == "Amber Republic"
    assert exercise().name_of("moss-group") == "Moss Group"
    assert exercise().name_of("stranger") == "stranger"


def test_the_shipped_library_holds_together() -> None:
    """It has no fault, and neither has the EXERCISE library."""
    assert check_paths((find_library(DEFAULT_LIBRARY), EXERCISE), EXERCISE).faults == ()


def test_faults_of_form_references_and_rules_are_told_in_one_run(tmp_path: Path) -> None:
    """What is broken is left out, and everything else is looked at: nobody mends one fault only to meet the next."""
    folder = copy_of(EXERCISE, tmp_path / "library")
    change(folder / TRUCE, "zones: [quay]", "zones: [quai]")
    change(folder / TRUCE, "modality: permitted", "modality: allowed")
    change(folder / TRUCE, "self_defence: text", "self_defense: text")
    change(folder / TRUCE, "radius_m: 10000", "radius_m: wide")
    change(folder / TRUCE, "line: rope-walk, side: north", "line: rope-wolk, side: north")
    change(folder / "parties.yaml", "kind: state", "kind: kingdom")
    change(folder / "places/places.geojson", '"error_band_m": 50', '"error_band_m": -50')
    change(folder / "line.yaml", "ref: [T2]", "ref: [T9]")
    checked = check_paths((folder,), EXERCISE)

    told = [(Path(fault.file).name, fault.got) for fault in checked.faults]
    assert sorted(told) == [
        ("line.yaml", "'T9'"),
        ("parties.yaml", "'kingdom'"),
        ("places.geojson", "-50.0"),
        ("quay-truce.yaml", "'allowed'"),
        ("quay-truce.yaml", "'quai' (did you mean quay?)"),
        ("quay-truce.yaml", "'rope-wolk' (did you mean rope-walk?)"),
        ("quay-truce.yaml", "'wide'"),
        ("quay-truce.yaml", "the unknown field 'self_defense'"),
    ]


@pytest.mark.parametrize("name", [TRUCE, "parties.yaml", "claims.yaml", "incidents.yaml", "line.yaml"])
def test_a_fault_brings_no_fault_elsewhere(tmp_path: Path, name: str) -> None:
    """Whatever single value is broken, nothing is told that would vanish with the mending of it."""
    folder = copy_of(EXERCISE, tmp_path / "library")
    path = folder / name
    whole = plain_of(parse_document(path.read_bytes(), name).root)
    spots = [spot for spot in spots_in(whole, ()) if spot[0] != "schema"]
    for spot in spots[:: len(spots) // 12 + 1]:
        path.write_bytes(msgspec.json.encode(broken_at(whole, spot)))
        faults = check_paths((folder,), EXERCISE).faults
        where = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in spot)[1:]

        assert faults, where
        assert [fault.sentence() for fault in faults if not fault.where.startswith(where)] == []


def plain_of(value: Value) -> object:
    """Give a parsed document as dicts, lists and scalars."""
    if isinstance(value.content, dict):
        return {key: plain_of(item) for key, item in value.content.items()}
    return [plain_of(item) for item in value.content] if isinstance(value.content, tuple) else value.content


def spots_in(plain: object, spot: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    """Give the way to every value inside a document."""
    items = plain.items() if isinstance(plain, dict) else enumerate(plain) if isinstance(plain, list) else ()
    for step, item in items:
        yield (*spot, step)
        yield from spots_in(item, (*spot, step))


def broken_at(plain: object, spot: tuple[str | int, ...]) -> object:
    """Give a document in which one value is of another kind."""
    if not spot:
        return 7 if isinstance(plain, dict | list) else {"q": 1}
    step, *rest = spot
    if isinstance(plain, dict):
        return {key: broken_at(item, tuple(rest)) if key == step else item for key, item in plain.items()}
    assert isinstance(plain, list)
    return [broken_at(item, tuple(rest)) if index == step else item for index, item in enumerate(plain)]


def test_a_passage_has_no_more_words_than_can_be_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Told with its clause and the number of words."""
    monkeypatch.setattr(checks, "PASSAGE_WORDS_MAX", 3)
    faults = check_paths((EXERCISE,), EXERCISE).faults

    assert any("at most 3 words in the passage" in fault.sentence() for fault in faults)
