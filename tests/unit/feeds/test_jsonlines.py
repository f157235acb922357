# SPDX-License-Identifier: Apache-2.0
"""Acts, claims and reports as JSON Lines."""

from dataclasses import replace
from pathlib import Path

import pytest

from event_rows import write
from exercise_acts import NOW_NS, SHOT, act, claim, lines
from exercise_library import exercise_library
from truceline.app.admit_act import AdmissionTerms
from truceline.base.limits import LINE_BYTES_MAX
from truceline.feeds.bytelines import ByteLines
from truceline.feeds.jsonlines import read_jsonlines
from truceline.picture.intake import Intake, Reason

CONTROL = {
    "place": {"area": ["XA01"]},
    "holder": ["hill-league"],
    "kind": "military",
    "source": {"ref": ["X1"], "party": "northland"},
}


def read(folder: Path, content: bytes) -> Intake:
    """Read a file of records."""
    terms = AdmissionTerms(library=exercise_library(), now_ns=NOW_NS, is_bulk=True)
    path = write(folder, content, "acts.jsonl")
    return read_jsonlines(ByteLines(path, "acts.jsonl"), terms, set(), lambda _count: None)


def test_acts_claims_and_reports_are_read(tmp_path: Path) -> None:
    """A report brings its acts; empty lines are no records."""
    inner = {key: value for key, value in act("shot-2").items() if key != "schema"}
    report = {
        "schema": "truceline/report/1",
        "id": "story-1",
        "source": {"ref": ["X1"], "origin": "River Wire"},
        "published": "2001-02-13",
        "acts": [inner],
    }
    intake = read(tmp_path, lines(act(), claim("c1", control=CONTROL)) + b"\n" + lines(report))

    assert [each.id for each in intake.acts] == ["shot-1", "shot-2"]
    assert [each.id for each in intake.claims] == ["c1"]
    assert [each.id for each in intake.reports] == ["story-1"]
    assert (intake.read, intake.rejections) == (3, ())


def test_unknown_kinds_and_versions_are_left_alone(tmp_path: Path) -> None:
    """What a later version writes is counted and not guessed at."""
    intake = read(tmp_path, lines({"schema": "truceline/act/2", "who": "x"}, {"schema": "other/thing/1"}, act()))

    assert intake.opaque == 2
    assert len(intake.acts) == 1
    assert intake.rejections == ()


def test_an_unknown_actor_is_let_in_and_counted(tmp_path: Path) -> None:
    """About somebody whom the library does not know nothing is told."""
    library = exercise_library()
    unmarked = replace(library, header=replace(library.header, id="exland", exercise=False))
    terms = AdmissionTerms(library=unmarked, now_ns=NOW_NS, is_bulk=True)
    path = write(tmp_path, lines(act(actor=["fog-front"], exercise=False)), "acts.jsonl")
    intake = read_jsonlines(ByteLines(path, "acts.jsonl"), terms, set(), lambda _count: None)

    assert len(intake.acts) == 1
    assert intake.unmapped == (("fog-front", 1),)


def test_every_unknown_name_shows_up_with_its_count(tmp_path: Path) -> None:
    """Actors, publications and zones that the library does not know are let in, but never silently."""
    library = exercise_library()
    unmarked = replace(library, header=replace(library.header, id="exland", exercise=False))
    terms = AdmissionTerms(library=unmarked, now_ns=NOW_NS, is_bulk=True)
    boundary = {"zone": "square-truce/nowhere", "place": CONTROL["place"], "inside": True, "source": {"ref": ["X9"]}}
    records = (
        act(not_actor=["fog-front"], exercise=False, source={"ref": ["X1", "X9"]}),
        act("shot-2", exercise=False, source={"ref": ["X8"], "party": "fog-front"}),
        claim("c1", control={**CONTROL, "holder": ["mist-guard"]}),
        claim("c2", boundary=boundary),
        claim("c3", designation={"force": "hill-league", "authority": "fog-court", "listed": True, "source": {}}),
    )
    path = write(tmp_path, lines(*records), "acts.jsonl")
    intake = read_jsonlines(ByteLines(path, "acts.jsonl"), terms, set(), lambda _count: None)

    assert intake.rejections == ()
    assert intake.unmapped == (("fog-court", 0), ("fog-front", 2), ("mist-guard", 0))
    assert intake.unmapped_publications == (("X8", 1), ("X9", 2))
    assert intake.unmapped_zones == (("square-truce/nowhere", 1),)


def test_an_invented_act_names_nobody_but_the_invented(tmp_path: Path) -> None:
    """In an exercise, somebody whom its library does not know might be real: R11."""
    intake = read(tmp_path, lines(act(actor=["fog-front"])))

    assert intake.acts == ()
    assert [each.reason for each in intake.rejections] == [Reason.RED_LINE]


