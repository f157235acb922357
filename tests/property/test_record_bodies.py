# SPDX-License-Identifier: Apache-2.0
"""Bodies of the record: what is written is read into the same noun, and written again in the same bytes."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept_things import act_statement, claim_statement, finding, intent, proposed_text, standing
from nouns import nouns
from truceline.app.ports import Acceptance, ProposedText, Statement, StatementKind
from truceline.app.record_bodies import (
    BODY_KINDS,
    FINDING_KIND,
    INTENT_KIND,
    STATEMENT_KIND,
    Erasure,
    Unshared,
    intent_recordable,
    sealed_content,
    unsealed,
)
from truceline.base.errors import RecordError
from truceline.base.fourvalue import Told
from truceline.base.instants import LATEST_NS, Interval
from truceline.findings.alleged import AllegedViolation, ContestedAct
from truceline.findings.conflict import CoarseConstraints, Conflict, Constraint, IntentRef, Slot
from truceline.findings.finding import BarredPlan, Finding, FindingKind, Probing
from truceline.findings.origin_counts import OriginCounts
from truceline.findings.ruling import Condition, ConditionFinding, Flip, RulingWord
from truceline.geo.circle import Circle
from truceline.geo.footprint import Footprint
from truceline.geo.volume import AltitudeBand, Datum, Volume4D
from truceline.picture.acts import Account, Act
from truceline.picture.claims import Claim
from truceline.picture.intents import Intent, IntentState, Sharing
from truceline.picture.reports import Report
from truceline.records.nouns import read_noun, write_noun

TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
NAMES = st.lists(TEXTS, max_size=3).map(tuple)
INSTANTS = st.integers(-2_000_000_000_000_000_000, 4_000_000_000_000_000_000)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
DEGREES = st.floats(-90, 90)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    """Make stretches of time, some without an end."""
    start = draw(INSTANTS)
    return Interval(start_ns=start, end_ns=draw(st.sampled_from([LATEST_NS, start + 1, start + 10**12])))


@st.composite
def bands(draw: st.DrawFn) -> AltitudeBand:
    """Make bands, some without limits."""
    if draw(st.booleans()):
        return AltitudeBand()
    lower, upper = sorted((draw(NUMBERS), draw(NUMBERS)))
    return AltitudeBand(lower_m=lower, upper_m=upper, datum=draw(st.none() | st.sampled_from(list(Datum))))


@st.composite
def areas(draw: st.DrawFn) -> Footprint | Circle:
    """Make circles and rectangles."""
    lon, lat = draw(st.floats(-170, 170)), draw(st.floats(-80, 80))
    if draw(st.booleans()):
        return Circle(lon_deg=lon, lat_deg=lat, radius_m=draw(st.floats(1, 900_000)))
    east, north = lon + draw(st.floats(0.001, 5)), lat + draw(st.floats(0.001, 5))
    return Footprint(polygons=((((lon, lat), (east, lat), (east, north), (lon, north), (lon, lat)),),))


@st.composite
def intents(draw: st.DrawFn) -> Intent:
    """Make versions of intents."""
    volume = Volume4D(area=draw(areas()), band=draw(bands()), interval=draw(intervals()))
    return Intent(
        id=draw(TEXTS),
        version=draw(st.integers(1, 10**9)),
        state=draw(st.sampled_from(list(IntentState))),
        party=draw(TEXTS),
        officer=draw(TEXTS),
        filed_ns=draw(INSTANTS),
        confirmed_ns=draw(INSTANTS),
        kind=("hold",),
        volumes=(volume,) * draw(st.integers(1, 3)),
        sharing=Sharing(full=draw(NAMES), conflict=draw(NAMES)),
        force=draw(TEXTS),
        facts=tuple(draw(st.lists(st.tuples(TEXTS, st.booleans()), max_size=2))),
        title=draw(TEXTS),
        exercise=draw(st.booleans()),
    )


STATEMENTS = st.builds(
    Statement,
    kind=st.sampled_from(list(StatementKind)),
    party=TEXTS,
    officer=TEXTS,
    at_ns=INSTANTS,
    noun=nouns(Claim) | nouns(Report) | nouns(Act),
    readers=NAMES,
    is_protected=st.booleans(),
    exercise=st.booleans(),
)
REFS = st.builds(IntentRef, id=TEXTS, version=st.integers(1, 99), party=TEXTS, kind=NAMES)
BOUNDS = st.tuples(DEGREES, DEGREES, DEGREES, DEGREES)
TOLD = st.builds(Told, for_it=st.frozensets(TEXTS, max_size=3), against_it=st.frozensets(TEXTS, max_size=3))
RAISED: dict[str, Any] = {
    "act": TEXTS,
    "event": TEXTS,
    "title": TEXTS,
    "agreement": TEXTS,
    "provision": TEXTS,
    "alleged_party": NAMES,
    "accounts": st.lists(nouns(Account), max_size=2).map(tuple),
    "conditions": st.lists(
        st.builds(ConditionFinding, condition=st.sampled_from(list(Condition)), told=TOLD, missing=NAMES), max_size=2
    ).map(tuple),
    "rests_on": NAMES,
    "claims": NAMES,
    "passage_status": TEXTS,
    "flips": st.lists(
        st.builds(Flip, dropped=TEXTS, kind=TEXTS, word=st.sampled_from(list(RulingWord))), max_size=2
    ).map(tuple),
    "exercise": st.booleans(),
    "origins": st.builds(OriginCounts, n_reports=st.integers(0, 9)),
}
DETAILS = st.one_of(
    st.builds(
        Conflict, intents=st.tuples(REFS, REFS), interval=intervals(), bounds_deg=BOUNDS, band=st.none() | bands()
    ),
    st.builds(
        CoarseConstraints,
        intent=st.none() | REFS,
        constraints=st.lists(
            st.builds(
                Constraint,
                slot=st.builds(Slot, cell=st.integers(0, 2**50), block=st.integers(0, 2**40)),
                bounds_deg=BOUNDS,
                interval=intervals(),
            ),
            max_size=2,
        ).map(tuple),
    ),
    st.builds(BarredPlan, intent=REFS, agreement=TEXTS, provision=TEXTS, passage_status=TEXTS),
    st.builds(
        Probing,
        party=TEXTS,
        officer=TEXTS,
        cells_asked=st.integers(0, 999),
        revisions=st.integers(0, 99),
        reason=TEXTS,
    ),
    st.builds(AllegedViolation, **RAISED),
    st.builds(ContestedAct, contested=st.sampled_from(list(Condition)), **RAISED),
)
FINDINGS = st.builds(
    Finding,
    id=TEXTS,
    kind=st.sampled_from(list(FindingKind)),
    at_ns=INSTANTS,
    about=st.just(()),
    readers=NAMES,
    detail=DETAILS,
    interval=intervals(),
    ruling=TEXTS,
    subjects=NAMES,
    bounds_deg=st.none() | BOUNDS,
    exercise=st.booleans(),
)
OTHERS = st.one_of(
    st.builds(
        ProposedText,
        agreement=TEXTS,
        digest=TEXTS,
        party=TEXTS,
        officer=TEXTS,
        at_ns=INSTANTS,
        document=TEXTS.map(str.encode),
        replaces=TEXTS,
    ),
    st.builds(Acceptance, agreement=TEXTS, digest=TEXTS, party=TEXTS, officer=TEXTS, at_ns=INSTANTS, words=TEXTS),
    st.builds(Unshared, id=TEXTS, version=st.integers(1, 9), party=TEXTS, at_ns=INSTANTS, parties=NAMES),
    st.builds(Erasure, what=TEXTS, id=TEXTS, party=TEXTS, officer=TEXTS, reason=TEXTS, at_ns=INSTANTS),
)
KIND_OF = {kind.noun: kind for kind in BODY_KINDS.values()}


@given(intents() | STATEMENTS | FINDINGS | OTHERS)
def test_a_noun_is_read_from_its_body_as_it_was(noun: object) -> None:
    """And the same noun gives the same bytes again: sorted keys, no spaces, legible JSON."""
    content = write_noun(KIND_OF[type(noun)], noun)
    read = read_noun(BODY_KINDS, content)
    assert read == noun
    assert write_noun(KIND_OF[type(noun)], read) == content
    assert msgspec.json.encode(msgspec.json.decode(content), order="sorted") == content


@given(st.binary(max_size=200), st.integers(0, 10_000), st.integers(0, 255))
def test_bytes_that_are_not_a_body_are_refused_or_are_its_one_form(start: bytes, place: int, changed: int) -> None:
    """Whatever is read is written again in the very bytes; all else is refused as a fault of the record."""
    whole = bytearray(write_noun(INTENT_KIND, intent()))
    whole[place % len(whole)] = changed
    for content in (start, bytes(whole)):
        try:
            noun = read_noun(BODY_KINDS, content)
        except RecordError:
            continue
        assert write_noun(KIND_OF[type(noun)], noun) == content


@pytest.mark.parametrize(
    ("stands", "changed"),
    [
        (b'"version":1', b'"version":1.0'),
        (b'"version":1', b'"version":true'),
        (b'"lower_m":100.0', b'"lower_m":100'),
        (b'"lower_m":100.0', b'"lower_m":1e2'),
        (b'"filed":"2065-01-24T05:20:00Z"', b'"filed":"2065-01-24T05:20:00.0Z"'),
        (b'"exercise":true,', b'"exercise":true,"force":"",'),
        (b'"exercise":true,', b'"exercise":true,"extra":1,'),
        (b"intent/1", b"intent/2"),
        (b'"is":"footprint"', b'"is":"circle"'),
        (b'"volumes":[', b'"volumes":[],"volumes":['),
        (b"{", b" {"),
    ],
)
def test_another_form_of_the_same_is_refused(stands: bytes, changed: bytes) -> None:
    """One noun has one body."""
    body = write_noun(INTENT_KIND, intent())
    assert stands in body
    with pytest.raises(RecordError):
        read_noun(BODY_KINDS, body.replace(stands, changed, 1))


def test_the_form_is_pinned() -> None:
    """What stands in logs must be read for decades: these bytes never change under the same kind."""
    assert write_noun(INTENT_KIND, standing()) == (
        b'{"confirmed":"2065-01-24T05:20:00Z","exercise":true,"filed":"2065-01-24T05:20:00Z","id":"standing-1",'
        b'"kind":["hold"],"officer":"officer-n1","party":"northland","record":"intent/1","sharing":{"conflict":["dale"],'
        b'"full":["hill-league"]},"state":"filed","title":"EXERCISE transport","version":1,"volumes":[{"area":'
        b'{"is":"footprint","polygons":[[[[10.0,20.0],[10.01,20.0],[10.01,20.01],[10.0,20.01],[10.0,20.0]]]]},'
        b'"band":{"datum":"amsl","lower_m":100.0,"upper_m":900.0},"interval":{"start":"2065-01-24T05:20:00Z"}}]}'
    )
    assert write_noun(STATEMENT_KIND, claim_statement()) == (
        b'{"at":"2065-01-24T05:20:00Z","exercise":true,"kind":"claim","noun":{"designation":{"authority":"northland",'
        b'"force":"hill-guard","listed":true,"source":{"party":"dale"}},"id":"claim-1","is":"claim"},'
        b'"officer":"officer-n1","party":"northland","record":"statement/1"}'
    )
    assert b'"band":{}' in write_noun(FINDING_KIND, finding())
    assert b'"document":"id: exercise-truce\\n"' in write_noun(KIND_OF[ProposedText], proposed_text())
    assert b'"facts":{"proportionate":true}' in write_noun(STATEMENT_KIND, act_statement())


def test_a_sealed_body_says_its_type_inside() -> None:
    """It is taken apart in one way alone."""
    thing = intent_recordable(intent(), "filed")
    content = sealed_content(thing.type, thing.body)
    assert unsealed(content) == ("intent.filed", thing.body)
    for wrong in (content + b" ", content.replace(b'"typ"', b'"type"'), b"[]", b'{"body":1,"typ":2}', b"{}"):
        with pytest.raises(RecordError):
            unsealed(wrong)
