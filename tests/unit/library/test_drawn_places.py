# SPDX-License-Identifier: Apache-2.0
"""The drawn places of the Syria library: coarse, fitting together, and inside the band they own up to.

The real boundaries of the data folder are the ruler here and nothing else: no coordinate of them is shipped.

Conventions: positions are longitude, latitude [deg]; distances [m] are taken on a conformal (Mercator) plane and
scaled back by the cosine of the latitude, which is right to 0.4 % over the few kilometres of a band.
"""

import csv
import gzip
import re
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pytest
import shapely

Floats = npt.NDArray[np.float64]
Shapes = dict[str, shapely.MultiPolygon]

PLACES = Path("src/truceline/library/syria-2015-2017/places")
POLYGON_FILES = ("country.geojson", "governorates.geojson", "districts.geojson")
PROPERTIES = {"pcode", "name", "names", "parent", "boundary_status", "error_band_m", "drawn", "note"}
EARTH_RADIUS_M = 6_378_137.0
SPECK_DEG2 = 1e-6  # About 0.01 km2: leftovers of digitising in the real file, no place of their own.
ROUNDING_MARGIN_M = 50.0
RIGHT_BANK = {"C5086", "C5192", "C5167", "C5210", "C5787", "C5131", "C5181", "C5942"}  # Deir-ez-Zor, Mayadin ...
LEFT_BANK = {"C5710", "C5096", "C5110", "C5140", "C5175", "C5183", "C5184", "C5119", "C5173"}  # Raqqa, Khasham ...


def features(checkout: Path, name: str) -> dict[str, dict[str, Any]]:
    """Read one of the drawn files, features by id."""
    document = msgspec.json.decode((checkout / PLACES / name).read_bytes())
    return {feature["id"]: feature for feature in document["features"]}


def multi(geometry: dict[str, Any]) -> shapely.MultiPolygon:
    """Give a GeoJSON area without its specks."""
    whole = shapely.from_geojson(msgspec.json.encode(geometry))
    kept = []
    for part in shapely.get_parts(whole):
        holes = [ring for ring in part.interiors if shapely.Polygon(ring).area > SPECK_DEG2]
        kept.append(shapely.Polygon(part.exterior, holes))
    return shapely.MultiPolygon([part for part in kept if part.area > SPECK_DEG2])


def gunzipped(path: Path) -> bytes:
    """Read a compressed file whole."""
    with gzip.open(path) as stream:
        return stream.read()


def to_plane(geometry: shapely.Geometry) -> shapely.Geometry:
    """Project one geometry or an array of them from degrees to the Mercator plane [m]."""

    def project(degrees: Floats) -> Floats:
        north = np.log(np.tan(np.pi / 4 + np.radians(degrees[:, 1]) / 2))
        return EARTH_RADIUS_M * np.column_stack([np.radians(degrees[:, 0]), north])

    return shapely.transform(geometry, project)


def true_distances(positions: Floats, line: shapely.Geometry) -> Floats:
    """Distances [m] from positions on the plane to a line on the plane, as they are on the ground."""
    shapely.prepare(line)
    scale = 1.0 / np.cosh(positions[:, 1] / EARTH_RADIUS_M)
    distances: Floats = shapely.distance(shapely.points(positions), line) * scale
    return distances


def farthest(of: shapely.Geometry, to: shapely.Geometry) -> float:
    """Greatest distance [m] from any place on one line to another line, sampled every 250 m."""
    samples = shapely.get_coordinates(shapely.segmentize(to_plane(of), 250.0))
    return float(true_distances(samples, to_plane(to)).max())


def drawn_areas(checkout: Path, name: str) -> Shapes:
    """Shapes of one drawn file by P-code."""
    return {pcode: multi(feature["geometry"]) for pcode, feature in features(checkout, name).items()}


def bands(checkout: Path) -> dict[str, float]:
    """Error band [m] of every drawn area by P-code."""
    found = {}
    for name in POLYGON_FILES:
        for pcode, feature in features(checkout, name).items():
            found[pcode] = float(feature["properties"]["error_band_m"])
    return found


@pytest.fixture(scope="module")
def drawn(checkout: Path) -> Shapes:
    """Every drawn area."""
    return {pcode: area for name in POLYGON_FILES for pcode, area in drawn_areas(checkout, name).items()}


