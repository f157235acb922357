# SPDX-License-Identifier: Apache-2.0
"""Two or three nodes of invented parties in folders, with a list for a network (EXERCISE); and what is true of them.

Requests and answers lie in ``wire`` until ``run`` carries them; a cut link fails them. The clock goes on by ``tick``.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from shutil import copytree
from typing import Any

from kept_log import HeldKeys
from recorded import NOON_MS
from truceline.base.errors import AuthorityError
from truceline.crypto.boxes import SealedBox, box_key_id, box_public_half, open_wrap, seal_box, wrap_key
from truceline.crypto.commitments import body_commitment
from truceline.crypto.notes import COSIGNATURE_TYPE, VerifierKey
from truceline.crypto.signatures import Signer
from truceline.federation.happenings import (
    AddCheckpoint,
    AnswerExchange,
    AnswerWitness,
    BodyReceived,
    BoxReceived,
    CheckpointAnswered,
    Deliver,
    EntriesReceived,
    Exchange,
    FetchBody,
    FetchBox,
    FetchEntries,
    FetchTiles,
    Happening,
    LogStopped,
    NetworkEffect,
    NotesReceived,
    Outgoing,
    RecordDraft,
    RequestFailed,
    SubmitCheckpoint,
    TellProved,
    TellSuspected,
    Tick,
    TilesReceived,
)
from truceline.federation.members import Member, member_of
from truceline.federation.node import Ports, RecordNode
from truceline.federation.timing import Timing
from truceline.ledger.genesis import Genesis
from truceline.ledger.keyring import ROTATE, KeyBody, rotation, write_statement
from truceline.ledger.sequencer import key_draft
from truceline.ledger.states import Phase
from truceline.records.entries import LOG_AUTHOR, SEALED_TYPE, Box, Draft, Entry, parse_entry
from truceline.storage.files import Files
from truceline.storage.ledger_files import LedgerFiles
from truceline.storage.mirror_files import MirrorFiles, joined_hashes

NAMES = ("northland", "hill-league", "observers")
TIMING = Timing(news_ms=100, request_ms=5_000, retry_ms=200, retry_max_ms=2_000, box_ms=3_000, challenge_ms=5_000)


class QuietFiles(Files):
    """Ordinary files that are not waited for: the process lives on."""

    def sync(self, handle: int) -> None:
        """Count as synced."""

    def sync_names(self, handle: int) -> None:
        """Count as synced."""


def seed(text: str) -> bytes:
    """Give 32 bytes that are always the same."""
    return sha256(b"federated " + text.encode()).digest()


def genesis_of(name: str, **changes: object) -> Genesis:
    """Give with what a party's log begins."""
    cosigners = {role: Signer.from_seed(seed(f"{name} {role}")).public for role in ("witness", "mirror")}
    given: dict[str, object] = {
        "arrangement": "exercise",
        "party": name,
        "log_key": Signer.from_seed(seed(f"{name} log")).public,
        "root_key": Signer.from_seed(seed(f"{name} root 0")).public,
        "next_root": sha256(Signer.from_seed(seed(f"{name} root 1")).public).digest(),
        "witness_keys": (VerifierKey(name=f"exercise/{name}", type=COSIGNATURE_TYPE, public=cosigners["witness"]),),
        "mirror_keys": (
            VerifierKey(name=f"exercise/{name}/mirror", type=COSIGNATURE_TYPE, public=cosigners["mirror"]),
        ),
        "box_keys": (box_public_half(seed(f"{name} box")),),
    }
    return Genesis(**{**given, **changes})  # type: ignore[arg-type]


def _cosigner(name: str, public: bytes) -> VerifierKey:
    return VerifierKey(name=name, type=COSIGNATURE_TYPE, public=public)


@cache
def genesis_body(name: str) -> KeyBody:
    """Give the same as a body."""
    return KeyBody(salt=seed(f"{name} salt"), content=genesis_of(name).to_bytes())


