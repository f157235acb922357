# SPDX-License-Identifier: Apache-2.0
"""Checks what was read of a library against itself: every name that is used exists, every rule of the format holds.

Rules:
    - Every fault has its file and line; a name that is nearly right gets a hint.
    - Nothing here depends on where in time a date lies, only on the order of dates: a library whose dates are all
      moved by the same time is as good as before.
    - What could not be read is not looked up, and nothing is told to be lacking that it may have held: its fault is
      already told. Everything around it is checked all the same.

Source:
    The docstrings of the nouns, which are the format's specification (docs/agreement-format.md).
"""

import dataclasses
import difflib
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TypeVar

from truceline.agreement.agreement import Agreement, Participant
from truceline.agreement.exercise import check_exercise
from truceline.agreement.files import Coverage, PartiesFile, PublicationsFile, VariantsFile
from truceline.agreement.names import Known, Names, names_of
from truceline.agreement.places import nearest_pcode
from truceline.agreement.provisions import Criterion, ExceptionClause, Modality, Provision, SelfDefence
from truceline.agreement.reading import FileRead, FilesRead, line_of
from truceline.agreement.references import (
    CHOICES,
    EXACTLY_ONE,
    IN_ORDER,
    KIND_CODES,
    POSITIVE,
    REFERENCES,
    ROLES,
    SELECTORS,
)
from truceline.agreement.standing import TEXT
from truceline.agreement.zones import Piece, StripPiece, Zone
from truceline.base.errors import Fault, FaultList
from truceline.base.limits import PASSAGE_WORDS_MAX, ZONES_MAX
from truceline.base.moments import Moment, UTCOffset
from truceline.picture.actors import ActorKind, Force
from truceline.picture.acts import Act, Height, Position
from truceline.picture.claims import ActClaim
from truceline.picture.kinds import KIND_BY_CODE, is_force
from truceline.picture.outlets import Outlet, fold_outlet
from truceline.records.document import Value
from truceline.records.reader import ID_FIELDS

T = TypeVar("T")
_QUANTITY = re.compile(r"[a-z][a-z0-9_]* > [0-9]+(\.[0-9]+)?", re.ASCII)
_SHAPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*#[A-Za-z0-9][A-Za-z0-9_-]*", re.ASCII)
_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", re.ASCII)
_LON_MAX_DEG, _LAT_MAX_DEG = 180.0, 90.0


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One noun of a file, with the values it was read from.

    Attributes:
        thing: The noun.
        value: Its values with their lines.
        where: Path inside the document.
        file: The file.
        agreement: The agreement it stands in, if it does.
        names: Every id of the library.
        faults: Where faults go.
        holes: Paths of the fields that could not be read, and of everything round them.
        is_id_lost: Whether an id of this file may be among them.
    """

    thing: object
    value: Value
    where: str
    file: str
    agreement: Agreement | None
    names: Names
    faults: FaultList
    holes: frozenset[str] = frozenset()
    is_id_lost: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the noun is broken, so that what it lacks is surely lacking.

        Much that an agreement must have a template need not; where that is not known, no such rule is asked.
        """
        return self.holes.isdisjoint((self.where, "template_of"))

    def note(self, field: str, expected: str, got: str) -> None:
        """Add a fault of one field; of the whole noun when the field is empty."""
        line = line_of(self.value, field) if field else self.value.line
        where = ".".join(part for part in (self.where, field) if part) or "document"
        self.faults.add(Fault(file=self.file, line=line, where=where, expected=expected, got=got))

    def texts(self, field: str) -> tuple[str, ...]:
        """Give a field's texts: of a text, a list of texts, or a mapping to texts; without what is left out."""
        found = getattr(self.thing, field)
        if isinstance(found, str):
            return (found,) if found else ()
        found = found.values() if isinstance(found, dict) else found
        return tuple(text for text in found or () if text or self.is_whole)


def check_files(files: FilesRead) -> None:
    """Check everything that was read, adding to its faults."""
    names = names_of(files)
    for file in files.single.values():
        _check_file(file, names, files.faults)
    for agreement in (*files.agreements, *files.templates):
        _check_file(agreement, names, files.faults)
    _check_places(files)
    _check_zone_count(files)
    check_exercise(files)


