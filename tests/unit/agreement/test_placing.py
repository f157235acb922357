# SPDX-License-Identifier: Apache-2.0
"""Where places lie in the zones of a library."""

import gzip
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest

from exercise import EXERCISE, change, copy_of, exercise, shipped
from not_running import not_run
from truceline.agreement import boundaries
from truceline.agreement.boundaries import SIMPLIFIED_BAND_M, pcode_property
from truceline.agreement.library import DEFAULT_LIBRARY, find_library, load_library
from truceline.agreement.places import fold_name
from truceline.agreement.placing import INSIDE, OUTSIDE, UNDECIDED, ZoneLocator
from truceline.base.errors import GeometryError, InputError, LimitError, NotFoundError, StorageError

POINTS = (
    ("well inside the first area", (-139.5, -29.5), {"quay@1": 1, "quay@2": 1, "bay": 1, "light": 2}),
    ("in the error band of its border", (-139.99, -29.5), {"quay@1": 0, "bay": 0}),
    ("in an area of which only parts are meant", (-138.2, -28.2), {"quay@1": 0, "quay@2": 2, "bay": 1}),
    ("inside the drawn shape", (-138.8, -29.8), {"quay@1": 0, "quay@2": 1}),
    ("exactly on the edge that counts as inside", (-138.7, -29.8), {"quay@2": 1}),
    ("outside all", (-137.0, -29.0), {"quay@1": 2, "quay@2": 2, "bay": 2, "contact": 2}),
    ("in a zone whose boundary is not agreed", (-139.5, -29.5), {"contact": 0}),
    ("outside a zone whose boundary is not agreed", (-139.5, -28.5), {"contact": 2}),
    ("in the circle", (-138.5, -28.45), {"light": 1}),
    ("at the rim of the circle", (-138.5, -28.41), {"light": 0}),
    ("in the strip to the north", (-139.4, -28.49), {"rope-strip": 1, "rope-unknown": 2}),
    ("beyond the strip", (-139.4, -28.4), {"rope-strip": 2}),
    ("south, where the depth is known", (-139.5, -28.505), {"rope-unknown": 1, "rope-strip": 2}),
    ("south, where the depth is not known", (-139.3, -28.52), {"rope-unknown": 0}),
    ("an idea is never judged", (-138.5, -29.0), {"someday": 0}),
)


def _by_zone(codes: object) -> dict[str, int]:
    keys = [key.removeprefix("quay-truce/") for key in ZoneLocator(exercise()).keys]
    return dict(zip(keys, (int(code) for code in np.asarray(codes)), strict=True))


@pytest.mark.parametrize(("position", "wanted"), [row[1:] for row in POINTS], ids=[row[0] for row in POINTS])
def test_points(position: tuple[float, float], wanted: dict[str, int]) -> None:
    """Inside is told only when it is shown, outside too; all else is undecided."""
    found = _by_zone(ZoneLocator(exercise()).locate([position[0]], [position[1]])[0])

    assert {zone: found[zone] for zone in wanted} == wanted


def test_a_position_nobody_told_is_undecided() -> None:
    """NaN is no place."""
    assert not ZoneLocator(exercise()).locate([np.nan], [np.nan], 0.0).any()


AREAS = (
    (("XA01",), {"quay@1": 1, "bay": 1, "contact": 0, "light": 2}),
    (("XA0101",), {"quay@1": 1, "contact": 2}),
    (("XA0102",), {"quay@1": 1, "contact": 0}),
    (("XA02",), {"quay@1": 0, "quay@2": 0, "light": 0}),
    (("XA01", "XA02"), {"quay@1": 0, "bay": 1}),
    (("XA0209",), {"quay@1": 0, "bay": 1, "contact": 2, "light": 0}),
    (("ZZ01",), {"quay@1": 0, "bay": 0}),
    ((), {"bay": 0}),
)


@pytest.mark.parametrize(("pcodes", "wanted"), AREAS, ids=[" ".join(row[0]) or "none" for row in AREAS])
def test_areas_are_compared_by_their_codes(pcodes: tuple[str, ...], wanted: dict[str, int]) -> None:
    """A district is inside its governorate, drawn or not; an error band of a drawing does not blur that."""
    found = _by_zone(ZoneLocator(exercise()).locate_area(pcodes))

    assert {zone: found[zone] for zone in wanted} == wanted


def test_a_country_alone_decides_only_the_whole_country() -> None:
    """Where in it is not told; another country is outside."""
    locator = ZoneLocator(exercise())

    assert _by_zone(locator.locate_country("XA"))["bay"] == INSIDE
    assert _by_zone(locator.locate_country("XA"))["quay@1"] == UNDECIDED
    assert _by_zone(locator.locate_country("XB"))["quay@1"] == OUTSIDE


