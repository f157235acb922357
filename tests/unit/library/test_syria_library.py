# SPDX-License-Identifier: Apache-2.0
"""The Syria library says what the public record says, in its own form: whole, sourced, dated in one place only.

Cases are numbered as in the list of tests that follow from the texts (docs/coverage.md names the rows).
"""

import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from truceline.agreement.bonds import BondState, bonds
from truceline.agreement.exercise import PACKAGED
from truceline.agreement.files import Coverage
from truceline.agreement.library import Library, load_library
from truceline.agreement.membership import designated
from truceline.agreement.provisions import Modality, PassageStatus, SelfDefence
from truceline.base.fourvalue import FourValue
from truceline.base.instants import Interval, parse_instant
from truceline.base.moments import Moment
from truceline.clauses.judging import ClauseTest, clause_test
from truceline.findings.ruling import Condition, Ruling, RulingWord
from truceline.picture.acts import Account, Act, Place
from truceline.picture.claims import BoundaryClaim, Claim, ControlClaim, ControlKind
from truceline.picture.sources import Source

FOLDER = PACKAGED / "syria-2015-2017"
AGREEMENTS = {
    "coh-2016", "stdproc-2016", "sep-2016", "mou-2015", "cf-dec-2016", "astana-2017",
    "ghouta-2017", "homs-n-2017", "sw-2017", "danang-2017", "tanf-55", "euphrates",
}  # fmt: skip
RULE_ROWS = {
    *(f"C{number}" for number in range(1, 7)),
    *(f"K{number}" for number in range(1, 9)),
    *(f"J{number}" for number in range(1, 4)),
    *(f"A{number}" for number in range(1, 6)),
    *(f"E{number}" for number in range(1, 4)),
    *("M1", "M2", "S1", "S2"),
}
VARIANTS = {f"X{number}" for number in range(1, 25)}
INCIDENTS_AT_LEAST = 15
WORDS_QUOTED_MAX = 60
"""Longest ``words`` of a source in the library: a quotation or paraphrase, never a text."""

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MONTHS = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
OTHER_DATES = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTHS}\b|\b{MONTHS}\s+\d{{1,2}}\b(?!\d)|\b\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}\b"
)
IMMODEST = re.compile(
    r"\b(?:violators?|enem(?:y|ies)|guilty|truth|regime|terrorists?|militias?|moderate)\b", re.IGNORECASE
)
QUOTING = re.compile(r"^\s*(?:words|says|title)\s*:|\bwords: |cease-fire regime|ceasefire regime")


@cache
def library() -> Library:
    """Give the shipped library, read once."""
    return load_library(FOLDER)


@cache
def judge() -> ClauseTest:
    """Give the clause test over the shipped library with its own claims only."""
    return clause_test(library())


def act(actor: str, against: str, place: Place, since: str, kind: str = "force.air") -> Act:
    """Write an act that a case of the list asks about; told as the first act, so that nobody need ask who began."""
    account = Account(
        source=Source(ref=("A14",)),
        actor=(actor,),
        against=(against,),
        kind=(kind,),
        place=place,
        since=Moment(since),
        first_act=True,
    )
    return Act(id="case", title="A case of the list", accounts=(account,))


def ruling(of: Act, agreement: str, provision: str, claims: tuple[Claim, ...] = ()) -> Ruling:
    """Say what one provision says of an act."""
    chosen = clause_test(library(), claims) if claims else judge()
    return next(each for each in chosen.rule(of) if (each.agreement, each.provision) == (agreement, provision))


def at(text: str) -> Interval:
    """Give the shortest stretch from an instant on."""
    start = parse_instant(text)
    return Interval(start_ns=start, end_ns=start + 1)


IDLIB = Place(area=("SY07",), name="Idlib province")


# -- What is there --------------------------------------------------------------------------------------------------


def test_it_loads_without_fault_and_holds_the_twelve_agreements() -> None:
    """All twelve, and no other."""
    assert {agreement.id for agreement in library().agreements} == AGREEMENTS


def test_every_rule_row_and_every_variant_is_covered_by_ids_that_exist_or_by_a_reason() -> None:
    """Every row leads to something that is there, and every rule row to a provision."""
    coverage = library().coverage
    assert coverage is not None
    assert set(coverage.rules) == RULE_ROWS
    assert set(coverage.variants) == VARIANTS
    known = known_ids(library())
    for row, entry in {**coverage.rules, **coverage.variants}.items():
        assert entry.ids or entry.reason, row
        assert not [each for each in entry.ids if each not in known], row
    assert not [row for row, entry in coverage.rules.items() if own_provisions(entry) == set()]


