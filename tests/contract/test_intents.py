# SPDX-License-Identifier: Apache-2.0
"""The shelf of intents: versions, lists, searches by place, and who holds which coarse slot."""

from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kept_things import HOUR_NS, NOON_NS, add_all, asking, box, do, ids, intent, reading, see, standing, volume, walk
from truceline.app.ports import Records, SlotHolder, Store
from truceline.base.errors import InputError, NotFoundError, StaleVersionError
from truceline.base.instants import EARLIEST_NS, LATEST_NS, NS_PER_S, Interval
from truceline.coordination.disclosure import is_mutual
from truceline.findings.conflict import Slot
from truceline.geo.boxes import boxes_meet, make_box
from truceline.geo.circle import Circle
from truceline.geo.volume import AltitudeBand, Volume4D
from truceline.picture.intents import Intent, IntentState, Sharing

NOON = NOON_NS // HOUR_NS


def listed(reader: str, records: Records) -> tuple[Intent, ...]:
    """List the intents that a party may read."""
    return records.intents.page(reading(reader)).items


class PutBackError(Exception):
    """Ends a job so that nothing of it stays."""


def test_what_is_kept_comes_back_whole(store: Store) -> None:
    """Every field, every kind of area, holes and all."""
    holed = box(10.0, 20.0, 11.0, 21.0).polygons[0] + box(10.4, 20.4, 10.6, 20.6).polygons[0]
    area = type(box(0.0, 0.0, 1.0, 1.0))(polygons=(holed, box(12.0, 20.0, 13.0, 21.0).polygons[0]))
    unlimited = Volume4D(area=area, band=AltitudeBand(), interval=Interval(start_ns=NOON_NS + 1, end_ns=NOON_NS + 7))
    full = intent(
        volumes=(volume(), unlimited, volume(Circle(lon_deg=10.0, lat_deg=20.0, radius_m=5_000.0))),
        kind=("flight.transport", "procedure"),
        force="northland-air",
        facts=(("notified", True), ("armed", False)),
        against=(),
    )
    do(store, add_all(full))

    assert see(store, lambda records: records.intents.get("intent-1")) == full
    assert see(store, lambda records: records.intents.get("intent-1").volumes[1].area.bounds_deg) == area.bounds_deg


def test_an_unknown_id_is_not_found(store: Store) -> None:
    """Asking for it is an error; its versions are none."""
    with pytest.raises(NotFoundError):
        see(store, lambda records: records.intents.get("nobody"))
    assert see(store, lambda records: records.intents.versions("nobody")) == ()


def test_versions_follow_one_another(store: Store) -> None:
    """Each stays readable; one that does not follow is refused."""
    later = intent(version=2, filed_ns=NOON_NS + 1, title="EXERCISE moved")
    do(store, add_all(intent()))
    do(store, add_all(later))

    for wrong in (1, 2, 4):
        with pytest.raises(StaleVersionError):
            do(store, add_all(intent(version=wrong)))
    assert see(store, lambda records: records.intents.versions("intent-1")) == (intent(), later)
    with pytest.raises(StaleVersionError):
        do(store, add_all(intent("intent-2", version=2)))


def test_a_version_takes_the_place_of_the_one_before(store: Store) -> None:
    """In searches by place, in coarse slots and in the lists of those it is no longer shared with."""
    east = volume(box(30.0, 20.0, 30.01, 20.01))
    moved = intent(version=2, volumes=(east,), sharing=Sharing(full=("dale",)))
    do(store, lambda records: records.intents.add(intent(), (Slot(cell=1, block=NOON),)))
    do(store, lambda records: records.intents.add(moved, (Slot(cell=2, block=NOON),)))

    assert see(store, lambda records: records.intents.candidates(asking((10.0, 20.0, 10.01, 20.01)))) == ()
    assert see(store, lambda records: records.intents.candidates(asking((30.0, 20.0, 30.01, 20.01)))) == (moved,)
    holders = see(store, lambda records: records.intents.holders([Slot(cell=c, block=NOON) for c in (1, 2)]))
    assert holders == (SlotHolder(slot=Slot(cell=2, block=NOON), party="northland", shared_with=("dale",)),)
    assert see(store, lambda records: records.intents.page(reading("hill-league"))).items == ()
    assert see(store, lambda records: records.intents.page(reading("dale"))).items == (moved,)


@pytest.mark.parametrize("state", [IntentState.WITHDRAWN, IntentState.ENDED])
def test_what_is_over_is_not_searched_by_place(state: IntentState, store: Store) -> None:
    """It meets nothing and holds only the slots that it is said to hold still; it stays in the lists."""
    over, slots = intent(version=2, state=state), [Slot(cell=1, block=NOON + step) for step in (0, 1)]
    do(store, lambda records: records.intents.add(intent(), slots))
    do(store, lambda records: records.intents.add(over, slots[:1]))

    assert see(store, lambda records: records.intents.candidates(asking())) == ()
    assert [each.slot for each in see(store, lambda records: records.intents.holders(slots))] == slots[:1]
    assert see(store, lambda records: records.intents.page(reading())).items == (over,)
    everywhere = reading(bounds_deg=(-180.0, -90.0, 180.0, 90.0))
    assert see(store, lambda records: records.intents.page(everywhere)).items == ()
    assert see(store, lambda records: records.intents.page(everywhere, state=state)).items == ()