def test_a_zone_that_a_source_names_is_inside_itself() -> None:
    """And in others as the areas that surely hold it; an idea stays undecided."""
    locator = ZoneLocator(exercise())
    contact = _by_zone(locator.locate_zone("quay-truce", "contact"))

    assert (contact["contact"], contact["quay@1"], contact["bay"]) == (INSIDE, INSIDE, INSIDE)
    assert _by_zone(locator.locate_zone("quay-truce", "light"))["bay"] == UNDECIDED
    assert not any(_by_zone(locator.locate_zone("quay-truce", "nowhere")).values())
    assert _by_zone(locator.locate_zone("quay-truce", "someday"))["someday"] == UNDECIDED


def test_columns_carry_their_zone_and_time() -> None:
    """Keys, zones and intervals go together; versions have their number."""
    locator = ZoneLocator(exercise())

    first, second = locator.index["quay-truce", "quay"]
    assert (locator.keys[first], locator.keys[second]) == ("quay-truce/quay@1", "quay-truce/quay@2")
    assert locator.intervals[first].end_ns == locator.intervals[second].start_ns
    assert len(locator.zones) == len(locator.keys)


def test_names_of_areas_meet_in_every_spelling() -> None:
    """Marks, case and hyphens do not matter; of two of one name the larger is meant."""
    places = exercise().places

    assert places.area_named("west-quay") == "XA01"
    assert places.area_named("WÉSTQUAY") == "XA01"
    assert places.area_named("XA0102") == "XA0102"
    assert places.area_named("nowhere") is None
    assert places.within("XA01") == ("XA01", "XA0101", "XA0102")
    assert fold_name("Deir ez-Zor") == fold_name("deir EZ zor")


def test_a_shape_of_the_wrong_kind_is_refused() -> None:
    """A line is no point."""
    with pytest.raises(GeometryError, match="expected Point"):
        _ = exercise().places.lines["rope-walk"].position


