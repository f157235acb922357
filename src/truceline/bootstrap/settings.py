# SPDX-License-Identifier: Apache-2.0
"""Every setting of a node: one table, from which the file, its reading, the page and the help are made.

Rules:
    - The fields below are the table: name, type, default, unit, range, words and reason of each.
    - Units stand in the name where there is one; a length is in metres.
    - A bound that a red line sets cannot be moved by anybody's settings; its row names the red line.
    - Not here: reading and writing the file (``settings_file``), checks of one setting against another (as there).
"""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from truceline.base.limits import DOCUMENT_BYTES_MAX, INTENT_CORNERS_MAX, ISSUERS_MAX, PEERS_MAX, VOLUMES_MAX
from truceline.coordination.roles import Role
from truceline.records.reader import field_forms

SETTINGS_SCHEMA = "truceline/settings/1"


class Algorithm(StrEnum):
    """How an issuer may sign tokens."""

    RS256 = "RS256"
    ED25519 = "Ed25519"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the table says of one setting beside its name, type and default.

    Attributes:
        says: What it sets.
        why: Why there is such a setting, or why its default or bound is what it is.
        unit: Of a number.
        low: Least number that is taken.
        high: Greatest number that is taken.
        red_line: The red line that sets the least number, such as ``R5``.
        example: How it may be written, for a list that is empty at first.
    """

    says: str
    why: str = ""
    unit: str = ""
    low: int | None = None
    high: int | None = None
    red_line: str = ""
    example: str = ""


def _told(says: str, why: str = "") -> Mapping[str, Told]:
    return MappingProxyType({"told": Told(says=says, why=why)})


def _number(says: str, why: str, *, unit: str, low: int, high: int, red_line: str = "") -> Mapping[str, Told]:
    return MappingProxyType({"told": Told(says=says, why=why, unit=unit, low=low, high=high, red_line=red_line)})


def _days(says: str, why: str) -> Mapping[str, Told]:
    return _number(says, why, unit="d", low=1, high=36_500)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long each kind of record is kept before it is erased [d]."""

    intents: int = field(
        default=365, metadata=_days("Intents after their end.", "Plans are sensitive and stale within hours.")
    )
    claims: int = field(default=3_650, metadata=_days("Claims.", "They decide rulings of the past."))
    reports: int = field(default=3_650, metadata=_days("Reports.", "Commissions work for years."))
    acts: int = field(default=3_650, metadata=_days("Acts in the past.", "As reports."))
    findings: int = field(default=3_650, metadata=_days("Findings.", "As the acts they rest on."))
    plan_findings: int = field(
        default=365,
        metadata=_days(
            "Findings about plans: conflicts, constraints and barred plans; never longer than intents.",
            "They tell where plans were; as the plans.",
        ),
    )
    looks: int = field(default=365, metadata=_days("Who looked at sensitive places.", "Probing shows within months."))
    answers: int = field(
        default=7,
        metadata=_days("Answers to requests with an Idempotency-Key.", "A client repeats within days, or never."),
    )
    bodies: int = field(
        default=3_650,
        metadata=_days(
            "Bodies of the log's entries, plans among them; the entries stay.",
            "A court may ask ten years later; without its body an entry proves only that it was there.",
        ),
    )
    events: int = field(
        default=30, metadata=_days("Events of the live stream.", "For whoever resumes it; they hold no content.")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """Somebody else who issues tokens that this node takes."""

    issuer: str = field(
        metadata=_told("Its name as tokens write it (`iss`).", "A token without a known issuer is refused.")
    )
    parties: tuple[str, ...] = field(
        metadata=_told("Ids of the parties for which it may speak.", "An issuer can vouch only for its own officers.")
    )
    algorithms: tuple[Algorithm, ...] = field(
        metadata=_told("How it signs: `RS256`, `Ed25519` or both.", "A token cannot choose another.")
    )
    roles: tuple[Role, ...] = field(
        metadata=_told("Roles that it may give.", "An issuer of officers makes no auditors.")
    )
    key_file: str = field(default="", metadata=_told("File with its public key (PEM); or `jwks_file`."))
    jwks_file: str = field(
        default="",
        metadata=_told("File with its public keys as a JWK Set.", "Nothing is fetched: the file is brought by hand."),
    )
    token_lifetime_hours_max: int = field(
        default=24,
        metadata=_number(
            "Longest time for which a token of its may hold.",
            "A lost token ends by itself.",
            unit="h",
            low=1,
            high=8_784,
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerAddress:
    """Where the node of another party is met; its card lies in the folder `peers`."""

    party: str = field(metadata=_told("Id of the party.", "`truceline peer add` takes its card and writes this."))
    address: str = field(
        metadata=_told(
            "Where its node answers: `https://HOST:PORT`.", "Plain `http` is taken on the same machine alone."
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of one node."""

    schema: str = field(metadata=_told(f"The form of this file: `{SETTINGS_SCHEMA}`."))
    party: str = field(metadata=_told("Id of the party whose node this is.", "One node speaks for one party."))
    library: str = field(metadata=_told("Id of the library in the folder `library`."))
    library_digest: str = field(
        metadata=_told(
            "SHA-256 of the library's files as they were when the node was made.",
            "The node does not start on an agreement that somebody altered.",
        )
    )
    audience: str = field(
        metadata=_told(
            "What tokens must name as their audience (`aud`).", "A token for another node opens nothing here."
        )
    )

    host: str = field(
        default="127.0.0.1",
        metadata=_told(
            "Address on which the node listens.", "Beyond this machine it needs TLS: tokens travel in requests."
        ),
    )
    port: int = field(
        default=8_340,
        metadata=_number("Port on which it listens; 0 takes any free one.", "", unit="", low=0, high=65_535),
    )
    tls_certificate_file: str = field(
        default="", metadata=_told("Certificate chain (PEM); empty without TLS.", "Both files or neither.")
    )
    tls_key_file: str = field(default="", metadata=_told("Its private key (PEM)."))

    record_apart: str = field(
        default="",
        metadata=_told(
            "Folder for the lock and the tail of the log; empty for `DIR-apart` beside the node's folder `DIR`.",
            "On another device than the node, no single loss makes the log contradict itself.",
        ),
    )

    body_bytes_max: int = field(
        default=1_000_000,
        metadata=_number(
            "Size of one request's body.",
            "The largest intent is a tenth of it.",
            unit="bytes",
            low=10_000,
            high=DOCUMENT_BYTES_MAX,
        ),
    )
    requests_queued_max: int = field(
        default=1_000,
        metadata=_number(
            "Requests that wait for the store; one more is answered 503.",
            "At 500 a second the last one waits two seconds.",
            unit="",
            low=1,
            high=100_000,
        ),
    )
    connections_max: int = field(
        default=1_000,
        metadata=_number("Connections at once.", "Each holds memory.", unit="", low=1, high=20_000),
    )
    request_timeout_s: int = field(
        default=10,
        metadata=_number(
            "Time for one request, from its first byte.", "Slow clients end here.", unit="s", low=1, high=120
        ),
    )
    drain_timeout_s: int = field(
        default=20,
        metadata=_number(
            "Time for requests under way when the node is told to end.",
            "What was acknowledged is on the disk in any case.",
            unit="s",
            low=0,
            high=300,
        ),
    )
    page_items_max: int = field(
        default=500,
        metadata=_number(
            "Items on one page of an answer.", "Larger pages hold up others.", unit="", low=10, high=10_000
        ),
    )

    intent_horizon_days: int = field(
        default=30,
        metadata=_number(
            "How far ahead an intent may end, and a standing presence begin.",
            "Plans further off change; filing them would only ask questions.",
            unit="d",
            low=1,
            high=366,
        ),
    )
    intent_duration_hours_max: int = field(
        default=72,
        metadata=_number(
            "Longest time that one volume of an intent may take; a standing presence has no end.",
            "Longer ones close the sky to others without need.",
            unit="h",
            low=1,
            high=744,
        ),
    )
    volumes_per_intent_max: int = field(
        default=64,
        metadata=_number(
            "Volumes of one intent.", "A flight of a day has a few dozen.", unit="", low=1, high=VOLUMES_MAX
        ),
    )
    vertices_per_ring_max: int = field(
        default=500,
        metadata=_number(
            "Corners of one outline.", "Finer ones say nothing more.", unit="", low=4, high=INTENT_CORNERS_MAX
        ),
    )

    coarse_cell_m: int = field(
        default=25_000,
        metadata=_number(
            "Side of the ground cell by which hidden things act.",
            "Finer cells would tell where they are.",
            unit="m",
            low=10_000,
            high=200_000,
            red_line="R5",
        ),
    )
    coarse_block_hours: int = field(
        default=6,
        metadata=_number(
            "Length of the time block by which hidden things act.",
            "Shorter blocks would tell when they move.",
            unit="h",
            low=1,
            high=24,
            red_line="R5",
        ),
    )
    cells_per_officer_per_day: int = field(
        default=100,
        metadata=_number(
            "Distinct ground cells about which one officer's intents may ask in a day.",
            "Who files everywhere looks for something.",
            unit="",
            low=1,
            high=1_000,
        ),
    )
    cells_per_party_per_day: int = field(
        default=500,
        metadata=_number(
            "The same for all officers of a party together.",
            "Ten officers are no way round it.",
            unit="",
            low=1,
            high=5_000,
        ),
    )
    probing_revisions_per_day: int = field(
        default=20,
        metadata=_number(
            "Intents that one officer changes or withdraws in a day, from which on the probing alarm is raised.",
            "Filing, moving and withdrawing is how one would feel out hidden things.",
            unit="",
            low=1,
            high=1_000,
        ),
    )

    token_lifetime_hours_max: int = field(
        default=168,
        metadata=_number(
            "Longest time for which a token of this node may hold.",
            "A lost token ends by itself.",
            unit="h",
            low=1,
            high=8_784,
        ),
    )
    retention_days: Retention = field(
        default_factory=Retention,
        metadata=_told("How long each kind of record is kept [d].", "What is not kept cannot be taken."),
    )
    issuers: tuple[Issuer, ...] = field(
        default=(),
        metadata=MappingProxyType(
            {
                "told": Told(
                    says=f"Others whose tokens are taken, at most {ISSUERS_MAX}.",
                    why="Without any, only tokens of `truceline token` open the node.",
                    example='[{issuer: "https://login.example", parties: [northland], algorithms: [RS256], '
                    "roles: [officer], key_file: northland.pem}]",
                )
            }
        ),
    )

    peers: tuple[PeerAddress, ...] = field(
        default=(),
        metadata=MappingProxyType(
            {
                "told": Told(
                    says=f"Nodes of other parties that are asked over the network, at most {PEERS_MAX}.",
                    why="A party whose card is known and that has no address here is met by files carried by hand.",
                    example='[{party: southland, address: "https://192.0.2.7:8340"}]',
                )
            }
        ),
    )

    log_file: str = field(
        default="", metadata=_told("File of the log; empty for standard error.", "It holds no places.")
    )
    lock_after_idle_minutes: int = field(
        default=0,
        metadata=_number(
            "Locks the node after so long without a request; 0 never does.",
            "A laptop that is left alone should not stay open.",
            unit="min",
            low=0,
            high=10_080,
        ),
    )
    stream_clients_max: int = field(
        default=200,
        metadata=_number("Clients of the live stream at once.", "Each is told each event.", unit="", low=1, high=5_000),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the table.

    Attributes:
        name: The field; a dotted path inside ``retention_days`` and ``issuers[]``.
        type: In words.
        default: As written in the file; empty when there is none.
        told: What the table says of it.
    """

    name: str
    type: str
    default: str
    told: Told

    @property
    def range(self) -> str:
        """The numbers that are taken, in words; empty for what is no number."""
        if self.told.low is None or self.told.high is None:
            return ""
        return f"{self.told.low:,} to {self.told.high:,}"


def rows(noun: type = Settings, prefix: str = "") -> Iterator[Row]:
    """Give the table, row by row, with the rows of nested nouns after their own."""
    forms = {form.name: form.form for form in field_forms(noun)}
    for each in dataclasses.fields(noun):
        form = forms[each.name]
        yield Row(name=prefix + each.name, type=_type(form), default=_default(each), told=told_of(each))
        if form is Retention:
            yield from rows(Retention, f"{prefix}{each.name}.")
        elif form == tuple[Issuer, ...]:
            yield from rows(Issuer, f"{prefix}{each.name}[].")
        elif form == tuple[PeerAddress, ...]:
            yield from rows(PeerAddress, f"{prefix}{each.name}[].")


def told_of(each: "dataclasses.Field[object]") -> Told:
    """Give what the table says of a field."""
    told = each.metadata["told"]
    assert isinstance(told, Told)
    return told


def _type(form: object) -> str:
    if form is int:
        return "whole number"
    if form is str:
        return "text"
    return "mapping" if form is Retention else "list"


def _default(each: "dataclasses.Field[object]") -> str:
    if isinstance(each.default, bool | int):
        return str(each.default)
    if isinstance(each.default, str):
        return f'"{each.default}"'
    return "[]" if each.default == () else ""
