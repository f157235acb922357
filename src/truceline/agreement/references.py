# SPDX-License-Identifier: Apache-2.0
"""What the fields of a library's nouns may point at, as tables: which field names what, and which words it may use.

``checks`` walks every noun of every file with these tables; a new noun needs lines here and no code.

Source:
    The docstrings of the nouns, which are the format's specification.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from truceline.agreement.agreement import Agreement, Assertion, Participant
from truceline.agreement.counting_rule import CountingRule
from truceline.agreement.files import (
    ActorName,
    CountingFile,
    Coverage,
    LibraryFile,
    Position,
    Track,
    Variant,
)
from truceline.agreement.life import (
    Clock,
    ClockReading,
    ClockReset,
    Gate,
    GateEvent,
    LifeEvent,
    Renewal,
    Step,
    Term,
    TermReading,
)
from truceline.agreement.provisions import Criterion, Duty, Provision, Window
from truceline.agreement.zones import CirclePiece, Piece, StripPiece, Zone
from truceline.picture.actors import Alias, Backing, Designation, Force
from truceline.picture.acts import Account, Height, Incident, Place
from truceline.picture.claims import BoundaryClaim, Claim, ControlClaim, DesignationClaim
from truceline.picture.contacts import Channel, Contact, Declaration, Forecast, LineUse
from truceline.picture.outlets import Outlet, Taking
from truceline.picture.sources import Publication, Source

ROLES = (
    "party",
    "joined",
    "guarantor",
    "co_chair",
    "side",
    "monitor",
    "observer",
    "host",
    "mediator",
    "sponsor",
    "stakeholder",
    "non_party",
    "excluded",
)
ZONE_KINDS = (
    "de_escalation_area",
    "deconfliction_circle",
    "line",
    "strip",
    "buffer",
    "road",
    "checkpoint",
    "airspace",
    "country",
    "security_zone",
    "contact_line",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """One field that names things.

    Attributes:
        field: The field: a text, or a list of texts.
        at: What it names: an attribute of ``names.Names``.
        what: In words, for the fault.
    """

    field: str
    at: str
    what: str


def _actors(*fields: str) -> tuple[Points, ...]:
    return tuple(Points(field=field, at="actors", what="the id of a party or force") for field in fields)


def _at(field: str, at: str, what: str) -> Points:
    return Points(field=field, at=at, what=what)


_AGREEMENTS = _at("agreements", "agreements", "the id of an agreement")
_AREA = _at("area", "areas", "the P-code of an area in places")
_PCODE = "the P-code of an area in places, or of one inside such an area"
_COUNTRY = _at("country", "countries", "the code of a country in places")

REFERENCES: Mapping[type, tuple[Points, ...]] = {
    Source: (_at("ref", "publications", "the id of a publication"), *_actors("party")),
    Publication: (_at("outlets", "outlets", "the id of an outlet in publications.yaml"),),
    Taking: (_at("outlet", "outlets", "the id of an outlet in publications.yaml"),),
    Outlet: (_at("party", "parties", "the id of a party"),),
    Force: (_at("party", "parties", "the id of a party"), _at("members", "forces", "the id of a force")),
    Backing: _actors("party"),
    Designation: (_at("force", "forces", "the id of a force"),),
    Agreement: (
        _at("predecessor", "agreements", "the id of an agreement"),
        _at("successor", "agreements", "the id of an agreement"),
        _at("template_of", "agreements", "the id of the agreement it was taken from"),
    ),
    Participant: _actors("party", "answers_for"),
    Assertion: (*_actors("by"), _at("about", "subjects", "the id of a party, a force or an agreement")),
    LifeEvent: _actors("by", "contested_by"),
    TermReading: _actors("by"),
    Renewal: _actors("by"),
    Term: _actors("needs"),
    Step: _actors("who"),
    Duty: _actors("to"),
    ClockReading: _actors("by"),
    ClockReset: _actors("by"),
    Gate: _actors("needs"),
    GateEvent: _actors("by"),
    Piece: (_AREA, _at("certain_parts_of", "areas", "the P-code of an area in places"), _COUNTRY),
    CirclePiece: (_at("point", "points", "the id of a point in places"),),
    StripPiece: (_at("line", "lines", "the id of a line in places"),),
    Criterion: (
        _at("designated_by", "authorities", "the id of an authority with a list"),
        _at("held_by_designated", "authorities", "the id of an authority with a list"),
    ),
    Account: _actors("actor", "not_actor", "against"),
    Place: (_at("area", "pcodes", _PCODE), _COUNTRY, _at("zone", "zones", "AGREEMENT/ZONE of a zone")),
    Incident: (_AGREEMENTS,),
    ControlClaim: _actors("holder"),
    BoundaryClaim: (_at("zone", "zones", "AGREEMENT/ZONE of a zone"),),
    DesignationClaim: (*_actors("force"), _at("authority", "authorities", "the id of an authority with a list")),
    Contact: (*_actors("parties", "initiator"), _AGREEMENTS, _at("resumes", "contacts", "the id of a contact")),
    Forecast: (_AGREEMENTS,),
    Channel: _actors("parties"),
    Declaration: (*_actors("by"), _at("channel", "channels", "the id of a channel or agreement")),
    LineUse: (*_actors("by"), _at("channel", "channels", "the id of a channel or agreement")),
    Position: _actors("by"),
    Track: (*_actors("conveners"), _AGREEMENTS),
    ActorName: _actors("forces"),
    CountingFile: (_at("area_names", "pcodes", _PCODE),),
    CountingRule: (
        _at("areas", "pcodes", _PCODE),
        _at("without_areas", "pcodes", _PCODE),
        _at("without_designated", "authorities", "the id of an authority with a list"),
        *_actors("begun_by"),
    ),
    LibraryFile: (_at("countries", "countries", "the code of a country in places"),),
    Variant: (_at("refs", "things", "the id of something in this library"),),
    Coverage: (_at("ids", "things", "the id of something in this library"),),
}
"""What each field names."""

CHOICES: Mapping[type, tuple[tuple[str, tuple[str, ...]], ...]] = {
    Source: (("certainty", ("stated", "likely", "possible", "unlikely", "denied")),),
    Publication: (("read", ("read", "opening", "not_read")),),
    Taking: (("how", ("quotes", "copies", "translates")),),
    Participant: (("role", ROLES),),
    Zone: (("kind", ZONE_KINDS), ("status", ("in_force", "idea"))),
    StripPiece: (("side", ("north", "south", "east", "west", "both")),),
    Height: (("datum", ("wgs84", "amsl", "agl", "pressure")),),
}
"""Fields that take one of a few words."""

EXACTLY_ONE: Mapping[type, tuple[str, ...]] = {
    Piece: ("area", "certain_parts_of", "circle", "strip", "shape", "country"),
    Criterion: (
        "fact",
        "not_fact",
        "designated_by",
        "held_by_designated",
        "held_by",
        "kind",
        "against",
        "zone",
        "quantity_over",
    ),
    Place: ("position", "area", "zone", "country"),
    Claim: ("control", "boundary", "designation", "act"),
}
"""Nouns of which exactly one of these fields is given."""

SELECTORS: Mapping[type, tuple[str, ...]] = {
    Provision: ("bound", "against"),
    Criterion: ("held_by", "against"),
}
"""Fields that hold selectors."""

KIND_CODES: Mapping[type, tuple[str, ...]] = {
    Provision: ("kinds",),
    Criterion: ("kind",),
    Account: ("kind",),
}
"""Fields that hold codes of kinds of act."""

IN_ORDER: Mapping[type, tuple[tuple[str, str], ...]] = {
    Alias: (("since", "until"),),
    Designation: (("since", "until"),),
    Window: (("since", "until"),),
    Zone: (("since", "until"),),
    Account: (("since", "until"),),
    ControlClaim: (("since", "until"),),
    BoundaryClaim: (("since", "until"),),
    Forecast: (("window_from", "window_until"),),
    Renewal: (("on", "until"),),
    LineUse: (("on", "until"),),
}
"""Pairs of moments of which the first is not after the second."""

POSITIVE: Mapping[type, tuple[str, ...]] = {
    CirclePiece: ("radius_m",),
    Clock: ("hours",),
    CountingRule: ("window_days",),
}
"""Numbers that are more than nothing."""