def known_ids(of: Library) -> set[str]:
    """Give everything that coverage may name."""
    found = {agreement.id for agreement in of.agreements}
    found |= {f"{agreement.id}/{each.id}" for agreement in of.agreements for each in agreement.provisions}
    named: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("variant", tuple(each.id for each in of.variants)),
        ("contact", tuple(each.id for each in of.contacts)),
        ("forecast", tuple(each.id for each in of.forecasts)),
        ("incident", tuple(each.id for each in of.incidents)),
        ("line", tuple(each.id for each in of.channels)),
        ("line", tuple(each.id for each in of.declarations)),
        ("line", tuple(each.id for each in of.uses)),
    )
    return found | {f"{kind}:{each}" for kind, ids in named for each in ids}


def own_provisions(entry: Coverage) -> set[str]:
    """Give the provisions among the ids of a rule row."""
    return {each for each in entry.ids if "/" in each}


def test_every_provision_stands_in_the_coverage() -> None:
    """No provision named after a rule row is left out of its row."""
    coverage = library().coverage
    assert coverage is not None
    named = {each for entry in coverage.rules.values() for each in entry.ids}
    own = {
        f"{agreement.id}/{provision.id}"
        for agreement in library().agreements
        for provision in agreement.provisions
        if provision.id[:2] in RULE_ROWS and not provision.id.startswith(("C0", "D"))
    }
    assert not own - named


def test_at_least_fifteen_incidents_each_told_by_somebody_and_each_with_what_is_not_known() -> None:
    """Nothing is told without a source, and nothing as if all of it were known."""
    incidents = library().incidents
    assert len(incidents) >= INCIDENTS_AT_LEAST
    for incident in incidents:
        assert incident.acts, incident.id
        assert incident.not_known, incident.id
        for each in incident.acts:
            assert each.accounts, each.id
            assert all(account.source.ref for account in each.accounts), each.id


def test_no_documented_incident_is_an_invented_one() -> None:
    """Red line R11: every account leads to a publication."""
    assert not [each.id for each in library().incidents if "EXERCISE" in f"{each.title} {each.summary}"]
    assert not [ref for ref in refs_of_incidents() if ref not in library().publications]


def refs_of_incidents() -> set[str]:
    """Give the publications that accounts of incidents rest on."""
    acts = [each for incident in library().incidents for each in incident.acts]
    return {ref for each in acts for account in each.accounts for ref in account.source.ref}


def test_a_passage_known_only_by_hearsay_is_marked_so() -> None:
    """What rests on publications that were not read is unverified."""
    unread = {each.id for each in library().publications.values() if each.read == "not_read"}
    for agreement in library().agreements:
        for provision in agreement.provisions:
            passage = provision.passage
            rests_on_unread = bool(passage.source.ref) and set(passage.source.ref) <= unread
            assert (not rests_on_unread) or passage.status is PassageStatus.UNVERIFIED, (agreement.id, provision.id)


def test_self_defence_stands_where_the_rows_have_it_and_nowhere_else() -> None:
    """The texts that name it are four provisions; a permission never has it."""
    from_text = {("coh-2016", "C1"), ("coh-2016", "C2"), ("sep-2016", "K1-groups"), ("sep-2016", "K1-government")}
    for agreement in library().agreements:
        for provision in agreement.provisions:
            is_text = provision.self_defence is SelfDefence.TEXT
            assert is_text is ((agreement.id, provision.id) in from_text), (agreement.id, provision.id)
            if provision.modality is not Modality.PROHIBITED:
                assert provision.self_defence is SelfDefence.NONE


# -- Dates and words ------------------------------------------------------------------------------------------------


def files(*suffixes: str) -> list[Path]:
    """Give the files of the library with one of some endings."""
    found = sorted(path for path in FOLDER.rglob("*") if path.suffix in suffixes)
    assert found
    return found


def test_dates_stand_in_yaml_only_and_never_in_a_name() -> None:
    """Neither GeoJSON, nor file names, nor ids hold a day."""
    for path in files(".geojson"):
        assert not DAY.search(path.read_text(encoding="utf-8")), path.name
    assert not [path for path in FOLDER.rglob("*") if DAY.search(path.relative_to(FOLDER).as_posix())]
    assert not [name for name in known_ids(library()) if DAY.search(name)]
    assert not [each.id for each in library().claims if DAY.search(each.id)]
    assert {path.suffix for path in FOLDER.rglob("*") if path.is_file()} == {".yaml", ".geojson"}


@pytest.mark.parametrize("path", files(".yaml"), ids=lambda path: path.stem)
def test_no_date_in_another_form(path: Path) -> None:
    """Prose writes days as YYYY-MM-DD too, so that a moved copy moves them."""
    found = [match[0] for match in OTHER_DATES.finditer(path.read_text(encoding="utf-8"))]
    assert not found


