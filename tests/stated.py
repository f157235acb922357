# SPDX-License-Identifier: Apache-2.0
"""A desk at which invented parties state, tell, propose and accept. EXERCISE: nothing and nobody here is real."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent
from typing import Any, TypeVar, cast

from exercise import at, change
from exercise_library import exercise_library, write_library
from kept_things import do, see
from shipped import NODE_LIMITS
from truceline.agreement.library import Library, load_library
from truceline.app.agreed_texts import AgreedTexts, TextVersion
from truceline.app.at_hand import AtHand
from truceline.app.caller import Caller, NodeTerms
from truceline.app.circle import Circle
from truceline.app.current_test import CurrentTest
from truceline.app.ports import Job, Statement, Store
from truceline.app.propose_agreement import propose_agreement, read_proposal
from truceline.app.state_claim import state_claim
from truceline.app.tell_acts import Telling, ToldAct, tell_acts
from truceline.app.text_ground import TextGround, read_ground
from truceline.coordination.coarse import CoarseGrid
from truceline.picture.acts import Act
from truceline.picture.claims import Claim
from truceline.picture.records import picture_registry
from truceline.records.document import Document, value_of
from truceline.storage.memory import MemoryStore

T = TypeVar("T")
NOW_NS = at("2001-03-01T12:00:00Z")
_HOUR_NS = 3_600_000_000_000


@cache
def ground() -> TextGround:
    """Read the files of the invented library once; what was read outlives them."""
    with TemporaryDirectory() as folder:
        return read_ground(write_library(Path(folder)))


@cache
def wider() -> tuple[Library, TextGround]:
    """Read the invented library with a third invented party, the Marsh Union."""
    with TemporaryDirectory() as folder:
        path = write_library(Path(folder))
        line = "- {id: hill-league, name: Hill League, kind: armed_group}"
        change(path / "parties.yaml", line, f"{line}\n  - {{id: marsh-union, name: Marsh Union, kind: armed_group}}")
        return load_library(path), read_ground(path)


def three_parties() -> AgreedTexts:
    """Give what a desk of three parties reads texts by."""
    library, files = wider()
    return AgreedTexts(base=library, base_ground=files)


def caller(party: str, role: str = "officer") -> Caller:
    """Give somebody who asks for a party."""
    return Caller(party=party, officer=f"{party}-officer", role=role, scopes=frozenset())


def noun(record: object) -> Any:  # noqa: ANN401 - a claim, a report or an act
    """Read a record into its noun."""
    return picture_registry().decode(Document(name="record", root=value_of(record, 0)))


def everybody(*readers: str, is_protected: bool = False) -> Circle:
    """Give a circle of readers; every party when none is named and nothing is protected."""
    named = readers or (() if is_protected else ("*",))
    return Circle(readers=named, is_protected=is_protected, pseudonym=lambda name: f"witness-{len(name)}")


def nobody_else() -> Circle:
    """Give the circle of one's own party alone."""
    return Circle(readers=(), is_protected=False, pseudonym=str)


@dataclass
class Desk:
    """A store, the terms of a node and what it keeps at hand."""

    store: Store = field(default_factory=MemoryStore)
    now_ns: int = NOW_NS
    agreed: AgreedTexts = field(default_factory=lambda: AgreedTexts(base=exercise_library(), base_ground=ground()))
    current: CurrentTest = field(default_factory=CurrentTest)
    ids: Callable[[], str] = field(default_factory=lambda: map("finding-{}".format, count(1)).__next__)

    @property
    def library(self) -> Library:
        """The library in force."""
        return self.see(self.agreed.library)

    @property
    def terms(self) -> NodeTerms:
        """What the node answers by; no plan is judged here."""
        return NodeTerms(
            party="northland",
            library=self.library,
            plans=cast("Any", None),
            grid=CoarseGrid(),
            limits=NODE_LIMITS,
            new_id=self.ids,
        )

    @property
    def at_hand(self) -> AtHand:
        """What a node keeps at hand."""
        return AtHand(
            agreed=self.agreed,
            current=self.current,
            pseudonym=lambda name: f"witness-{len(name)}",
            renew=lambda _: None,
        )

    def do(self, job: Job[T]) -> T:
        """Write."""
        return do(self.store, job)

    def see(self, job: Job[T]) -> T:
        """Read."""
        return see(self.store, job)

    def claim(self, record: object, party: str = "northland", circle: Circle | None = None) -> Statement:
        """State a claim."""
        claim, terms = cast("Claim", noun(record)), self.terms
        return self.do(
            lambda records: state_claim(
                records, claim, caller(party), terms, now_ns=self.now_ns, circle=circle or everybody()
            )
        )

    def tell(
        self, *acts: object, by: Caller | None = None, circle: Circle | None = None, names_readers: bool = True
    ) -> tuple[ToldAct, ...]:
        """Tell acts of the past."""
        telling = Telling(
            acts=tuple(cast("Act", noun(act)) for act in acts),
            circle=circle or everybody(),
            names_readers=names_readers,
        )
        terms = self.terms
        return self.do(
            lambda records: tell_acts(
                records, telling, by or caller("hill-league"), terms, now_ns=self.now_ns, current=self.current
            )
        )

    def propose(self, document: str, party: str = "northland", replaces: str = "") -> TextVersion:
        """Propose a text."""
        who = caller(party)
        proposal = read_proposal(document.encode(), who, self.see(self.agreed.ground))
        return self.do(
            lambda records: propose_agreement(
                records, proposal, who, self.agreed, now_ns=self.now_ns, replaces=replaces
            )
        )

    def later(self, hours: int = 1) -> int:
        """Let time pass; give the instant."""
        self.now_ns += hours * _HOUR_NS
        return self.now_ns


def proposal(title: str = "Quay truce", **changed: str) -> str:
    """Give the document of an invented agreement, with some of its lines changed.

    Args:
        title: Its title.
        changed: ``id``, ``participants``, ``dates``, ``provisions`` or ``more`` as YAML.
    """
    parts = {
        "id": "quay-truce",
        "participants": "[{party: northland, role: party}, {party: hill-league, role: party}]",
        "dates": "in_force: {on: 2001-03-02T00:00:00Z, source: {words: enters into force on the second of March}}",
        "provisions": (
            '[{id: Q1, title: No shots in the square, type: PROH.FIRE, modality: prohibited, bound: ["role:party"], '
            "kinds: [force], self_defence: inherent, "
            "passage: {status: text, source: {words: no shots}, words: no shots}}]"
        ),
        "more": "",
        **changed,
    }
    text = f"""
        schema: truceline/agreement/1
        id: {parts["id"]}
        title: {title}
        utc_offset: "+02:00"
        participants: {parts["participants"]}
        {parts["dates"]}
        provisions: {parts["provisions"]}
        {parts["more"]}
        """
    return dedent(text).strip() + "\n"