def _check_zone_count(files: FilesRead) -> None:
    count = 0
    for file in files.agreements:
        count += len(file.noun.zones)
        if count > ZONES_MAX:
            line, expected = line_of(file.root, "zones"), f"at most {ZONES_MAX} zones in all agreements of a library"
            files.faults.add(
                Fault(file=str(file.path), line=line, where="zones", expected=expected, got=f"{count} so far")
            )
            return


def _check_file(file: FileRead[T], names: Names, faults: FaultList) -> None:
    start = Visit(
        thing=file.noun,
        value=file.root,
        where="",
        file=str(file.path),
        agreement=file.noun if isinstance(file.noun, Agreement) else None,
        names=names,
        faults=faults,
        holes=file.holes,
        is_id_lost=file.is_id_lost,
    )
    for visit in walk(start):
        check_visit(visit)


def walk(visit: Visit) -> Iterator[Visit]:
    """Visit a noun and every noun in it, in the order of the document."""
    yield visit
    content = visit.value.content
    if not isinstance(content, dict) or not dataclasses.is_dataclass(visit.thing):
        return
    for field in dataclasses.fields(visit.thing):
        if field.name in content:
            where = f"{visit.where}.{field.name}" if visit.where else field.name
            yield from _walk_into(visit, getattr(visit.thing, field.name), content[field.name], where)


def _walk_into(visit: Visit, thing: object, value: Value, where: str) -> Iterator[Visit]:
    content = value.content
    if isinstance(thing, Moment | UTCOffset):
        return
    if dataclasses.is_dataclass(thing):
        yield from walk(dataclasses.replace(visit, thing=thing, value=value, where=where))
    elif isinstance(thing, tuple) and isinstance(content, tuple):
        for number, (one, its_value) in enumerate(zip(thing, content, strict=True)):
            yield from _walk_into(visit, one, its_value, f"{where}[{number}]")
    elif isinstance(thing, dict) and isinstance(content, dict):
        for key, one in thing.items():
            yield from _walk_into(visit, one, content[key], f"{where}.{key}")


def check_visit(visit: Visit) -> None:
    """Check one noun by the tables and, unless something in it is broken, by the rules of its own."""
    kind = type(visit.thing)
    _check_words(visit, kind)
    if not visit.is_whole:
        return
    if kind in EXACTLY_ONE:
        _check_exactly_one(visit, EXACTLY_ONE[kind])
    for pair in IN_ORDER.get(kind, ()):
        _check_order(visit, *pair)
    for field in POSITIVE.get(kind, ()):
        if not getattr(visit.thing, field) > 0:
            visit.note(field, "a number above 0", str(getattr(visit.thing, field)))
    _check_own_rules(visit)


def _check_words(visit: Visit, kind: type) -> None:
    """Check every name and code as it stands, whatever else of the noun is broken."""
    for points in REFERENCES.get(kind, ()):
        known: Known = getattr(visit.names, points.at)
        texts = visit.texts(points.field)
        if points.at == "pcodes":
            texts = tuple(text for text in texts if not nearest_pcode(text, known or ()))
        _check_known(visit, points.field, known, points.what, texts)
    for field, words in CHOICES.get(kind, ()):
        _check_known(visit, field, frozenset(words), f"one of {', '.join(words)}")
    for field in SELECTORS.get(kind, ()):
        _check_selectors(visit, field)
    for field in KIND_CODES.get(kind, ()):
        _check_known(visit, field, frozenset(KIND_BY_CODE), "a code of docs/act-kinds.md")
    _check_ids(visit)
    match visit.thing:
        case Provision() if not visit.is_id_lost:
            _check_known(visit, "zones", _zones_of(visit), "the id of a zone of this agreement")
        case Criterion(zone=zone) if zone and visit.agreement is not None and not visit.is_id_lost:
            _check_known(visit, "zone", _zones_of(visit), "the id of a zone of this agreement")
        case ActClaim(act=act) if act:
            _check_known(visit, "act", visit.names.acts, "the id of an act or engagement of incidents.yaml", (act,))
        case _:
            pass