@pytest.fixture(scope="module")
def real(data_dir: Path) -> Shapes:
    """Every real area: country, governorates, districts."""
    found = {}
    for level in (1, 2):
        path = data_dir / "ocha-boundaries-2015" / f"syr_admin{level}.geojson.gz"
        for feature in msgspec.json.decode(gunzipped(path))["features"]:
            found[feature["properties"]["PCODE"]] = multi(feature["geometry"])
    governorates = [area for pcode, area in found.items() if len(pcode) == len("SY01")]
    outline = shapely.union_all(governorates, grid_size=1e-6)
    filled = [shapely.Polygon(part.exterior) for part in shapely.get_parts(outline)]
    found["SY"] = shapely.MultiPolygon([part for part in filled if part.area > SPECK_DEG2])
    return found


@pytest.fixture(scope="module")
def communities(data_dir: Path) -> dict[str, tuple[float, float]]:
    """Positions of the communities by P-code."""
    rows = gunzipped(data_dir / "ocha-boundaries-2015" / "syr_communities_adm4.csv.gz").decode().splitlines()
    return {row["pcode"]: (float(row["longitude"]), float(row["latitude"])) for row in csv.DictReader(rows)}


@pytest.fixture(scope="module")
def events(data_dir: Path) -> Floats:
    """Positions of all real events."""
    path = data_dir / "ucdp-ged-syria" / "ucdp_ged_syria_2016-02_2017-12_slim.csv.gz"
    rows = csv.DictReader(gunzipped(path).decode().splitlines())
    return np.array([(float(row["longitude"]), float(row["latitude"])) for row in rows])


def signed_offsets(line: shapely.Geometry, positions: Floats) -> Floats:
    """Distances [m] from a line, positive to the left of its direction; positions beyond its ends count as 0."""
    course = to_plane(line)
    plane = to_plane(shapely.points(positions))
    at = shapely.line_locate_point(course, plane)
    before = shapely.get_coordinates(shapely.line_interpolate_point(course, np.maximum(at - 1.0, 0.0)))
    after = shapely.get_coordinates(shapely.line_interpolate_point(course, np.minimum(at + 1.0, course.length)))
    here = shapely.get_coordinates(plane)
    along, across = after - before, here - before
    side = np.sign(along[:, 0] * across[:, 1] - along[:, 1] * across[:, 0])
    abeam = (at > 0.0) & (at < course.length)
    offsets: Floats = side * true_distances(here, course) * abeam
    return offsets


def test_the_needed_places_are_there(checkout: Path) -> None:
    """All governorates, the country, the districts agreements speak of, two lines and one point."""
    assert set(features(checkout, "governorates.geojson")) == {f"SY{number:02}" for number in range(1, 15)}
    assert set(features(checkout, "country.geojson")) == {"SY"}
    needed = {"SY0302", "SY0301", "SY0100", "SY0404", "SY0401", "SY0200", "SY0902", "SY0901", "SY1101", "SY1103"}
    assert needed <= set(features(checkout, "districts.geojson"))
    assert set(features(checkout, "lines.geojson")) == {"castello-road", "euphrates"}
    assert set(features(checkout, "points.geojson")) == {"tanf"}


@pytest.mark.parametrize("name", [*POLYGON_FILES, "lines.geojson", "points.geojson"])
def test_every_feature_says_what_it_is(checkout: Path, name: str) -> None:
    """Same properties everywhere, a band that is a multiple of 500 m, and a parent that exists."""
    known = {*features(checkout, "country.geojson"), *features(checkout, "governorates.geojson")}
    for identifier, feature in features(checkout, name).items():
        properties = feature["properties"]
        assert set(properties) - {"left_side", "right_side"} == PROPERTIES
        assert properties["drawn"] is True
        assert properties["boundary_status"] == "approximate"
        assert 0 < properties["error_band_m"] <= 5000
        assert properties["error_band_m"] % 500 == 0
        assert properties["pcode"] == (identifier if identifier.startswith("SY") else None)
        assert properties["parent"] in known or identifier == "SY"
        assert properties["name"] not in properties["names"]
        assert any("\u0600" <= letter <= "\u06ff" for alias in properties["names"] for letter in alias)


