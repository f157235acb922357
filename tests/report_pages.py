# SPDX-License-Identifier: Apache-2.0
"""Pages to test the report on: an exercise with hostile names in every place, and the documented incidents."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from press_texts import REPORT, made_text, made_words, press_text
from truceline.agreement.library import DEFAULT_LIBRARY, find_library, load_library
from truceline.app.assess_events import Request, assess_events, library_intake
from truceline.base.instants import parse_instant
from truceline.base.moments import Moment
from truceline.corroboration.press_text import PressText
from truceline.corroboration.text_intake import TextIntake
from truceline.picture.acts import Account, Act, Place, Position
from truceline.picture.intake import Event, Intake, Reason, Rejection
from truceline.picture.sources import Source
from truceline.report.material import ReportMaterial, material_of

NOW_NS = parse_instant("2040-01-01T00:00:00Z")
EXERCISE = Path(__file__).resolve().parent / "libraries" / "exercise"
SCRIPT = '<script>alert("x")</script><img src=x onerror=alert(1)>'
TURNED = "gpj.\u202eexe\u2066\x07"
LONG = "Z" * 10_000
_EVENTS = 60
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)


@cache
def exercise_material(*, is_hostile: bool = False) -> ReportMaterial:
    """Assess the exercise library's incidents and a stretch of invented events.

    Args:
        is_hostile: Whether names of the input try to break the page.

    Returns:
        The material of a page.
    """
    library = load_library(EXERCISE)
    library = replace(library, header=replace(library.header, id="exercise-bay"))
    names = (SCRIPT, TURNED, LONG) if is_hostile else ("Northmarsh Wire", "Quay Herald", "Harbour Office")
    intakes = (library_intake(library, NOW_NS), _events(names))
    request = Request(
        library=library,
        intakes=intakes,
        rule=library.counting.rules[0] if library.counting else None,
        since="",
        until="",
        version="0.0.0",
        now_ns=NOW_NS,
    )
    return material_of(assess_events(request, lambda _stage: None), library)


@cache
def incidents_material() -> ReportMaterial:
    """Assess the documented incidents of the packaged library."""
    library = load_library(find_library(DEFAULT_LIBRARY))
    request = Request(
        library=library,
        intakes=(library_intake(library, NOW_NS),),
        rule=library.counting.rules[0] if library.counting else None,
        since="",
        until="",
        version="0.0.0",
        now_ns=NOW_NS,
    )
    return material_of(assess_events(request, lambda _stage: None), library)


@cache
def measured_material() -> ReportMaterial:
    """Assess invented events that fall inside an invented truce's own area, with texts and a second counting rule.

    The truce of the exercise is read without its rule for the whole bay, so that it has an elsewhere.
    """
    library = load_library(EXERCISE)
    truce, *others = library.agreements
    quay = replace(truce, provisions=tuple(each for each in truce.provisions if "bay" not in each.zones))
    header = replace(library.header, id="exercise-bay")
    library = replace(library, header=header, agreements=(quay, *others))
    rule = library.counting.rules[0] if library.counting else None
    assert rule is not None
    request = Request(
        library=library,
        intakes=(library_intake(library, NOW_NS), _falling_events()),
        rule=rule,
        other_rules=(replace(rule, id="two-outlets", title="Events that two outlets report", min_outlets=2),),
        since="",
        until="",
        version="0.0.0",
        now_ns=NOW_NS,
        texts=TextIntake(read=3, texts=_copies()),
    )
    return material_of(assess_events(request, lambda _stage: None), library)


def _falling_events() -> Intake:
    """Make a hundred and fifty days of events: inside fewer from the truce on, elsewhere as many as before."""
    first, truce = date(2030, 12, 1), date(2031, 3, 5)
    told: list[tuple[date, str, int]] = []
    for number in range(150):
        day = first + timedelta(days=number)
        told += [(day, "XA01", each) for each in range(2 + number % 3 if day < truce else number % 7 == 0)]
        told += [(day, "XA02", each) for each in range(1 + number % 2)]
    names = [f"ged:{day}:{area}:{each}" for day, area, each in told]
    return Intake(
        name="falling.csv",
        form="ucdp_ged",
        sha256="cd" * 32,
        read=len(told),
        events=tuple(
            _event_in(
                name, day, area, ("Quay Herald", "Tide Post") if each == 1 and area == "XA02" else ("Quay Herald",)
            )
            for name, (day, area, each) in zip(names, told, strict=True)
        ),
        acts=tuple(
            replace(_act(0, str(day), "Quay Herald"), id=f"{name}:a")
            for name, (day, *_) in zip(names, told, strict=True)
        ),
    )


def _event_in(name: str, day: date, area: str, outlets: tuple[str, ...]) -> Event:
    return Event(
        id=name,
        acts=(f"{name}:a",),
        sides=("Amber army", "Coastal insurgents"),
        dyad="Amber army - Coastal insurgents",
        first_day=str(day),
        last_day=str(day),
        day_precision=1,
        place_precision=1,
        outlets=outlets,
        mentions=outlets,
        areas=(area,),
    )


def _copies() -> tuple[PressText, ...]:
    """Make a report, a copy of it that tells another day and number, and a text of its own."""
    changed = tuple(part.replace("on Monday evening", "yesterday").replace("four", "three") for part in REPORT)
    own = made_text(["EXERCISE", *made_words(90, 5)], "own.txt")
    return press_text(*REPORT, name="first.txt"), press_text(*changed, name="second.txt"), own


def _events(names: tuple[str, ...]) -> Intake:
    events, acts = [], []
    for number in range(_EVENTS):
        day = f"2031-03-{number % 28 + 1:02d}"
        outlet = names[number % len(names)]
        acts.append(_act(number, day, outlet))
        events.append(
            Event(
                id=f"ged:{number}",
                acts=(f"ged:{number}:a",),
                sides=("Amber army", outlet),
                dyad=f"Amber army - {outlet}",
                first_day=day,
                last_day=day,
                day_precision=1,
                place_precision=1,
                outlets=(outlet,),
                mentions=(outlet,),
            )
        )
    rejection = Rejection(file=names[0], line=7, reason=Reason.BAD_DAY, expected="a day", got=names[1])
    return Intake(
        name=f"private-folder/{names[0]}",
        form="ucdp_ged",
        sha256="ab" * 32,
        read=_EVENTS + 1,
        events=tuple(events),
        acts=tuple(acts),
        rejections=(rejection,),
        unmapped=tuple((name, 20) for name in names),
        kept_columns=names,
    )


def _act(number: int, day: str, outlet: str) -> Act:
    account = Account(
        source=Source(ref=("N1",), origin=outlet),
        actor=("amber-army",),
        kind=("force",),
        against=("pine-group",),
        place=Place(position=Position(lon_deg=-139.9 + 0.03 * number, lat_deg=-28.5, radius_m=2000.0), name=outlet),
        since=Moment(day),
    )
    return Act(id=f"ged:{number}:a", accounts=(account,), title=outlet, exercise=True)


@dataclass
class ParsedPage(HTMLParser):
    """What stands on a page: its elements with their attributes, and the text outside quotations.

    Attributes:
        elements: Names and attributes, in order.
        ids: Every id, in order.
        own_words: Text outside quotations, titles of works, styles and the head.
        unclosed: Elements that were closed in another order than they were opened.
    """

    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    own_words: list[str] = field(default_factory=list)
    unclosed: list[str] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin to parse."""
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append((tag, attributes))
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that closes itself, as those of drawings do."""
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Check that the element closed is the one opened last."""
        if tag == "p" and self._open[-1:] != ["p"]:
            return
        if self._open and self._open[-1] == tag:
            self._open.pop()
        else:
            self.unclosed.append(tag)

    def handle_data(self, data: str) -> None:
        """Keep our own words."""
        if not {"q", "cite", "style", "title"} & set(self._open):
            self.own_words.append(data)

    def named(self, tag: str) -> list[dict[str, str]]:
        """Give the attributes of every element of one name."""
        return [attributes for name, attributes in self.elements if name == tag]


def parse_page(page: str) -> ParsedPage:
    """Parse a page."""
    parsed = ParsedPage()
    parsed.feed(page)
    parsed.close()
    return parsed