@pytest.mark.parametrize("written", ["4 June 2017", "June 4", "Nov. 10", "9th of July", "04.06.2017", "6/4/17"])
def test_another_form_would_be_seen(written: str) -> None:
    """The pattern of the test before finds what it is meant to find."""
    assert OTHER_DATES.search(f"ends on {written} at noon")


@pytest.mark.parametrize("path", files(".yaml", ".geojson"), ids=lambda path: path.stem)
def test_words_outside_quotations_are_modest(path: Path) -> None:
    """Words of one side stand in quotations only."""
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [line for line in lines if IMMODEST.search(line) and not QUOTING.search(line) and '"' not in line]
    assert not found


def test_quotations_are_short() -> None:
    """A quotation or paraphrase, never a text."""
    sources = [
        *(provision.passage.words for agreement in library().agreements for provision in agreement.provisions),
        *(claim.designation.source.words for claim in library().claims if claim.designation),
        *(
            account.source.words
            for incident in library().incidents
            for each in incident.acts
            for account in each.accounts
        ),
    ]
    assert max(len(words.split()) for words in sources) <= WORDS_QUOTED_MAX


# -- Who is bound ---------------------------------------------------------------------------------------------------


def test_nobody_is_bound_by_anothers_word() -> None:
    """Every record of consent or refusal is the party's own."""
    for agreement in library().agreements:
        for participant in agreement.participants:
            for record in participant.consent:
                assert record.source.party == participant.party, (agreement.id, participant.party)


@pytest.mark.parametrize(
    ("agreement", "party", "expected"),
    [
        ("astana-2017", "jaysh-idlib", BondState.BOUND),
        ("astana-2017", "syria-government", BondState.BOUND),
        ("astana-2017", "ahrar-al-sham", BondState.NOT_TOLD),
        ("astana-2017", "usa", BondState.TAKES_PART),
        ("cf-dec-2016", "ahrar-al-sham", BondState.REFUSED),
        ("cf-dec-2016", "thuwar-al-sham", BondState.NOT_TOLD),
        ("ghouta-2017", "rahman-legion", BondState.REFUSED),
        ("sw-2017", "syria-government", BondState.NOT_TOLD),
        ("tanf-55", "pro-government-forces", BondState.NOT_TOLD),
        ("coh-2016", "ypg", BondState.BOUND),
        ("coh-2016", "sdf", BondState.REFUSED),
    ],
)
def test_who_stood_how_in_august_of_the_last_year(agreement: str, party: str, expected: BondState) -> None:
    """Bound, refusing, or told by nobody, by own record."""
    instant = int(datetime(2017, 8, 1, tzinfo=UTC).timestamp()) * 10**9
    found = {bond.participant.party: bond.state for bond in bonds(library().get_agreement(agreement), instant)}
    assert found[party] is expected


@pytest.mark.parametrize(
    ("group", "when", "expected"),
    [
        ("nusra", "2016-03-01T00:00:00Z", FourValue.TRUE),
        ("isil", "2016-03-01T00:00:00Z", FourValue.TRUE),
        ("ahrar-al-sham", "2016-06-01T00:00:00Z", FourValue.FALSE),
        ("jaysh-idlib", "2017-05-06T00:00:00Z", FourValue.FALSE),
        ("shohadaa-al-yarmouk", "2017-07-01T00:00:00Z", FourValue.FALSE),
        ("shohadaa-al-yarmouk", "2017-08-01T00:00:00Z", FourValue.TRUE),
        ("syrian-armed-opposition", "2017-08-01T00:00:00Z", FourValue.NEITHER),
    ],
)
def test_the_list_of_the_security_council(group: str, when: str, expected: FourValue) -> None:
    """Named groups are on it or not; an umbrella of unknown members is neither."""
    assert designated(group, "unsc", library(), at(when)) is expected


def test_the_russian_list_was_not_read_whole() -> None:
    """A group that is missing from a list not read whole is told by nobody."""
    assert designated("jaysh-al-islam", "russia", library(), at("2017-05-06T00:00:00Z")) is FourValue.NEITHER


# -- Cases ----------------------------------------------------------------------------------------------------------