def _zones_of(visit: Visit) -> frozenset[str]:
    assert visit.agreement is not None
    return frozenset(zone.id for zone in visit.agreement.zones)


def _check_ids(visit: Visit) -> None:
    """Check every id as it is: it stands in tables, file names and sentences, and never for the text itself."""
    for field in ID_FIELDS:
        told = getattr(visit.thing, field, None)
        if not isinstance(told, str) or (not told and (field != "id" or not visit.is_whole)):
            continue
        if not _SLUG.fullmatch(told):
            visit.note(field, "letters, digits, - _ and ., at most 100, the first a letter or digit", f"{told!r:.80}")
        elif told == TEXT:
            visit.note(field, f"another id than {TEXT!r}, which stands for the document itself", repr(told))


def _check_own_rules(visit: Visit) -> None:  # noqa: C901, PLR0912 - a table of nouns reads best in one place
    match visit.thing:
        case Agreement() as agreement:
            _check_agreement(visit, agreement)
        case PublicationsFile(outlets=outlets):
            _check_outlets(visit, outlets)
        case Participant() as participant:
            _check_participant(visit, participant)
        case Provision() as provision:
            _check_provision(visit, provision)
        case ExceptionClause(tests=()):
            visit.note("tests", "at least one test", "none: it would exempt everything")
        case Criterion() as criterion:
            _check_criterion(visit, criterion)
        case Zone() as zone:
            _check_zone(visit, zone)
        case Piece(shape=shape) if shape:
            _check_shape(visit, shape)
        case StripPiece() as strip:
            _check_strip(visit, strip)
        case Height(lower_m=lower_m, upper_m=upper_m) if not lower_m < upper_m:
            visit.note("upper_m", f"more than lower_m ({lower_m:g})", f"{upper_m:g}")
        case Position() as position:
            _check_position(visit, position)
        case Force(members=members, kind=kind) if members and kind is not ActorKind.UMBRELLA:
            visit.note("members", "members only of an umbrella", kind)
        case Act(accounts=()):
            visit.note("accounts", "at least one account", "none")
        case Coverage(ids=(), reason=""):
            visit.note("ids", "ids, or a reason why there are none", "neither")
        case PartiesFile() as people:
            _check_people(visit, people)
        case VariantsFile(variants=variants):
            for number, variant in enumerate(variants):
                if len(variant.versions) < 2:  # noqa: PLR2004 - a variant differs from something
                    visit.note("variants", "at least two versions of each", f"one in variants[{number}]")
        case _:
            pass
    _check_unique(visit)


def _check_known(visit: Visit, field: str, known: Known, what: str, texts: tuple[str, ...] | None = None) -> None:
    if known is None:
        return
    for text in visit.texts(field) if texts is None else texts:
        if text not in known:
            visit.note(field, what, repr(text) + _hint(text, known))


