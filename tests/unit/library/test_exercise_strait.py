# SPDX-License-Identifier: Apache-2.0
"""The shipped EXERCISE library: invented as a whole, in force for years, and made so that every answer can be tried."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from exercise import change, copy_of, move_library
from truceline.agreement.checking import check_paths
from truceline.agreement.exercise import PACKAGED, real_names
from truceline.agreement.library import DEFAULT_LIBRARY, Library, find_library, load_library, shipped_libraries
from truceline.agreement.overview import standing_at
from truceline.agreement.provisions import PassageStatus
from truceline.agreement.zones import BoundaryStatus
from truceline.base.instants import parse_instant
from truceline.base.moments import Moment
from truceline.clauses.judging import ClauseTest, clause_test
from truceline.exports.library_copy import copy_library
from truceline.findings.ruling import Ruling, RulingWord
from truceline.picture.actors import ActorKind, Force, Party
from truceline.picture.acts import Account, Act, Height, Place, Position, Stage
from truceline.picture.sources import Source

NAME = "exercise-strait"
FOLDER = PACKAGED / NAME
OCEAN_DEG = (-127.0, -46.6, -121.5, -42.4)
"""West, south, east, north of a stretch of ocean without land."""
DAYS = ("2026-11-23T12:00:00Z", "2028-02-29T12:00:00Z", "2033-06-30T12:00:00Z")
MONTHS = re.compile(
    r"\b(?:January|February|March|April|June|July|August|September|October|November|December|[Mm]onday|[Ff]riday)\b"
)
LOW_M = Height(lower_m=900, upper_m=1500, datum="amsl")
NO_EXCEPTION = {"notified": False, "in_distress": False, "medical_evacuation": False}
GARROW, NARROWS, SALTINGS = (-124.3, -43.6), (-125.2, -44.5), (-123.1, -45.4)
NARROWS_EDGE, EAST_BLOCK, FIELD, ROAD = (-125.2, -44.81), (-123.4, -44.7), (-123.0, -43.7), (-123.52, -43.68)
SILENT = {RulingWord.NOT_BOUND, RulingWord.CLAUSE_SILENT, RulingWord.OUTSIDE_PLACE, RulingWord.OUTSIDE_TIME}


@cache
def library() -> Library:
    """Give the library, read once."""
    return load_library(FOLDER)


@cache
def judge() -> ClauseTest:
    """Give the clause test with the library's own claims."""
    return clause_test(library())


def planned(actor: str, kind: str, at_deg: tuple[float, float], account: dict[str, Any] | None = None) -> Act:
    """Write an act of some days hence at a place known to 50 m, told by its own party."""
    told: dict[str, Any] = {
        "source": Source(ref=("T5",), party=library().forces[actor].party),
        "actor": (actor,),
        "kind": (kind,),
        "place": Place(position=Position(lon_deg=at_deg[0], lat_deg=at_deg[1], radius_m=50.0)),
        "since": Moment("2026-11-30T06:00:00Z"),
        "until": Moment("2026-11-30T07:00:00Z"),
        "facts": NO_EXCEPTION,
        **(account or {}),
    }
    return Act(id="planned", accounts=(Account(**told),), stage=Stage.PLANNED, exercise=True)


def ruling(of: Act, provision: str) -> Ruling:
    """Say what one provision says of an act; its id is ``AGREEMENT/PROVISION``."""
    return next(each for each in judge().rule(of) if f"{each.agreement}/{each.provision}" == provision)


def test_it_is_shipped_beside_the_default_without_fault() -> None:
    """It is found by its name, and the default stays what it was."""
    assert NAME in shipped_libraries()
    assert find_library(NAME) == FOLDER
    assert DEFAULT_LIBRARY != NAME
    assert check_paths((FOLDER,), FOLDER).faults == ()


def test_it_is_invented_as_a_whole_and_every_file_says_so() -> None:
    """Mark, id, files, acts and titles."""
    assert library().header.exercise
    files = [path for path in FOLDER.rglob("*") if path.is_file()]
    assert len(files) > 20
    assert not [path.name for path in files if "EXERCISE" not in path.read_text(encoding="utf-8")]
    acts = [act for incident in library().incidents for act in incident.acts]
    assert acts
    assert all(act.exercise and "EXERCISE" in act.title for act in acts)
    titles = [each.title for each in library().agreements]
    titles += [each.title for each in library().publications.values()]
    assert not [title for title in titles if "EXERCISE" not in title]