@cache
def member(name: str) -> Member:
    """Give a party as a member."""
    return member_of(genesis_body(name))


class BoxKeys:
    """A party's key of boxes."""

    def __init__(self, name: str) -> None:
        self.secret = seed(f"{name} box")
        self.key = box_key_id(box_public_half(self.secret))

    def open_wrap(self, key: str, wrap: bytes, commitment: bytes) -> bytes:
        """Open a wrap."""
        if key != self.key:
            message = "key of boxes: expected one that this node holds, got another"
            raise AuthorityError(message)
        return open_wrap(wrap, self.secret, commitment=commitment)


@dataclass(slots=True)
class Party:
    """A node with its folders, and all that it told.

    Attributes:
        name: Of the party.
        folder: Of its devices.
        arrangement: All members' names.
        files: The way to the disk.
        told: All that was told to its own app and operator, in order.
        bodies: Bodies by commitment, with the key of sealed ones.
        clock_ms: By how much its clock is ahead.
        withholds: Requests that it refuses, by their class.
        timing: How long it waits.
        is_open: Whether its files are.
        extra: How it makes boxes (``box``) and answers requests (``serve``) where it does so in a way of its own.
    """

    name: str
    folder: Path
    arrangement: tuple[str, ...] = NAMES
    files: Files = field(default_factory=QuietFiles)
    told: list[Outgoing] = field(default_factory=list)
    bodies: dict[str, tuple[KeyBody, bytes | None]] = field(default_factory=dict)
    clock_ms: int = 0
    withholds: frozenset[type] = frozenset()
    timing: Timing = TIMING
    node: RecordNode = field(init=False)
    log: LedgerFiles = field(init=False)
    mirrors: MirrorFiles = field(init=False)
    boxes: BoxKeys = field(init=False)
    is_open: bool = False
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def member(self) -> Member:
        """The party as a member."""
        return member(self.name)

    @property
    def origin(self) -> str:
        """Of its log."""
        return self.member.origin

    def keys(self) -> HeldKeys:
        """Give its private halves."""
        roles = ("log", "log 2", "witness", "mirror")
        return HeldKeys(*(Signer.from_seed(seed(f"{self.name} {role}")) for role in roles))

    def open(self, *, restored: bool = False) -> tuple[Outgoing, ...]:
        """Start it on what its folders hold; the log is made if there is none and never was."""
        for path in (self.folder, self.folder / "record", self.folder / "mirrors", self.apart, self.apart / "log"):
            path.mkdir(exist_ok=True)
        (self.apart / "mirrors").mkdir(exist_ok=True)
        self.log = LedgerFiles(self.folder / "record", self.apart / "log", tell=lambda _: None, files=self.files)
        self.mirrors = MirrorFiles(self.folder / "mirrors", self.apart / "mirrors", files=self.files)
        self.is_open = True
        self.boxes = BoxKeys(self.name)
        ports = Ports(
            perform_log=self.log.perform,
            perform_mirror=self.mirrors.perform,
            hashes=joined_hashes(self.log.tile, lambda: self.origin, self.mirrors),
            keys=self.keys(),
            boxes=self.boxes,
            timing=self.timing,
        )
        others = tuple(member(name) for name in self.arrangement if name != self.name)
        self.node = RecordNode(ports, self.member, others)
        outgoing = self.node.open(restored=restored)
        if self.node.phase is Phase.EMPTY:
            outgoing += self.node.begin(genesis_body(self.name), NOON_MS)
        return outgoing

    @property
    def apart(self) -> Path:
        """The other device."""
        return self.folder.with_name(f"{self.folder.name}-apart")

    def leave(self) -> None:
        """Close the files, as the end of the process does, if they are open."""
        if self.is_open:
            self.is_open = False
            self.log.close()
            self.mirrors.close()

    def draft(self, text: str, *, kind: str = "agreement.proposed", to: tuple[str, ...] = ()) -> Draft:
        """Draft an entry with an open body, or a sealed one for some parties."""
        body = KeyBody(salt=seed(f"salt {self.name} {text}"), content=text.encode())
        if to:
            dek = seed(f"dek {self.name} {text}")
            header = Box.of_sealed(seal_box(body.content, salt=body.salt, dek=dek).header)
            self.bodies[header.commitment] = (body, dek)
            ids = tuple(BoxKeys(name).key for name in to)
            return Draft(by=LOG_AUTHOR, type=SEALED_TYPE, at_ms=NOON_MS, box=header, to=ids)
        commitment = body_commitment(body.salt, body.content).hex()
        self.bodies[commitment] = (body, None)
        return Draft(by=LOG_AUTHOR, type=kind, at_ms=NOON_MS, box=Box(commitment=commitment, size=len(body.content)))

    def record(self, effect: RecordDraft) -> None:
        """Do as the app does with a draft of the federation."""
        text = effect.body.decode()
        made = self.draft(text, kind=effect.type)
        self.node.submit(
            (
                Draft(
                    by=made.by,
                    type=made.type,
                    at_ms=made.at_ms,
                    box=made.box,
                    refers=effect.refers,
                    to=effect.to,
                    deadline_ms=effect.deadline_ms,
                ),
            )
        )

    def of(self, kind: type) -> list[Any]:
        """Give what was told of one class."""
        return [each for each in self.told if isinstance(each, kind)]

    def serve(self, asker: str, effect: NetworkEffect) -> Happening | None:
        """Answer a request that needs no decision; none for a refusal."""
        size = self.node.size(effect.origin) if not isinstance(effect, Exchange | SubmitCheckpoint) else 0
        match effect:
            case FetchEntries():
                raws = self.raws(effect.origin, effect.first, min(effect.count, size - effect.first))
                found = ((seq, self.body(effect.origin, seq, raw)) for seq, raw in enumerate(raws, effect.first))
                bodies = tuple((seq, body) for seq, body in found if body is not None)
                given = EntriesReceived(
                    peer=self.name, origin=effect.origin, first=effect.first, raws=raws, bodies=bodies
                )
                return given if raws else None
            case FetchTiles():
                tile = self.log.tile if effect.origin == self.origin else partial(self.mirrors.tile, effect.origin)
                tiles = ((path, tile(path.level or 0, path.index, path.width)) for path in effect.paths)
                held = tuple((path, content) for path, content in tiles if content is not None)
                return (
                    TilesReceived(peer=self.name, origin=effect.origin, size=effect.size, tiles=held) if held else None
                )
            case FetchBody():
                raws = self.raws(effect.origin, effect.seq, 1) if effect.seq < size else ()
                body = self.body(effect.origin, effect.seq, raws[0]) if raws else None
                found_body = body and BodyReceived(peer=self.name, origin=effect.origin, seq=effect.seq, body=body)
                return found_body or None
            case FetchBox():
                make = self.extra.get("box", self.box)
                return make(effect) if effect.seq < size else None
            case _:
                raise AssertionError(asker)

    def raws(self, origin: str, first: int, count: int) -> tuple[bytes, ...]:
        """Read entries to serve them."""
        if count <= 0:
            return ()
        own = origin == self.origin
        return self.log.entries.read(first, count) if own else self.mirrors.entries(origin, first, count)

    def body(self, origin: str, seq: int, raw: bytes) -> KeyBody | None:
        """Read an open body to serve it."""
        if origin != self.origin:
            return self.mirrors.body(origin, seq)
        if seq == 0:
            return genesis_body(self.name)
        box = parse_entry(raw).header.box
        found = None if box is None or box.key_digest is not None else self.bodies.get(box.commitment)
        return None if found is None else found[0]

    def box(self, effect: FetchBox) -> BoxReceived:
        """Make a box for an addressee once more."""
        box = parse_entry(self.raws(effect.origin, effect.seq, 1)[0]).header.box
        assert box is not None
        body, dek = self.bodies[box.commitment]
        assert dek is not None
        sealed: SealedBox = seal_box(body.content, salt=body.salt, dek=dek)
        public = next(
            half
            for half in (box_public_half(seed(f"{name} box")) for name in self.arrangement)
            if box_key_id(half) == effect.key
        )
        wrap = wrap_key(dek, public, commitment=bytes.fromhex(box.commitment))
        return BoxReceived(peer=self.name, origin=effect.origin, seq=effect.seq, sealed=sealed.sealed, wrap=wrap)