@pytest.mark.parametrize("name", [*POLYGON_FILES, "lines.geojson", "points.geojson"])
def test_no_file_holds_a_date_or_a_fine_coordinate(checkout: Path, name: str) -> None:
    """No year or date anywhere; every coordinate as written has at most two decimals."""
    text = (checkout / PLACES / name).read_text(encoding="utf-8")
    assert not re.search(r"\d{4}-\d\d", text)
    for feature in features(checkout, name).values():
        said = [value for key, value in feature["properties"].items() if key not in {"error_band_m", "pcode"}]
        assert not re.search(r"\b(19|20)\d\d\b", str(said))
    numbers = re.findall(r"\[(\d+\.\d+), (\d+\.\d+)\]", text)
    assert len(numbers) == sum(
        len(shapely.get_coordinates(shapely.from_geojson(msgspec.json.encode(feature["geometry"]))))
        for feature in features(checkout, name).values()
    )
    assert all(len(number.split(".")[1]) <= 2 for pair in numbers for number in pair)


@pytest.mark.parametrize("name", POLYGON_FILES)
def test_rings_are_valid_and_run_the_way_of_the_standard(checkout: Path, name: str) -> None:
    """RFC 7946, 3.1.6: closed, outer rings counter-clockwise, holes clockwise; no ring crosses itself."""
    for identifier, feature in features(checkout, name).items():
        area = shapely.from_geojson(msgspec.json.encode(feature["geometry"]))
        assert shapely.is_valid(area), identifier
        for part in shapely.get_parts(area):
            assert part.exterior.is_ccw, identifier
            assert not any(hole.is_ccw for hole in part.interiors), identifier
        assert shapely.get_num_coordinates(area) <= 140


@pytest.mark.parametrize("name", ["governorates.geojson", "districts.geojson"])
def test_neighbours_share_vertices(checkout: Path, name: str) -> None:
    """Neighbours have their common border vertex by vertex: no gap, no overlap."""
    assert shapely.coverage_is_valid(list(drawn_areas(checkout, name).values()))


def test_levels_fit_into_one_another(checkout: Path, drawn: Shapes) -> None:
    """The governorates fill the country; a district lies in its governorate."""
    whole = shapely.coverage_union_all(list(drawn_areas(checkout, "governorates.geojson").values()))
    assert whole.symmetric_difference(drawn["SY"]).area < 1e-9
    for pcode, feature in features(checkout, "districts.geojson").items():
        assert drawn[pcode].difference(drawn[feature["properties"]["parent"]]).area < 1e-9, pcode


def test_names_are_those_of_the_list_of_pcodes(checkout: Path, data_dir: Path) -> None:
    """English and Arabic names and the parent agree with the source list."""
    for level, name in ((1, "governorates.geojson"), (2, "districts.geojson")):
        path = data_dir / "ocha-boundaries-2015" / f"syr_admin{level}.geojson.gz"
        entries = [each["properties"] for each in msgspec.json.decode(gunzipped(path))["features"]]
        listed = {entry["PCODE"]: entry for entry in entries}
        for pcode, feature in features(checkout, name).items():
            assert feature["properties"]["name"] == listed[pcode]["NAME_EN"]
            assert listed[pcode]["NAME_ARA"] in feature["properties"]["names"]
            assert feature["properties"]["parent"] == listed[pcode].get("ADMIN1_COD", "SY")


def test_the_band_holds_the_real_border(checkout: Path, drawn: Shapes, real: Shapes) -> None:
    """Hausdorff distance between the drawn and the real border, both ways, within the band and some margin."""
    too_narrow = {}
    for pcode, band_m in bands(checkout).items():
        drawn_border, real_border = drawn[pcode].boundary, real[pcode].boundary
        apart_m = max(farthest(drawn_border, real_border), farthest(real_border, drawn_border))
        if apart_m + ROUNDING_MARGIN_M > band_m:
            too_narrow[pcode] = (round(apart_m), band_m)
    assert too_narrow == {}


def test_the_drawing_is_no_copy(drawn: Shapes, real: Shapes) -> None:
    """Far fewer vertices than the real border, and hardly any of them on it."""
    for pcode, area in drawn.items():
        assert shapely.get_num_coordinates(area) * 4 < shapely.get_num_coordinates(real[pcode]), pcode
    mine = shapely.get_coordinates(list(drawn.values()))
    theirs = {tuple(position) for position in shapely.get_coordinates(list(real.values())).round(4).tolist()}
    shared = sum(tuple(position) in theirs for position in mine.round(4).tolist())
    assert shared * 100 < len(mine)