def _hint(text: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(text, sorted(known), n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def _check_selectors(visit: Visit, field: str) -> None:
    roles = frozenset(each.role for each in visit.agreement.participants) if visit.agreement else frozenset(ROLES)
    if visit.agreement and (visit.agreement.open_to or visit.agreement.template_of):
        roles |= frozenset(ROLES)
    for text in visit.texts(field):
        prefix, _, rest = text.partition(":")
        if prefix == "role" and rest and _is_role_lost(visit):
            continue
        if prefix == "role" and rest:
            expected = f"role: with a role that somebody has here ({', '.join(sorted(roles)) or 'none'})"
            _check_known(visit, field, roles, expected, (rest,))
        elif prefix == "kind" and rest:
            _check_known(visit, field, frozenset(ActorKind), f"kind: with one of {', '.join(ActorKind)}", (rest,))
        else:
            what = "the id of a party or force, role:ROLE or kind:KIND"
            _check_known(visit, field, visit.names.actors, what, (text,))


def _is_role_lost(visit: Visit) -> bool:
    """Say whether a role may be among what could not be read of the agreement."""
    return not visit.holes.isdisjoint(("participants", "open_to", "template_of"))


def _check_exactly_one(visit: Visit, fields: tuple[str, ...]) -> None:
    given = [field for field in fields if getattr(visit.thing, field) not in ("", (), None)]
    if len(given) != 1:
        visit.note("", f"exactly one of {', '.join(fields)}", " and ".join(given) or "none")


def _check_order(visit: Visit, first: str, second: str) -> None:
    early, late = getattr(visit.thing, first), getattr(visit.thing, second)
    if not isinstance(early, Moment) or not isinstance(late, Moment):
        return
    # Days without an hour are compared as days, so that no offset decides.
    size = 10
    if (early.text[:size] > late.text[:size]) if early.is_day or late.is_day else _start(early) > _start(late):
        visit.note(second, f"not before {first} ({early.text})", late.text)


def _start(moment: Moment) -> int:
    return moment.start_ns(UTCOffset("+00:00").delta)


def _check_agreement(visit: Visit, agreement: Agreement) -> None:
    offset = agreement.utc_offset.delta
    dated = [(name, getattr(agreement, name)) for name in ("signed", "in_force", "applied")]
    given = [(name, key_date) for name, key_date in dated if key_date is not None]
    for (first, early), (second, late) in pairwise(given):
        if late.on.end_ns(offset) < early.on.start_ns(offset):
            visit.note(second, f"not before {first} ({early.on.text})", late.on.text)
    versions = [(zone.id, zone.version) for zone in agreement.zones]
    for number, version in enumerate(versions):
        if version in versions[:number]:
            visit.note("zones", "every version of a zone once", f"{version[0]} version {version[1]} twice")


def _check_outlets(visit: Visit, outlets: tuple[Outlet, ...]) -> None:
    """Let every name of an outlet stand for one outlet, and no outlet take from itself."""
    owners: dict[str, str] = {}
    for number, outlet in enumerate(outlets):
        for name in (outlet.name, *outlet.spellings):
            owner = owners.setdefault(fold_outlet(name), outlet.id)
            if owner != outlet.id:
                visit.note("outlets", "every name for one outlet", f"{name!r} in outlets[{number}], as of {owner}")
        if any(taking.outlet == outlet.id for taking in outlet.takes):
            visit.note("outlets", "takes from another outlet", f"from itself in outlets[{number}]")


def _check_participant(visit: Visit, participant: Participant) -> None:
    for number, consent in enumerate(participant.consent):
        if consent.source.party != participant.party:
            expected = f"the own record of {participant.party} (source.party); what others say is an assertion"
            visit.note("consent", expected, f"{consent.source.party or 'no party'!r} in consent[{number}]")
    own = [consent.on.text[:10] for consent in participant.consent]
    if own != sorted(own):
        visit.note("consent", "records in order of time", ", ".join(own))


def _check_provision(visit: Visit, provision: Provision) -> None:
    agreement = visit.agreement
    assert agreement is not None
    words = len(provision.passage.words.split())
    if words > PASSAGE_WORDS_MAX:
        visit.note("passage", f"at most {PASSAGE_WORDS_MAX} words in the passage of a clause", f"{words} words")
    ideas = {zone.id for zone in agreement.zones if zone.status == "idea"}
    for zone in () if agreement.template_of else ideas.intersection(provision.zones):
        visit.note("zones", "a zone that is more than an idea", repr(zone))
    is_required = provision.modality is Modality.REQUIRED
    if is_required is not (provision.duty is not None):
        expected = "a duty, for what is required" if is_required else "no duty, for nothing is required"
        visit.note("duty", expected, "none" if is_required else "one")
    is_barred = provision.modality is Modality.PROHIBITED and any(is_force(code) for code in provision.kinds)
    if is_barred and provision.self_defence is SelfDefence.NONE:
        given = visit.value.content
        is_said = isinstance(given, dict) and "self_defence" in given
        expected = "text or inherent, said outright where force is prohibited (a silent text is read with inherent)"
        visit.note("self_defence", expected, "'none'" if is_said else "nothing")
    if not provision.kinds:
        visit.note("kinds", "at least one kind of act", "none")
    if not provision.bound and not agreement.template_of:
        visit.note("bound", "at least one selector", "none")


def _check_criterion(visit: Visit, criterion: Criterion) -> None:
    if criterion.quantity_over and not _QUANTITY.fullmatch(criterion.quantity_over):
        visit.note("quantity_over", "name > number, such as armed_persons > 20", repr(criterion.quantity_over))


def _check_zone(visit: Visit, zone: Zone) -> None:
    is_template = visit.agreement is not None and bool(visit.agreement.template_of)
    if not zone.pieces and not is_template:
        visit.note("pieces", "at least one piece", "none")
    if zone.error_band_m < 0:
        visit.note("error_band_m", "0 m or more", f"{zone.error_band_m:g}")
    if zone.version < 1:
        visit.note("version", "1 or more", str(zone.version))


def _check_shape(visit: Visit, shape: str) -> None:
    if not _SHAPE.fullmatch(shape):
        visit.note("shape", "FILE#ID of a feature in zones/FILE.geojson, without folders", repr(shape))
    else:
        _check_known(visit, "shape", visit.names.shapes, "FILE#ID of a feature in zones/FILE.geojson")


def _check_strip(visit: Visit, strip: StripPiece) -> None:
    if strip.from_m < 0:
        visit.note("from_m", "0 m or more", f"{strip.from_m:g}")
    if strip.depth_m is not None and strip.depth_m <= strip.from_m:
        visit.note("depth_m", f"more than from_m ({strip.from_m:g})", f"{strip.depth_m:g}")
    if strip.segments and strip.from_m:
        visit.note("segments", "no segments beside from_m", f"both, from_m {strip.from_m:g}")
    for number, segment in enumerate(strip.segments):
        if not 0 <= segment.first_vertex < segment.last_vertex:
            got = f"{segment.first_vertex} to {segment.last_vertex} in segments[{number}]"
            visit.note("segments", "a first vertex before the last one, counted from 0", got)


def _check_position(visit: Visit, position: Position) -> None:
    if abs(position.lon_deg) > _LON_MAX_DEG:
        visit.note("lon_deg", "-180 to 180", f"{position.lon_deg:g}")
    if abs(position.lat_deg) > _LAT_MAX_DEG:
        visit.note("lat_deg", "-90 to 90", f"{position.lat_deg:g}")
    if position.radius_m < 0:
        visit.note("radius_m", "0 m or more", f"{position.radius_m:g}")


def _check_people(visit: Visit, people: PartiesFile) -> None:
    parties = {party.id for party in people.parties}
    for number, force in enumerate(people.forces):
        is_own_party = force.party == force.id and force.kind is ActorKind.ARMED_GROUP
        if force.id in parties and not is_own_party:
            expected = "an id that is no party's, unless the group is its own party"
            visit.note("forces", expected, f"{force.id!r} in forces[{number}]")


def _check_unique(visit: Visit) -> None:
    """Check that every list of things with an id holds each id once; zones may have several versions."""
    assert dataclasses.is_dataclass(visit.thing)
    for field in dataclasses.fields(visit.thing):
        found = getattr(visit.thing, field.name)
        if not isinstance(found, tuple) or not found or isinstance(found[0], Zone):
            continue
        ids = [getattr(one, "id", getattr(one, "authority", "")) for one in found]
        for number, one in enumerate(ids):
            if one and one in ids[:number]:
                visit.note(field.name, "every id once", f"{one!r} twice, again in {field.name}[{number}]")


def _check_places(files: FilesRead) -> None:
    known = frozenset(files.places["area"]) | frozenset(files.places["country"]) | files.faulty_places
    if "places" in files.broken:
        return
    for kind in files.places.values():
        for place in kind.values():
            if place.parent and place.parent not in known:
                got = repr(place.parent) + _hint(place.parent, known)
                expected, where = "the id of an area or country in places", f"{place.id}.parent"
                files.faults.add(Fault(file=place.file, line=place.file_line, where=where, expected=expected, got=got))