def _boundaries(folder: Path, *, name: str = "adm1.geojson.gz", shift: float = 0.0, codes: int = 2) -> Path:
    folder.mkdir(exist_ok=True)
    features = [
        {
            "type": "Feature",
            "properties": {"COUNTRY": "XA00", "CODE": f"XA0{number}", "AREA": 1.5},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[x, -30.0], [x + 1, -30.0], [x + 1, -28.0], [x, -28.0], [x, -30.0]]],
            },
        }
        for number, x in ((1, -140.0 + shift), (2, -139.0 + shift))
    ][:codes]
    content = msgspec.json.encode({"type": "FeatureCollection", "features": features})
    (folder / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return folder


def test_given_boundaries_have_no_error_band(tmp_path: Path) -> None:
    """What was in the band is settled; the country is the union of its areas; the rest stays drawn and is told."""
    given = load_library(EXERCISE, boundaries=_boundaries(tmp_path))
    locator = ZoneLocator(given)
    codes = dict(zip(locator.keys, locator.locate([-139.99], [-29.5])[0], strict=True))

    assert codes["quay-truce/quay@1"] == INSIDE
    assert codes["quay-truce/bay"] == INSIDE
    assert codes["quay-truce/contact"] == UNDECIDED
    assert given.places.areas["XA01"].given
    assert given.places.countries["XA"].given
    assert given.places.notices == ("2 areas stay drawn, for no given file has them: XA0101, XA0102",)


def test_a_simplified_outline_keeps_a_band(tmp_path: Path) -> None:
    """And gives way to the full one."""
    _boundaries(tmp_path, name="adm1_simplified.geojson", shift=0.01)
    simplified = load_library(EXERCISE, boundaries=tmp_path)
    _boundaries(tmp_path)
    full = load_library(EXERCISE, boundaries=tmp_path)

    assert simplified.places.areas["XA01"].error_band_m == SIMPLIFIED_BAND_M
    assert full.places.areas["XA01"].error_band_m == 0.0


def test_a_country_of_which_a_part_is_missing_stays_drawn(tmp_path: Path) -> None:
    """Half a country is no country."""
    given = load_library(EXERCISE, boundaries=_boundaries(tmp_path, codes=1))

    assert not given.places.countries["XA"].given


def test_boundaries_that_cannot_be_used_say_why(tmp_path: Path) -> None:
    """No folder, no codes, no GeoJSON, no gzip."""
    with pytest.raises(NotFoundError, match="expected a folder"):
        load_library(EXERCISE, boundaries=tmp_path / "none")
    with pytest.raises(InputError, match="P-codes of this library, such as XA01"):
        load_library(EXERCISE, boundaries=tmp_path)
    (tmp_path / "broken.geojson.gz").write_bytes(b"no gzip")
    with pytest.raises(InputError, match="expected a gzip file"):
        load_library(EXERCISE, boundaries=tmp_path)
    (tmp_path / "broken.geojson.gz").unlink()
    (tmp_path / "folder.geojson").mkdir()
    with pytest.raises(StorageError, match="expected a readable file"):
        load_library(EXERCISE, boundaries=tmp_path)
    (tmp_path / "folder.geojson").rmdir()
    (tmp_path / "list.geojson").write_text("[]")
    with pytest.raises(InputError, match="expected a GeoJSON FeatureCollection"):
        load_library(EXERCISE, boundaries=tmp_path)


def test_a_boundary_file_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A packed bomb ends at the limit."""
    monkeypatch.setattr(boundaries, "BOUNDARY_BYTES_MAX", 100)
    with pytest.raises(LimitError, match="at most 100 bytes"):
        load_library(EXERCISE, boundaries=_boundaries(tmp_path))


def test_features_that_are_no_areas_are_passed_over(tmp_path: Path) -> None:
    """Points and oddities beside the areas do no harm; areas of other countries neither; finer ones join."""
    folder = _boundaries(tmp_path)
    names = ("XA0209", "ZZ77")
    shape = {"type": "Polygon", "coordinates": [[[-138.5, -29.0], [-138.1, -29.0], [-138.1, -28.6], [-138.5, -29.0]]]}
    features: list[object] = [7, {"type": "Feature", "properties": None, "geometry": None}]
    features += [{"type": "Feature", "properties": {"CODE": name}, "geometry": shape} for name in names]
    (folder / "adm2.geojson").write_bytes(msgspec.json.encode({"type": "FeatureCollection", "features": features}))
    given = load_library(EXERCISE, boundaries=folder)

    assert given.places.areas["XA0209"].parent == "XA02"
    assert "ZZ77" not in given.places.areas


def test_a_zone_without_pieces_is_undecided_everywhere() -> None:
    """Nothing is known of where it is."""
    bare = replace(exercise().agreements[0].zones[0], pieces=())
    library = replace(exercise(), agreements=(replace(exercise().agreements[0], zones=(bare,)),))

    assert not ZoneLocator(library).locate([-139.5], [-29.5]).any()


def test_the_finest_unique_codes_are_the_features_own() -> None:
    """A code that several features share is that of what they lie in."""
    features = [{"properties": {"ADM1": "XA01", "ADM2": code, "n": 1}} for code in ("XA0101", "XA0102")]

    assert pcode_property(features) == "ADM2"
    assert pcode_property([{"properties": {"name": "x"}}]) == ""


def test_going_from_drawn_to_given_reverses_no_point(data_dir: Path) -> None:
    """Over the whole country, given boundaries settle more and turn nothing round."""
    folder = data_dir / "ocha-boundaries-2015"
    if not folder.is_dir():
        not_run("the boundaries of docs/data.md are not there")
    drawn = ZoneLocator(shipped())
    given = ZoneLocator(load_library(find_library(DEFAULT_LIBRARY), boundaries=folder))
    grid = np.meshgrid(np.linspace(35.6, 42.5, 30), np.linspace(32.2, 37.4, 30))
    lon, lat = grid[0].ravel(), grid[1].ravel()
    before, after = drawn.locate(lon, lat), given.locate(lon, lat)

    settled = before != UNDECIDED
    assert (after[settled] == before[settled]).all()
    assert (after != UNDECIDED).sum() > settled.sum()


def test_a_strip_whose_side_is_not_clear_is_refused(tmp_path: Path) -> None:
    """The line of the exercise runs east: it has no east side."""
    folder = copy_of(EXERCISE, tmp_path / "library")
    change(folder / "agreements/quay-truce.yaml", "side: north", "side: east")

    with pytest.raises(GeometryError, match="clear east side"):
        ZoneLocator(load_library(folder))


def test_one_area_in_one_zone_is_as_in_all() -> None:
    """Asked for a single zone, an area lies where it lies when all are asked; one that is not known lies nowhere."""
    library = exercise()
    locator = ZoneLocator(library)
    for pcode in (*library.places.areas, "ZZ99"):
        codes = locator.locate_area((pcode,)).tolist()
        assert [locator.locate_area_in(pcode, column) for column in range(len(codes))] == codes