def test_only_its_party_and_those_it_is_shared_with_in_full_read_it(store: Store) -> None:
    """Whoever learns of it only inside a conflict finds it in no list."""
    do(store, add_all(intent()))

    for reader, count in (("northland", 1), ("hill-league", 1), ("dale", 0), ("stranger", 0), ("*", 0)):
        assert len(see(store, partial(listed, reader))) == count


def test_lists_run_from_the_latest_to_the_first_page_by_page(store: Store) -> None:
    """Of two filed at one instant the one that came later stands first; nothing is given twice or left out."""
    kept = [intent(f"intent-{number}", filed_ns=NOON_NS + number // 2) for number in range(9)]
    do(store, add_all(*kept))
    found = walk(lambda after: see(store, lambda records: records.intents.page(reading(limit=2, after=after))))

    assert found == kept[::-1]


def test_lists_narrow_by_state_author_place_and_time(store: Store) -> None:
    """Each narrows by itself; the pages of a narrowed list are full."""
    own = [intent(f"own-{number}", filed_ns=NOON_NS + number) for number in range(4)]
    theirs = intent("theirs", party="hill-league", sharing=Sharing(full=("northland",)))
    far = intent("far", volumes=(volume(box(50.0, 20.0, 50.1, 20.1)),))
    late = intent("late", volumes=(volume(start_ns=NOON_NS + 9 * HOUR_NS, end_ns=NOON_NS + 10 * HOUR_NS),))
    do(store, add_all(*own, theirs, far, late, intent("own-0", version=2, state=IntentState.WITHDRAWN)))

    def found(limit: int = 100, **fields: Any) -> set[str]:  # noqa: ANN401 - any field
        narrowed = {name: fields.pop(name) for name in ("bounds_deg", "interval") if name in fields}

        def turn(after: str) -> object:
            selection = reading(limit=limit, after=after, **narrowed)
            return see(store, lambda records: records.intents.page(selection, **fields))

        return set(ids(walk(turn)))

    assert found(own=True) == {*ids(own), "far", "late"}
    assert found(state=IntentState.WITHDRAWN) == {"own-0"}
    assert found(bounds_deg=(49.0, 19.0, 51.0, 21.0)) == {"far"}
    assert found(limit=1, bounds_deg=(9.0, 19.0, 11.0, 21.0)) == {"own-1", "own-2", "own-3", "theirs", "late"}
    assert found(limit=1, interval=Interval(start_ns=NOON_NS + 8 * HOUR_NS)) == {"late"}


@pytest.mark.parametrize(
    "cursor", ["x", "1", "1:", ":1", "1:-1", "1:2:3", "9" * 60, "9223372036854775808:1", "\u0661:1"]
)
def test_a_cursor_of_nobodys_is_refused(cursor: str, store: Store) -> None:
    """It is an error of whoever sent it."""
    with pytest.raises(InputError):
        see(store, lambda records: records.intents.page(reading(after=cursor)))


def test_presence_without_an_end_holds_every_later_block(store: Store) -> None:
    """From the block in which it starts on; before that, nothing."""
    there = standing(start_ns=NOON_NS + 30 * 60 * NS_PER_S)
    do(store, lambda records: records.intents.add(there, (), (7,)))
    asked = [Slot(cell=7, block=NOON + step) for step in (-1, 0, 1, 500)] + [Slot(cell=8, block=NOON)]
    found = see(store, lambda records: records.intents.holders(asked))

    assert [holder.slot.block - NOON for holder in found] == [0, 1, 500]
    assert see(
        store,
        lambda records: records.intents.candidates(
            asking((10.0, 20.0, 10.0, 20.0), Interval(start_ns=LATEST_NS - 1, end_ns=LATEST_NS))
        ),
    )
    gone = standing(version=2, start_ns=there.start_ns, state=IntentState.ENDED)
    do(store, lambda records: records.intents.add(gone, ()))
    assert see(store, lambda records: records.intents.holders(asked)) == ()


def test_holders_are_told_once_for_each_party_and_sharing(store: Store) -> None:
    """However many intents; whether a name is shared in full or in a conflict makes no difference."""
    slot = Slot(cell=3, block=NOON)
    sharings = [
        Sharing(full=("dale", "hill-league")),
        Sharing(full=("hill-league",), conflict=("dale",)),
        Sharing(),
    ]

    def job(records: Records) -> None:
        for number, sharing in enumerate(sharings):
            records.intents.add(intent(f"intent-{number}", sharing=sharing), (slot, slot))
        records.intents.add(standing(party="dale", sharing=Sharing()), (), (3, 3))

    do(store, job)
    found = see(store, lambda records: records.intents.holders([slot, slot]))
    assert [(holder.party, holder.shared_with) for holder in found] == [
        ("dale", ()),
        ("northland", ()),
        ("northland", ("dale", "hill-league")),
    ]
    do(store, add_all(intent("intent-0", version=2, state=IntentState.WITHDRAWN)))
    assert see(store, lambda records: records.intents.holders([slot])) == found


_LONS = st.floats(-180.0, 179.0) | st.sampled_from([-180.0, 0.0, 10.0, 10.0000001, 179.0])
_LATS = st.floats(-90.0, 89.0) | st.sampled_from([-90.0, 0.0, 20.0, 20.0000001, 89.0])
_SIZES = st.sampled_from([1e-6, 1e-4, 0.5, 1.0])
_STARTS = st.sampled_from([EARLIEST_NS, 0, NOON_NS, NOON_NS + 1, NOON_NS + HOUR_NS, LATEST_NS - 2 * HOUR_NS])
_LENGTHS = st.sampled_from([1, NS_PER_S // 2, NS_PER_S, HOUR_NS, HOUR_NS + 1])
_BOXES = st.builds(lambda x, y, width, height: (x, y, x + width, y + height), _LONS, _LATS, _SIZES, _SIZES)
_TIMES = st.builds(lambda start, length: Interval(start_ns=start, end_ns=start + length), _STARTS, _LENGTHS)
_AREAS = _BOXES.map(lambda bounds: box(*bounds)) | st.builds(
    lambda x, y, radius: Circle(lon_deg=x, lat_deg=y, radius_m=radius), _LONS, _LATS, st.sampled_from([1.0, 20_000.0])
)
_VOLUMES = st.builds(lambda area, interval: Volume4D(area=area, band=AltitudeBand(), interval=interval), _AREAS, _TIMES)


_PARTIES = ("northland", "hill-league", "dale")
_NAMED = st.sets(st.sampled_from(_PARTIES)).map(tuple)
_SHARINGS = st.builds(lambda full, conflict: Sharing(full=full, conflict=conflict), _NAMED, _NAMED)


@st.composite
def _intents(draw: st.DrawFn, name: str) -> Intent:
    """Give an intent of some party, shared with some, or of a hidden kind."""
    party, volumes = draw(st.sampled_from(_PARTIES)), tuple(draw(st.lists(_VOLUMES, min_size=1, max_size=3)))
    if draw(st.integers(0, 4)) == 0:
        return intent(name, party=party, volumes=volumes, kind=("aid.delivery",), sharing=Sharing())
    return intent(name, party=party, volumes=volumes, sharing=draw(_SHARINGS))


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_candidates_are_what_meets_and_may_be_told(store: Store, data: st.DataObject) -> None:
    """Against looking at every volume; what comes without meeting lies within two seconds and two centimetres."""
    kept = [data.draw(_intents(f"intent-{number}")) for number in range(data.draw(st.integers(0, 5)))]
    questions = [data.draw(_intents("asking")) for _ in range(2)] + kept[:1]

    def job(records: Records) -> None:
        add_all(*kept)(records)
        for asked in questions:
            found = ids(records.intents.candidates(asked))
            assert set(found) >= _candidates(asked, kept, 0.0, 0)
            near = _candidates(asked, kept, 2e-7, 2 * NS_PER_S)
            far = any(_are_clamped(part.interval) for part in asked.volumes)
            assert set(found) <= (_candidates(asked, kept, 360.0, 2**63) if far else near)
            assert found == sorted(set(found))
        raise PutBackError

    with pytest.raises(PutBackError):
        do(store, job)


def _candidates(asked: Intent, kept: list[Intent], wider_deg: float, longer_ns: int) -> set[str]:
    return {
        other.id
        for other in kept
        if other.id != asked.id and is_mutual(asked, other)
        if any(_meet(mine, theirs, wider_deg, longer_ns) for mine in asked.volumes for theirs in other.volumes)
    }


def _meet(one: Volume4D, other: Volume4D, wider_deg: float, longer_ns: int) -> bool:
    west, south, east, north = other.area.bounds_deg
    wider = make_box(west - wider_deg, south - wider_deg, east + wider_deg, north + wider_deg)
    return (
        boxes_meet(one.area.bounds_deg, wider)
        and one.interval.start_ns < other.interval.end_ns + longer_ns
        and other.interval.start_ns < one.interval.end_ns + longer_ns
    )


def _are_clamped(interval: Interval) -> bool:
    """Say whether times lie so far off that all of them count as one."""
    return interval.start_ns < -(10**18) or interval.end_ns > 3_700_000_000 * NS_PER_S