BAD: tuple[tuple[bytes, Reason, str], ...] = (
    (b"not json\n", Reason.BAD_RECORD, "JSON"),
    (b'{"schema": "truceline/act/1", "id": NaN}\n', Reason.BAD_RECORD, "finite"),
    (b'{"id": "a", "id": "b"}\n', Reason.BAD_RECORD, "once"),
    (b"[1, 2]\n", Reason.BAD_RECORD, "schema"),
    (lines({"schema": "truceline/act/1", "id": "x"}), Reason.BAD_RECORD, "accounts"),
    (lines({**act(), "accounts": []}), Reason.BAD_RECORD, "accounts"),
    (lines({**act(), "mood": "calm"}), Reason.BAD_RECORD, "mood"),
    (lines({**act(), "id": "=1+1"}), Reason.BAD_RECORD, "id"),
    (lines(act(kind=["force.spell"])), Reason.BAD_RECORD, "kind"),
    (lines(act(until="2001-02-11T10:00:00+02:00")), Reason.BAD_RECORD, "until"),
    (lines(act(since="2001-02-12T10:00:00")), Reason.BAD_RECORD, "since"),
    (lines(act(place={"position": {"lon_deg": 200, "lat_deg": 1}})), Reason.BAD_RECORD, "lon_deg"),
    (lines(act(place={"area": ["XA01"], "country": "XA"})), Reason.BAD_RECORD, "place"),
    (lines(act(place={"area": ["ZZ99"]})), Reason.BAD_RECORD, "ZZ99"),
    (lines(act(place={"zone": "square-truce/nowhere"})), Reason.BAD_RECORD, "zone"),
    (lines(act(height={"lower_m": 9, "upper_m": 1, "datum": "amsl"})), Reason.BAD_RECORD, "lower_m"),
    (lines(claim("c1")), Reason.BAD_RECORD, "exactly one"),
    (lines(claim("c1", control={**CONTROL, "place": {"area": ["ZZ99"]}})), Reason.BAD_RECORD, "ZZ99"),
    (lines(claim("c1", control={**CONTROL, "since": "2001-02-09", "until": "2001-02-01"})), Reason.BAD_RECORD, "until"),
    (lines(claim("text", control=CONTROL)), Reason.BAD_RECORD, "text"),
    (lines(act(engagement="=1+1,x")), Reason.BAD_RECORD, "engagement"),
    (lines(act(engagement="ucdp:1")), Reason.BAD_RECORD, "ucdp:"),
    (lines(act("ucdp:1:a")), Reason.BAD_RECORD, "ucdp:"),
    (lines(act(since="0001-01-01")), Reason.BAD_RECORD, ""),
    (lines(act(since="1677-01-01T00:00:00Z")), Reason.BAD_RECORD, ""),
    (lines(act(title="@@")).replace(b"@@", b"\\udfff"), Reason.BAD_RECORD, "character"),
    (lines(act(place={"position": {"lon_deg": 20, "lat_deg": 10, "radius_m": 1e300}})), Reason.BAD_RECORD, "radius_m"),
    (lines(act(since=None)), Reason.RED_LINE, "R1"),
    (lines(act(until="2030-01-01")), Reason.RED_LINE, "R1"),
    (lines(act(stage="planned")), Reason.RED_LINE, "R1"),
    (lines(act(stage="planned", kind=["aid.passage"])), Reason.RED_LINE, "R1"),
    (lines(act(since="2030-01-01")), Reason.RED_LINE, "R1"),
    (lines(act(exercise=False)), Reason.RED_LINE, "R11"),
    (b'{"schema": "' + b"x" * (LINE_BYTES_MAX + 10) + b'"}\n', Reason.TOO_LONG, "bytes"),
    (b'{"schema": ' + b"[" * 2_000 + b"\n", Reason.BAD_RECORD, ""),
)


@pytest.mark.parametrize(
    ("line", "reason", "word"), BAD, ids=[f"{number}-{reason}" for number, (_, reason, _) in enumerate(BAD)]
)
def test_a_bad_line_is_set_aside_and_the_next_one_read(tmp_path: Path, line: bytes, reason: Reason, word: str) -> None:
    """The rejection names file, line and reason; nothing else is lost."""
    intake = read(tmp_path, lines(act("first")) + line + lines(act("last")))

    (rejection,) = intake.rejections
    assert (rejection.file, rejection.line, rejection.reason) == ("acts.jsonl", 2, reason)
    assert word in rejection.expected + rejection.got
    assert [each.id for each in intake.acts] == ["first", "last"]
    assert intake.read == 3


def test_an_id_counts_where_it_stands_first(tmp_path: Path) -> None:
    """A second act of one id is set aside; a claim may bear the same id as an act."""
    intake = read(tmp_path, lines(act("one"), act("one", first_act=False), claim("one", control=CONTROL)))

    assert [(each.line, each.reason) for each in intake.rejections] == [(2, Reason.DUPLICATE_ID)]
    assert len(intake.claims) == 1


def test_claims_cannot_carry_a_planned_act_in(tmp_path: Path) -> None:
    """A claim that adds an account of a time to come is refused as the act itself would be."""
    account = {"source": {"ref": ["X1"]}, "actor": ["northland-army"], "kind": ["force"], "since": "2030-01-01"}
    intake = read(tmp_path, lines(claim("c1", act={"act": "shot-1", "account": account})))

    assert [each.reason for each in intake.rejections] == [Reason.RED_LINE]


def test_any_account_to_come_keeps_the_act_out(tmp_path: Path) -> None:
    """Not the earliest account alone says whether an act is past."""
    told = act()
    later = {**SHOT, "since": "2030-01-01"}
    intake = read(tmp_path, lines({**told, "accounts": [SHOT, later]}))

    assert [each.reason for each in intake.rejections] == [Reason.RED_LINE]