def test_nobody_in_it_is_anybody_of_a_real_library() -> None:
    """Neither by id nor by name."""
    people: list[Party | Force] = [*library().parties.values(), *library().forces.values()]
    armed = [each for each in people if each.kind is not ActorKind.PERSONS]
    names = {name for each in armed for name in (each.id, each.name, *(alias.name for alias in each.aliases))}
    assert real_names()
    assert not [name for name in names if name.casefold() in real_names()]


def test_it_lies_in_open_ocean() -> None:
    """Every position of every file."""
    west, south, east, north = OCEAN_DEG
    found = [
        position
        for path in FOLDER.rglob("*.geojson")
        for feature in msgspec.json.decode(path.read_bytes())["features"]
        for position in positions(feature["geometry"]["coordinates"])
    ]
    told = [
        (account.place.position.lon_deg, account.place.position.lat_deg)
        for incident in library().incidents
        for act in incident.acts
        for account in act.accounts
        if account.place and account.place.position
    ]
    assert len(found) > 200
    assert told
    assert all(west <= lon <= east and south <= lat <= north for lon, lat in (*found, *told))


def positions(coordinates: list[object]) -> list[tuple[float, float]]:
    """Give the positions of a geometry of any depth."""
    if isinstance(coordinates[0], int | float):
        lon, lat = coordinates
        assert isinstance(lon, int | float)
        assert isinstance(lat, int | float)
        return [(lon, lat)]
    return [position for each in coordinates if isinstance(each, list) for position in positions(each)]


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("agreement", ["flight-safety", "strait-ceasefire", "relief-passage"])
def test_every_text_is_in_force_today_and_for_years(agreement: str, day: str) -> None:
    """So that a plan for tomorrow is judged by something in force."""
    standing = standing_at(library().get_agreement(agreement), parse_instant(day))
    assert standing.phase.state in {"in_force", "reinstated"}
    assert not standing.phase.not_yet_applied


def test_its_areas_and_passages_are_of_every_kind_of_certainty() -> None:
    """A published boundary, a drawn one, certain parts; text, gloss and unverified."""
    areas = {zone.id: zone for zone in library().get_agreement("strait-ceasefire").zones}
    assert areas["garrow"].boundary is BoundaryStatus.AGREED
    assert areas["narrows"].boundary is BoundaryStatus.APPROXIMATE
    assert library().places.shapes["areas#narrows"].error_band_m == 3000
    assert areas["saltings"].pieces[0].certain_parts_of == ("XQ0303",)
    assert areas["ferry-buffer"].status == "idea"
    statuses = {each.passage.status for agreement in library().agreements for each in agreement.provisions}
    assert statuses == set(PassageStatus)


def test_every_provision_stands_in_the_coverage_and_has_a_known_type(checkout: Path) -> None:
    """Article by article; the types are those of the page of clause types."""
    coverage = library().coverage
    assert coverage is not None
    covered = {each for row in coverage.rules.values() for each in row.ids}
    known = (checkout / "docs" / "clause-types.md").read_text(encoding="utf-8")
    for agreement in library().agreements:
        for provision in agreement.provisions:
            assert f"{agreement.id}/{provision.id}" in covered
            assert f"| `{provision.type}` |" in known
            assert provision.passage.words


