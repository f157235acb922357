# SPDX-License-Identifier: Apache-2.0
"""What every field of requests and answers means, by its name: one name, one meaning, wherever it stands.

A form in which a name means something narrower has a row of its own, or says so where the field is declared. The
OpenAPI document takes its descriptions from here, and a field without a meaning fails the tests.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

_UTC = "an instant in UTC, RFC 3339"
_WORDS = "`told only true`, `told only false`, `told neither` or `told both`"

MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "acceptances": "Each party's own acceptance of this version, with what it reserves in its own words.",
        "account": "What one teller says of an act, as it was stated.",
        "accounts": "What each teller says of the act, those of claims included.",
        "act": "Id of the act.",
        "acts": "Acts of the past, each in the form `truceline/act/1` (docs/jsonl-format.md).",
        "against": "Forces or parties against whom it is directed, by their ids; empty when none is stated.",
        "agreed_at": f"When the last acceptance that was needed came: {_UTC}; null while one is missing.",
        "agreement": "Id of the agreement.",
        "aliases": "Other names and spellings.",
        "altitudes": "Altitudes that both claim; null when they cannot be compared, which counts as meeting.",
        "article": "Paragraph or article as numbered there; may be empty.",
        "assertion": "What a party says of another, as the agreement records it.",
        "assertions": "What parties say of those who acted, where an agreement would reach the act if it bound them.",
        "at": f"When it was done: {_UTC}.",
        "backers": "Claims that a party backs it, each with its source.",
        "bbox": "West, south, east, north [deg], WGS84; west above east crosses the antimeridian (RFC 7946).",
        "boundary": "How far its boundary is agreed: `agreed`, `approximate` (carries an error band) or `not_agreed`.",
        "caller": "Whoever asks, as the token shows.",
        "cells_asked": "Distinct coarse cells that you asked about in the last 24 hours.",
        "cells_asked_by_party": "Distinct coarse cells that your party asked about in the last 24 hours.",
        "cells_per_day": "Most distinct cells that one officer may ask about in 24 hours.",
        "cells_per_day_of_party": "Most distinct cells that one party may ask about in 24 hours.",
        "certainty": "How sure the source says it is: `stated`, `likely`, `possible`, `unlikely` or `denied`.",
        "checks": "Each check, in the order in which they are done.",
        "claims_left_out": "Claims that were not heard; 0 when all were.",
        "clauses": "What the clauses say of the intent; told to its author's party alone.",
        "code": "Stable code; docs/problems.md lists them all.",
        "condition": "Which condition: `bound`, `window`, `place`, `altitude band`, `act kind`, `further conditions`, "
        "`against whom` or `no exception`.",
        "conditions": "What brings the act under the provision, in order.",
        "confirm_by": f"By when a standing presence is to be confirmed again: {_UTC}; left out when there is none.",
        "confirmed": f"When a standing presence was last confirmed: {_UTC}; left out when there is none.",
        "conflict": "Parties that learn of it only inside a conflict with an intent of their own that is shared with "
        "yours, by their ids.",
        "conflicts": "Exact conflicts that are told to both sides, or between two intents of your own party.",
        "conflicts_left_out": "Further conflicts that there are or may be; left out when it is 0.",
        "constraints": "Coarse cells and blocks of time in which a word on the line is asked for.",
        "contested_by": "Parties that contest the state, by their ids.",
        "coordinates": "Longitude, latitude [deg], WGS84, as RFC 7946 nests them for the type.",
        "datum": "What the altitudes are measured from: `wgs84` (ellipsoid), `amsl` (mean sea level), `agl` (ground) "
        "or `pressure` (the surface of standard pressure).",
        "days": "After its end, or after it was taken [d].",
        "decided_by": "The condition that decided; where nothing stood against it, the last that was looked at.",
        "declared_by": "Who declared it, and where that stands.",
        "degree": "How the party is said to back it: `rhetorical`, `material`, `alongside` or `command`.",
        "depth_m": "Distance from the line at which it ends [m]; null when no text says.",
        "detail": "What this one is about, without what was sent where that may be private.",
        "digest": "SHA-256 of the document of a version, in hexadecimal; it names the version.",
        "edge": "What a place exactly on the edge counts as: `inside`, `outside` or `unstated`.",
        "end": f"Until when, itself left out: {_UTC}.",
        "error_band_m": "How far the drawing may be off to either side [m]; inside the band nothing is shown to be in "
        "or out.",
        "errors": "Faults of what was sent, each with its place; empty for other problems.",
        "event": "Id of the engagement or incident that the act belongs to; empty for a single act.",
        "exception": "Id of the exception in its provision.",
        "exceptions": "Every exception of the provision, and how far it is told to hold.",
        "exercise": "Whether everything here is invented: an EXERCISE.",
        "explanation": "The explanation itself.",
        "facts": "Further facts that clauses ask for, by name, as the author declares them: true or false.",
        "features": "The things on this page that have a place.",
        "filed": f"When this version was filed: {_UTC}.",
        "finding": "Id of the finding that both sides have; empty when there is none.",
        "findings": "Ids of what was found.",
        "first_vertex": "Vertex of the line at which the stretch begins, counted from 0.",
        "flips": "What would be said without one origin, or without one party's own word; empty when nothing changes.",
        "for_kinds": "Kinds of weapon, vehicle or person that the depths hold for; empty for all.",
        "force": "Id of the force; empty when none is stated.",
        "form": "What the piece is made from: `area`, `certain_parts_of` (which parts nobody has published), `circle`, "
        "`strip`, `shape` or `country`.",
        "from_m": "Distance from the line at which it begins [m].",
        "full": "Parties that may read it whole, by their ids.",
        "geometry": "GeoJSON geometry (RFC 7946), WGS84, cut at the antimeridian; of a circle the Point that is its "
        "centre.",
        "id": "Its id.",
        "instance": "Names the request; its id stands in the log of the node.",
        "intent": "The intent.",
        "is_done": "Whether it is so.",
        "is_ready": "Whether every check is done.",
        "items": "The things on this page.",
        "kind": "Kinds of activity (GET /v1/kinds).",
        "lapsed_by": "`withdrawn`, `ended` or `changed`; empty while it stands.",
        "last_vertex": "Vertex of the line at which the stretch ends, counted from 0.",
        "leaf": "Hash of the entry as a leaf of the log's tree, in hexadecimal digits (docs/records.md).",
        "library": "Id of the installed library of agreements.",
        "limits": "Bounds, with the unit in the name.",
        "links": "Paths of the routes, by what they give.",
        "log": "Origin of the log: it holds a digest of its first entry.",
        "lower_m": "Lower limit [m]; without one there is none below.",
        "meaning": "What each part of the answer means, be it empty or not, and what is to be done.",
        "members": "Forces in it, by their ids.",
        "missing": "What nobody tells and what therefore blocks an answer.",
        "name": "Its name in plain English.",
        "needed": "Parties whose own acceptance it needs.",
        "next": "Goes into `after` for the page that follows; empty on the last.",
        "node": "The party whose node it is.",
        "note": "Anything that a reader must know; may be empty.",
        "notice": "That the filing is a notice, and what it is not.",
        "officer": "Pseudonym; the same for the same person.",
        "other": "The other side's intent, as far as it is told.",
        "overdue": "Whether a standing presence is past the time by which it was to be confirmed; left out when there "
        "is none.",
        "own": "Your own intent; both of them when both are your own.",
        "party": "Id of the party.",
        "passage": "The sentence that the provision came from.",
        "passage_status": "Whether that sentence is the `text` itself, somebody's `gloss` of it, or `unverified`.",
        "pieces": "What it is made of, in the order of the geometries.",
        "place": "Id of the named place: a P-code, a country code or a slug.",
        "pointer": "JSON pointer into the body (`#/volumes/0`), or `query:NAME`, `header:NAME`.",
        "probing_revisions_per_day": "Revisions in 24 hours from which on a finding of probing is raised.",
        "properties": "The fields of the same thing in plain JSON.",
        "protected": "Whether its source is protected.",
        "provision": "Id of the provision in its agreement.",
        "provision_title": "Its one neutral line; empty when the text is known here no more.",
        "publications": "Publications in which it stands, by their ids in the library; empty when none is named.",
        "radius_m": "Radius of the circle [m]; only with a Point.",
        "readers": "Parties that may read it, by their ids; `*` for every party.",
        "reason": "Why.",
        "record": "The record as it was stated.",
        "remedy": "What to do.",
        "replaces": "Digest of the version before it; empty for the first.",
        "rests_on": "On whose word it stands: ids of accounts and claims; `text` for the document itself.",
        "revisions": "Intents changed, withdrawn, or declared over before they began, in the last 24 hours.",
        "role": "As what the caller asks: `officer`, `monitor`, `humanitarian`, `analyst`, `auditor` or `peer`.",
        "rule_set": "Whether it has rules of its own, rather than being a statement or a track of talks.",
        "rules": "How many provisions it has.",
        "rulings": "What each provision says.",
        "says": "The ruling word: one of the ten of docs/glossary.md.",
        "scopes": "What the token allows.",
        "segments": "Depths of single stretches, where they differ.",
        "sentence": "What it means and what is to be done.",
        "seq": "Index of the entry in the log.",
        "sharing": "Who learns what of it.",
        "side": "On which side of the line: `north`, `south`, `east`, `west` or `both`.",
        "source": "Who says so, and where it stands.",
        "speaker": "Who is quoted; empty when nobody is named.",
        "start": f"From when on, itself included: {_UTC}.",
        "state": "Where it stands.",
        "state_since": f"Since when it has been in this state: {_UTC}; null when since ever.",
        "statement": "The statement.",
        "status": "Whether it counts.",
        "subjects": "Ids of the intents or acts that it is about, as far as the reader may know them.",
        "teller": "Id of the account or claim.",
        "tests": "Each test of the exception, in the order of the text.",
        "text": "The version that stood then; null for a text of the installed library.",
        "text_permits": "Whether some text permits and no provision in force prohibits.",
        "title": "Short neutral name.",
        "told_false_by": "Who tells it false: ids of accounts and claims; `text` for the document itself.",
        "told_true_by": "Who tells it true: ids of accounts and claims; `text` for the document itself.",
        "trouble": "What stands in the way; empty when it is done.",
        "type": "GeoJSON type.",
        "upper_m": "Upper limit [m]; without one there is none above.",
        "utc_offset": "Offset from UTC in which the text of its agreement tells times, such as `+02:00`.",
        "value": f"How it is told: {_WORDS}.",
        "version": "Counts up from 1; a later version never erases an earlier one.",
        "volumes": "Areas, each with its altitudes and its time.",
        "what": "Which kind of thing.",
        "without": "Id of the origin or party that is left out.",
        "words": "The words themselves, as they were stated; may be empty.",
        "zone": "Id of the zone in its agreement.",
    }
)
"""Meanings by the name of the field."""

OF_FORMS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "FiledOut": {"record": "The entry of this version in the party's log; left out of an answer that is repeated."},
        "AcceptanceList": {"id": "Id of the agreement."},
        "AcceptanceSent": {"words": "What your party reserves, in its own words; empty when nothing."},
        "AcceptanceTold": {
            "at": f"When it was accepted: {_UTC}.",
            "words": "What the party reserves, in its own words; empty when nothing.",
        },
        "ActExplained": {
            "id": "Id of the act.",
            "claims_left_out": "Claims not heard, because they name a party that may not read the act.",
        },
        "AgreementRow": {"title": "Name of the agreement."},
        "AgreementRows": {"at": f"As of when the states are: {_UTC}."},
        "AliasTold": {
            "start": "From when on it was used, a day or an instant as the source tells it; empty when not told.",
            "end": "Until when it was used, a day or an instant as the source tells it; empty when not told.",
        },
        "Alive": {"status": "`alive` whenever there is an answer.", "version": "Version of the program."},
        "AllegationTold": {
            "kind": "Whether it is prohibited as told, or told both ways on a condition that decides.",
            "title": "Short neutral name of the act; empty when it has none.",
        },
        "AltitudesOut": {"datum": "What they are measured from; empty when both intents claim every altitude."},
        "AltitudesTold": {"datum": "What they are measured from; empty when both intents claim every altitude."},
        "BarredPlanTold": {"kind": "Always this.", "intent": "The intent of the reader's own party."},
        "CallerTold": {"party": "Id of the party that the token's issuer is bound to."},
        "CheckTold": {"name": "What must be so."},
        "CitedPassageTold": {"party": "Party whose own words they are; empty when it is nobody's."},
        "ClaimSent": {"claim": "One claim in the form `truceline/claim/1` (docs/jsonl-format.md)."},
        "ClausesOut": {
            "sentence": "What follows from all rulings together, or that no clause was found.",
            "claims_left_out": "Claims near it that were not heard, since one party tells too much there; left out "
            "when it is 0.",
            "rulings": "Provisions that prohibit it, are contested, or cannot be judged; of what is no use of force "
            "also those that permit.",
        },
        "ConstraintTold": {"kind": "Always this.", "constraints": "The cells and blocks of time."},
        "ConflictOut": {"end": f"Until when both claim it, itself left out: {_UTC}."},
        "ConflictTold": {"kind": "Whether it stands or has lapsed."},
        "DepthTold": {"depth_m": "Distance from the line at which the strip ends along this stretch [m]."},
        "Erased": {"at": f"When it was erased: {_UTC}.", "reason": "Why, as it was ordered."},
        "Erasure": {"id": "Id of what is to be erased.", "reason": "Why; it stays on the record, so name nobody."},
        "ExceptionOut": {"title": "The exception in the words of its text, or by what it asks."},
        "ExceptionTold": {"title": "The exception in the words of its text; empty when that is known here no more."},
        "ExplainedRulingTold": {"title": "The provision's one neutral line."},
        "ExplanationTold": {
            "sentence": "On what kind of passage the answers rest: text, gloss or unverified.",
            "rulings": "What each provision of the library says, by agreement and provision.",
        },
        "Feature": {
            "type": "Always `Feature`.",
            "geometry": "GeoJSON geometry (RFC 7946), WGS84, cut at the antimeridian; of a circle a polygon for show, "
            "and of a finding its box.",
            "bbox": "Of a finding its box: west, south, east, north [deg]; west above east when it crosses the "
            "antimeridian; left out for anything else.",
        },
        "FeatureCollection": {"type": "Always `FeatureCollection`."},
        "FindingTold": {
            "at": f"When it was concluded: {_UTC}.",
            "kind": "What was concluded; `detail` has the form that goes with it.",
            "bbox": "The smallest box that holds it: west, south, east, north [deg]; west above east when it crosses "
            "the antimeridian; null when it has no place.",
            "detail": "What the reader may know of it, in the form of its kind.",
        },
        "FlipOut": {"kind": "Whether that is an `origin` or a `party`.", "says": "The ruling word without it."},
        "FlipTold": {"kind": "Whether that is an `origin` or a `party`.", "says": "The ruling word without it."},
        "ForceTold": {
            "kind": "`state`, `organisation`, `coalition`, `armed_group`, `umbrella` or `persons`.",
            "party": "The party it belongs to; empty when none is on record.",
        },
        "GeometryIn": {
            "type": "`Polygon`, `MultiPolygon` or, for a circle, `Point`.",
            "coordinates": "Longitude, latitude [deg], WGS84, nested as RFC 7946 says; heights do not stand here.",
        },
        "IntentIn": {
            "force": "Id of the force that acts; may be empty.",
            "kind": "Kinds of activity (GET /v1/kinds), such as `flight.non_combat`; it may have several.",
            "party": "Id of your own party, as in the token.",
            "title": "Short neutral name; shown to whoever may read the intent.",
        },
        "IntentOut": {
            "officer": "Pseudonym of whoever filed this version.",
            "state": "`filed`, `withdrawn` or `ended`.",
        },
        "KeptTold": {"what": "Kind of thing.", "reason": "Why so long."},
        "KindTold": {"label": "What it is, in words."},
        "Landing": {"version": "Version of the program."},
        "LookTold": {
            "at": f"When it was looked at: {_UTC}.",
            "what": "Kind of thing that was looked at: `intent`, `claim`, `report` or `act`.",
            "id": "Id of what was looked at.",
            "reason": "Why, as the officer gave it; may be empty.",
        },
        "MeaningsOut": {
            "conflicts": "What the conflicts, or that none is told, mean.",
            "constraints": "What the constraints, or that there are none, mean.",
            "clauses": "What the rulings, or that there are none, mean.",
        },
        "MissingOut": {
            "what": "Code of what is missing, such as `initiator` or `boundary`.",
            "name": "Name of the fact that is asked for, where it is a further one; else empty.",
            "says": "The same in words.",
        },
        "MissingTold": {
            "what": "Code of what is missing, such as `initiator` or `boundary`.",
            "name": "Name of the fact that is asked for, where it is a further one; else empty.",
            "says": "The same in words.",
        },
        "MistakeTold": {"detail": "What was expected there."},
        "OneFinding": {"finding": "The finding."},
        "OneForce": {"force": "The force."},
        "OneAgreement": {"agreement": "As `truceline agreement show --json` prints it (docs/agreement-format.md)."},
        "OneParty": {"party": "The party."},
        "OneText": {"id": "Id of the agreement.", "text": "The version."},
        "OtherOut": {"id": "Id of the other intent."},
        "OtherTold": {"id": "Id of the other intent."},
        "PartyTold": {"kind": "`state`, `organisation`, `coalition`, `armed_group`, `umbrella` or `persons`."},
        "PassageOut": {"status": "Whether it is the `text` itself, somebody's `gloss` of it, or `unverified`."},
        "PieceTold": {
            "name": "Name of the place in plain English.",
            "centre": "Longitude and latitude of the centre of a circle [deg], WGS84; left out for anything else.",
            "radius_m": "Radius of a circle [m]; left out for anything else.",
            "drawn": "Of a circle, that its polygon is drawn for show; left out for anything else.",
            "side": "On which side of its line a strip lies: `north`, `south`, `east`, `west` or `both`.",
        },
        "ProbingTold": {
            "kind": "Always this.",
            "cells_asked": "Distinct coarse cells that the officer asked about in 24 hours.",
            "revisions": "Intents that the officer changed, withdrew, or declared over before they began, in 24 hours.",
            "reason": "Which of the two was out of the ordinary.",
        },
        "ProblemTold": {
            "type": "URN of the kind of problem; its last part is the code.",
            "title": "What it is, in a few words.",
            "status": "HTTP status, 400 to 599.",
            "detail": "What was expected and where, as far as it may be told.",
        },
        "RefTold": {"id": "Id of the intent."},
        "ReportSent": {"report": "One report in the form `truceline/report/1` (docs/jsonl-format.md)."},
        "RulingOut": {
            "title": "The provision's one neutral line.",
            "says": "`prohibited`, `contested` or `cannot judge`; of what is no use of force also `text permits`.",
        },
        "StatementTold": {
            "at": f"When it was stated to this node: {_UTC}.",
            "kind": "`claim`, `report` or `act`.",
            "party": "Id of the party in whose name it was stated.",
        },
        "SourceTold": {
            "words": "The source's own words; may be empty.",
        },
        "TextList": {"id": "Id of the agreement."},
        "TextTold": {
            "at": f"When it was proposed: {_UTC}.",
            "party": "Who proposed it.",
            "missing": "Parties whose acceptance is still missing.",
        },
        "ToldActTold": {"id": "Id of the act, with its party before it."},
        "VolumeIn": {
            "end": "Until when, itself left out: RFC 3339 with an offset; without it, a standing presence.",
            "start": "From when on: RFC 3339 with an offset, such as 2026-11-23T06:00:00Z.",
        },
        "VolumeOut": {
            "end": f"Until when, itself left out: {_UTC}; left out for a standing presence.",
        },
        "ZoneFeature": {
            "type": "Always `Feature`.",
            "id": "`AGREEMENT/ZONE@VERSION`.",
            "geometry": "One geometry, or a GeometryCollection in the order of `pieces`, of a circle a polygon for "
            "show; null when nothing is drawn.",
            "properties": "What is said of the zone.",
        },
        "ZoneTold": {
            "kind": "`de_escalation_area`, `deconfliction_circle`, `line`, `strip`, `buffer`, `road`, `checkpoint`, "
            "`airspace`, `country`, `security_zone` or `contact_line`.",
            "status": "`in_force`, or `idea`: proposed only, never judged.",
            "start": f"From when on this version holds: {_UTC}; null when it is as old as its agreement.",
            "end": f"Until when this version holds: {_UTC}; null when no end is told.",
            "error_band_m": "Further doubt to either side of the boundary [m], beside that of each piece.",
        },
    }
)
"""Meanings in one form alone."""

OF_PATHS: Mapping[str, str] = MappingProxyType(
    {
        "act_id": "Id of the act, with its party before it, such as `hill-league:shot-1`.",
        "agreement_id": "Id of the agreement.",
        "digest": "SHA-256 of the document of the version, 64 hexadecimal digits.",
        "finding_id": "Id of the finding.",
        "force_id": "Id of the force.",
        "intent_id": "Id of the intent.",
        "party_id": "Id of the party.",
        "statement_id": "Id of the statement, with its party before it.",
        "zone_id": "Id of the zone in its agreement.",
    }
)
"""Meanings of parts of a path."""


def tell_meanings(document: dict[str, Any]) -> None:
    """Write the meaning of every field and every part of a path into an OpenAPI document.

    What says its own meaning where it is declared keeps it.

    Args:
        document: The document; changed.
    """
    for form, field, told in fields_of(document):
        meaning = OF_FORMS.get(form, {}).get(field) or told.get("description") or MEANINGS.get(field)
        if meaning:
            told["description"] = meaning
    for operation in (each for operations in document["paths"].values() for each in operations.values()):
        for parameter in operation.get("parameters", ()):
            meaning = OF_PATHS.get(parameter["name"]) if parameter["in"] == "path" else None
            if meaning:
                parameter.setdefault("description", meaning)


def fields_of(document: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Give every field of every form of an OpenAPI document: form, name, what is said of it."""
    for form, schema in document["components"]["schemas"].items():
        for field, told in schema.get("properties", {}).items():
            yield form, field, told