def test_beyond_the_band_the_drawn_answer_is_the_real_one(
    checkout: Path, drawn: Shapes, real: Shapes, events: Floats, communities: dict[str, tuple[float, float]]
) -> None:
    """Every real event and community that lies beyond the band is on the same side of both borders."""
    positions = np.concatenate([events, np.array(list(communities.values()))])
    plane = shapely.get_coordinates(to_plane(shapely.points(positions)))
    decided = np.zeros(len(positions), dtype=np.int64)
    for pcode, band_m in bands(checkout).items():
        beyond = true_distances(plane, to_plane(drawn[pcode].boundary)) > band_m
        drawn_inside = shapely.contains_xy(drawn[pcode], positions)
        real_inside = shapely.contains_xy(real[pcode], positions)
        assert (drawn_inside == real_inside)[beyond].all(), pcode
        decided += beyond & drawn_inside & (len(pcode) == len("SY01"))
    assert decided.max() == 1
    assert decided[: len(events)].mean() > 0.5


def test_the_euphrates_band_holds_the_river(checkout: Path, data_dir: Path) -> None:
    """The public river line lies within the band, with half a kilometre to spare for its own errors."""
    feature = features(checkout, "lines.geojson")["euphrates"]
    course = shapely.from_geojson(msgspec.json.encode(feature["geometry"]))
    path = data_dir / "natural-earth-region" / "ne_10m_rivers_lake_centerlines.geojson.gz"
    rivers = [
        shapely.from_geojson(msgspec.json.encode(each["geometry"]))
        for each in msgspec.json.decode(gunzipped(path))["features"]
        if each["properties"]["name"] in {"Al Furat", "Euphrates"}
    ]
    west, _, east, _ = course.bounds
    river = shapely.intersection(shapely.union_all(rivers), shapely.box(west, 34.0, east, 36.5))
    assert max(farthest(river, course), farthest(course, river)) + 500 < feature["properties"]["error_band_m"]


def test_towns_of_the_euphrates_lie_on_their_bank(checkout: Path, communities: dict[str, tuple[float, float]]) -> None:
    """No town known to stand on one bank is put on the other one beyond the band; left is north and east."""
    feature = features(checkout, "lines.geojson")["euphrates"]
    course = shapely.from_geojson(msgspec.json.encode(feature["geometry"]))
    assert feature["properties"]["left_side"] == "north and east bank"
    left = signed_offsets(course, np.array([communities[pcode] for pcode in sorted(LEFT_BANK)]))
    right = signed_offsets(course, np.array([communities[pcode] for pcode in sorted(RIGHT_BANK)]))
    assert (left > -500.0).all()
    assert (right < 0.0).all()


def test_the_castello_road_lies_between_its_neighbours(
    checkout: Path, communities: dict[str, tuple[float, float]]
) -> None:
    """Haritan and Hilan lie north of the road, the centre of Aleppo south of it, all beyond the band."""
    feature = features(checkout, "lines.geojson")["castello-road"]
    (west, south), *_, (east, north) = feature["geometry"]["coordinates"]
    band_deg = feature["properties"]["error_band_m"] / 111_000
    haritan, hilan, aleppo = communities["C1130"], communities["C1014"], communities["C1007"]
    assert west < aleppo[0] < east
    assert min(haritan[1], hilan[1]) > north + band_deg
    assert aleppo[1] < south - band_deg
    assert feature["properties"]["left_side"] == "north"


def test_the_tanf_garrison_lies_in_the_far_south_east(checkout: Path, drawn: Shapes) -> None:
    """In Rural Damascus, beyond the band of its border; the 55 km round it reach into two neighbours."""
    point = shapely.Point(features(checkout, "points.geojson")["tanf"]["geometry"]["coordinates"])
    here = shapely.get_coordinates(to_plane(point))
    assert drawn["SY03"].contains(point)
    assert true_distances(here, to_plane(drawn["SY03"].boundary))[0] > 10_000
    assert true_distances(here, to_plane(drawn["SY04"]))[0] < 55_000


def test_the_table_of_the_documentation_is_current(checkout: Path, drawn: Shapes) -> None:
    """docs/drawn-places.md names every area with its vertices and its band."""
    text = (checkout / "docs" / "drawn-places.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (SY\d*) \| [^|]+ \| (\d+) \| (\d+) \|$", text, re.MULTILINE)
    counted = {
        pcode: (shapely.get_num_coordinates(area) - sum(1 + len(part.interiors) for part in area.geoms))
        for pcode, area in drawn.items()
    }
    expected = {(pcode, str(counted[pcode]), f"{band_m:.0f}") for pcode, band_m in bands(checkout).items()}
    assert set(rows) == expected