def test_no_date_is_written_in_words() -> None:
    """Every date can be found and moved."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.yaml"))
    assert not MONTHS.findall(text)


def test_a_copy_with_all_days_moved_gives_the_same_answers(tmp_path: Path) -> None:
    """Nothing in it hangs on a day of the calendar."""
    folder = copy_of(FOLDER, tmp_path / "moved")
    move_library(folder, 1234)
    moved = load_library(folder)
    assert check_paths((folder,), folder).faults == ()
    assert answers(moved) == answers(library())


def answers(of: Library) -> list[tuple[str, str, str]]:
    """Give every answer about the documented incidents."""
    judging = clause_test(of)
    acts = [act for incident in of.incidents for act in incident.acts]
    return [(act.id, each.provision, each.word) for act in acts for each in judging.rule(act)]


@pytest.mark.parametrize(
    ("actor", "kind", "at_deg", "provision", "expected"),
    [
        ("northland-air", "flight.combat", GARROW, "strait-ceasefire/C2", RulingWord.PROHIBITED),
        ("eastmere-air", "flight.combat", NARROWS, "strait-ceasefire/C2", RulingWord.PROHIBITED),
        ("eastmere-air", "flight.combat", NARROWS_EDGE, "strait-ceasefire/C2", RulingWord.CANNOT_JUDGE),
        ("eastmere-air", "flight.combat", SALTINGS, "strait-ceasefire/C2", RulingWord.CANNOT_JUDGE),
        ("eastmere-air", "flight.combat", EAST_BLOCK, "strait-ceasefire/C2", RulingWord.OUTSIDE_PLACE),
        ("northland-air", "flight.combat", EAST_BLOCK, "flight-safety/F2-northland", RulingWord.PROHIBITED),
        ("eastmere-air", "flight.combat", EAST_BLOCK, "flight-safety/F2-northland", RulingWord.NOT_BOUND),
        ("northland-air", "flight.reconnaissance", FIELD, "flight-safety/F3", RulingWord.PROHIBITED),
        ("northland-air", "flight.non_combat", FIELD, "flight-safety/F3", RulingWord.CLAUSE_SILENT),
        ("lamplight-convoys", "aid.passage", ROAD, "relief-passage/R1", RulingWord.PERMITTED),
        ("quarry-company", "aid.delay", ROAD, "relief-passage/R4", RulingWord.CANNOT_JUDGE),
    ],
)
def test_a_plan_for_tomorrow_is_judged(
    actor: str, kind: str, at_deg: tuple[float, float], provision: str, expected: RulingWord
) -> None:
    """Each of the cases that a first user may try."""
    assert ruling(planned(actor, kind, at_deg, {"height": LOW_M}), provision).word is expected


def test_notice_exempts_a_crossing_and_missing_facts_leave_it_open() -> None:
    """The same flight with notice, and with nothing told of it."""
    noticed = planned("northland-air", "flight.combat", EAST_BLOCK, {"facts": {"notified": True}})
    untold = planned("northland-air", "flight.combat", EAST_BLOCK, {"facts": {}})
    assert ruling(noticed, "flight-safety/F2-northland").word is RulingWord.EXEMPT
    assert ruling(untold, "flight-safety/F2-northland").word is RulingWord.CANNOT_JUDGE


@pytest.mark.parametrize(
    ("kind", "north_m", "barred"),
    [
        ("hold.heavy.artillery", 12_000, "C4"),
        ("hold.heavy.tank", 7_000, "C5"),
        ("hold.heavy.mortar", 4_000, "C6"),
        ("hold.heavy.tank", 12_000, ""),
        ("hold.heavy.mortar", 7_000, ""),
        ("hold.heavy.artillery", 17_000, ""),
    ],
)
def test_each_class_of_weapon_has_its_own_depth(kind: str, north_m: float, barred: str) -> None:
    """North of stone 4, by its distance from the line."""
    act = planned("hill-league", kind, (-124.58, -43.58 + north_m / 111_000))
    words = {each.provision: each.word for each in judge().rule(act) if each.word not in SILENT}
    assert words == ({barred: RulingWord.PROHIBITED} if barred else {})


def test_a_depth_that_was_left_open_is_not_judged() -> None:
    """Mortars south of the line, east of stone 7."""
    act = planned("council-guard", "hold.heavy.mortar", (-123.62, -43.57))
    assert ruling(act, "strait-ceasefire/C6").word is RulingWord.CANNOT_JUDGE


def test_its_incidents_get_answers_of_several_kinds() -> None:
    """Shown, contested and open ones, so that a report of them shows what a report can show."""
    acts = [act for incident in library().incidents for act in incident.acts]
    words = {each.word for act in acts for each in judge().rule(act)}
    assert {RulingWord.PROHIBITED, RulingWord.CONTESTED, RulingWord.CANNOT_JUDGE} <= words


def test_a_copy_is_a_good_library_under_its_own_name_too(tmp_path: Path) -> None:
    """Whoever wants another exercise starts from this one."""
    copy = tmp_path / "copy"
    copy_library(FOLDER, copy)
    assert check_paths((copy,), copy).faults == ()
    change(copy / "library.yaml", f"id: {NAME}", "id: exercise-mine")
    assert check_paths((copy,), copy).faults == ()
    change(copy / "library.yaml", "id: exercise-mine", "id: mine")
    (fault,) = check_paths((copy,), copy).faults
    assert "red line R11" in fault.expected