class Arrangement:
    """Some parties and the wire between them.

    Attributes:
        parties: By name.
        wire: What is on its way: to whom, and what happens there.
        cut: Pairs (from, to) whose requests fail.
        mono_ms: The clock that never goes back.
        carried: How many messages were carried.
        record_drafts: Whether drafts of the federation are recorded as an app does.
    """

    def __init__(self, folder: Path, names: tuple[str, ...] = NAMES, timing: Timing = TIMING) -> None:
        self.parties = {
            name: Party(name=name, folder=folder / name, arrangement=names, timing=timing) for name in names
        }
        self.wire: deque[Callable[[], None]] = deque()
        self.cut: set[tuple[str, str]] = set()
        self.mono_ms, self.carried = 0, 0
        self.record_drafts = True
        self.second: Party | None = None
        self.reaches: frozenset[str] = frozenset()
        self._requests: dict[int, tuple[Party, NetworkEffect]] = {}
        self._numbers = 0
        for each in self.parties.values():
            self.route(each, each.open())

    def __getitem__(self, name: str) -> Party:
        return self.parties[name]

    def route(self, party: Party, outgoing: tuple[Outgoing, ...]) -> None:
        """Take what a node hands back."""
        for effect in outgoing:
            match effect:
                case AnswerExchange() | AnswerWitness():
                    self._answer(party, effect)
                case RecordDraft():
                    party.told.append(effect)
                    if self.record_drafts and party.node.phase is Phase.TAKING:
                        party.record(effect)
                        self.route(party, party.node.take_outgoing())
                case Deliver() | TellProved() | TellSuspected() | LogStopped():
                    party.told.append(effect)
                case _:
                    self.wire.append(partial(self._ask, party, effect))

    def hear(self, name: str, event: Happening) -> None:
        """Let a node know of something."""
        self.tell(self.parties[name], event)

    def tell(self, party: Party, event: Happening) -> None:
        """Let a node know of something."""
        self.route(party, party.node.happen(event))

    def submit(self, name: str, *drafts: Draft) -> tuple[Entry, ...]:
        """Record something."""
        party = self.parties[name]
        entries = party.node.submit(drafts)
        self.route(party, party.node.take_outgoing())
        return entries

    def rotate(self, name: str, suspect_from_ms: int) -> Entry:
        """Have a party's second key sign its log."""
        party = self.parties[name]
        public = Signer.from_seed(seed(f"{name} log 2")).public
        root = Signer.from_seed(seed(f"{name} root 1"))
        stated = write_statement(rotation(party.origin, public, suspect_from_ms=suspect_from_ms), root, seed("unused"))
        body = KeyBody(salt=seed(f"{name} rotation"), content=stated)
        party.bodies[body_commitment(body.salt, body.content).hex()] = (body, None)
        (entry,) = party.node.submit((key_draft(ROTATE, body, NOON_MS + self.mono_ms),), key_body=body)
        self.route(party, party.node.take_outgoing())
        return entry

    def say(self, name: str, *texts: str) -> tuple[Entry, ...]:
        """Record some entries with open bodies."""
        return self.submit(name, *(self.parties[name].draft(text) for text in texts))

    def tick(self, ms: int = 200) -> None:
        """Let some time pass, and carry all that is on its way."""
        self.tick_lazily(ms)
        self.run()

    def tick_lazily(self, ms: int = 200) -> None:
        """Let some time pass, and leave on its way what is."""
        self.mono_ms += ms
        for party in (*self.parties.values(), *((self.second,) if self.second else ())):
            now_ms = NOON_MS + self.mono_ms + party.clock_ms
            self.tell(party, Tick(now_ms=now_ms, mono_ms=self.mono_ms))

    def run(self) -> None:
        """Carry what is on its way until nothing is."""
        for _ in range(20_000):
            if not self.wire:
                return
            self.carried += 1
            self.wire.popleft()()
        raise AssertionError("the nodes talk without an end")  # noqa: EM101, TRY003 - of a test

    def pass_time(self, ms: int, step_ms: int = 200) -> None:
        """Let a longer time pass."""
        for _ in range(0, ms, step_ms):
            self.tick(step_ms)

    def restart(self, name: str, *, restored: bool = False) -> None:
        """End a node's process and start it again."""
        party = self.parties[name]
        party.leave()
        self.route(party, party.open(restored=restored))

    def split(self, name: str, reaches: frozenset[str]) -> Party:
        """Let a second node live with the keys and the past of a party, whom some peers take for it."""
        first = self.parties[name]
        first.leave()
        for path in (first.folder, first.apart):
            copytree(path, path.with_name(path.name.replace(name, f"{name}2")))
        self.route(first, first.open())
        second = Party(name=name, folder=first.folder.with_name(f"{name}2"), arrangement=first.arrangement)
        second.bodies = first.bodies
        self.second, self.reaches = second, reaches
        self.route(second, second.open())
        return second

    def node_for(self, asker: str, name: str) -> Party:
        """Give the node that somebody reaches under a name."""
        if self.second is not None and name == self.second.name and asker in self.reaches:
            return self.second
        return self.parties[name]

    def part(self, one: str, other: str) -> None:
        """Cut the link between two nodes."""
        self.cut |= {(one, other), (other, one)}

    def join(self) -> None:
        """Mend all links."""
        self.cut.clear()

    def _ask(self, party: Party, effect: NetworkEffect) -> None:
        asker, is_second = party.name, party is self.second
        is_elsewhere = self.second is not None and party.name == self.second.name
        if (asker, effect.peer) in self.cut or (is_elsewhere and (effect.peer in self.reaches) is not is_second):
            self.tell(party, RequestFailed(request=effect))
            return
        target = self.node_for(asker, effect.peer)
        if type(effect) in target.withholds:
            self.tell(party, RequestFailed(request=effect, is_refusal=True))
        elif isinstance(effect, Exchange | SubmitCheckpoint):
            self._numbers += 1
            self._requests[self._numbers] = (party, effect)
            self.tell(target, _request(asker, effect, self._numbers))
        else:
            answer = target.extra.get("serve", target.serve)(asker, effect)
            is_refusal = isinstance(effect, FetchTiles) or target.node.size(effect.origin) > 0
            self.tell(party, RequestFailed(request=effect, is_refusal=is_refusal) if answer is None else answer)

    def _answer(self, party: Party, effect: AnswerExchange | AnswerWitness) -> None:
        asker, request = self._requests[effect.request]
        if isinstance(effect, AnswerExchange):
            event: Happening = NotesReceived(peer=party.name, notes=effect.notes, evidence=effect.evidence)
        else:
            assert isinstance(request, SubmitCheckpoint)
            size = int(request.note.split(b"\n")[1])
            event = CheckpointAnswered(peer=party.name, size=size, status=effect.status, body=effect.body)
        self.wire.append(partial(self.tell, asker, event))


def _request(asker: str, effect: Exchange | SubmitCheckpoint, number: int) -> Happening:
    if isinstance(effect, Exchange):
        return NotesReceived(peer=asker, notes=effect.notes, evidence=effect.evidence, request=number)
    return AddCheckpoint(request=number, old_size=effect.old_size, proof=effect.proof, note=effect.note)