def control(holder: str, kind: ControlKind) -> Claim:
    """Claim who held Idlib province."""
    body = ControlClaim(place=IDLIB, holder=(holder,), kind=kind, source=Source(ref=("A14",)))
    return Claim(id="who-held", control=body)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [(ControlKind.MILITARY, RulingWord.EXEMPT), (ControlKind.MIXED, RulingWord.CONTESTED)],
)
def test_case_4_a_strike_on_nusra_needs_undisputed_control(kind: ControlKind, expected: RulingWord) -> None:
    """Exempt only where nobody disputes who holds the place; without a claim it stays open."""
    strike = act("syrian-air-force", "nusra", IDLIB, "2017-05-20T10:00:00+03:00")
    assert ruling(strike, "astana-2017", "A1", (control("nusra", kind),)).word is expected
    assert ruling(strike, "astana-2017", "A1").word is RulingWord.CANNOT_JUDGE


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        ("2017-05-06T00:30:00+03:00", RulingWord.PROHIBITED),
        ("2017-05-05T23:30:00+03:00", RulingWord.NOT_YET_APPLIED),
    ],
)
@pytest.mark.parametrize("group", ["jaysh-idlib", "sham-legion", "jaysh-al-nasr"])
def test_case_5_a_government_air_raid_on_a_joined_group(since: str, expected: RulingWord, group: str) -> None:
    """Midnight in Damascus divides signed from applied."""
    found = ruling(act("syrian-air-force", group, IDLIB, since), "astana-2017", "A1")
    assert found.word is expected
    assert found.passage_status is PassageStatus.TEXT


def test_case_5_a_group_whose_own_record_is_mixed_is_not_judged() -> None:
    """It did not sign, and later put its name to keeping the cease-fire."""
    raid = act("syrian-air-force", "ahrar-al-sham", IDLIB, "2017-05-06T00:30:00+03:00")
    assert ruling(raid, "astana-2017", "A1").word is RulingWord.CANNOT_JUDGE


def test_case_6_a_flight_of_the_united_states_is_not_bound_whatever_russia_says() -> None:
    """The assertion is on record and binds nobody."""
    strike = act("us-forces", "isil", Place(zone="astana-2017/north-homs"), "2017-05-10T10:00:00+03:00")
    assert ruling(strike, "astana-2017", "A1").word is RulingWord.NOT_BOUND
    assertions = library().get_agreement("astana-2017").assertions
    assert [each for each in assertions if (each.by, each.about) == ("russia", "usa")]


def test_case_11_a_group_that_refused_is_not_covered_by_the_deal_and_its_neighbour_is() -> None:
    """The same place and hour, two groups with two records."""
    place, since = Place(zone="ghouta-2017/ghouta"), "2017-07-22T15:00:00+03:00"
    refused = act("syrian-armed-forces", "rahman-legion", place, since)
    joined = act("syrian-armed-forces", "jaysh-al-islam", place, since)
    found = ruling(refused, "ghouta-2017", "G1")
    assert (found.word, found.decided_by) == (RulingWord.CLAUSE_SILENT, Condition.AGAINST)
    assert ruling(joined, "ghouta-2017", "G1").word is RulingWord.PROHIBITED
    assert not [each for each in judge().rule(refused) if each.word is RulingWord.PROHIBITED]


def test_certain_parts_of_a_province_are_neither_until_somebody_claims() -> None:
    """A claim about the boundary settles what the text leaves open."""
    place = Place(area=("SY0404",), name="Ar-Rastan")
    raid = act("syrian-air-force", "jaysh-al-izza", place, "2017-05-20T10:00:00+03:00")
    assert ruling(raid, "astana-2017", "A1").decided_by is Condition.PLACE
    inside = BoundaryClaim(zone="astana-2017/north-homs", place=place, inside=True, source=Source(ref=("A14",)))
    found = ruling(raid, "astana-2017", "A1", (Claim(id="inside", boundary=inside),))
    assert found.word is RulingWord.PROHIBITED


def test_the_coalition_alone_cannot_bind_the_forces_it_names_at_tanf() -> None:
    """Those it speaks of gave no record of their own."""
    entry = next(each for each in library().incidents if each.id == "column-near-tanf").acts[0]
    found = ruling(entry, "tanf-55", "E3")
    assert (found.word, found.decided_by) == (RulingWord.CANNOT_JUDGE, Condition.BOUND)


def test_two_accounts_of_one_flight_are_contested() -> None:
    """Each side's account of the river stands against the other's."""
    flight = next(each for each in library().incidents if each.id == "f-22-and-su-25").acts[0]
    found = ruling(flight, "euphrates", "E1")
    assert (found.word, found.decided_by) == (RulingWord.CONTESTED, Condition.PLACE)


def test_no_documented_act_is_called_prohibited_on_one_sides_word() -> None:
    """Every documented act lacks some side's account or some record."""
    acts = [each for incident in library().incidents for each in incident.acts]
    words = {each.word for of in acts for each in judge().rule(of)}
    assert RulingWord.PROHIBITED not in words
    assert {RulingWord.CONTESTED, RulingWord.CANNOT_JUDGE, RulingWord.NOT_BOUND} <= words
