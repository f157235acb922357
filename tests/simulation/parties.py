# SPDX-License-Identifier: Apache-2.0
"""Parties of the simulation (EXERCISE): the real node on a simulated disk, driven as the real server drives it.

A party that lies is made of the same node: of two that share one key and live different lives, each shown to another
peer; of one whose clock says what it likes; of one that never gives what it is asked for.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from simulation.chance import Chance
from simulation.disk import Crash, Disk
from simulation.invariants import Watch
from simulation.net import Action, Net
from truceline.base.errors import AuthorityError, NodeError
from truceline.crypto.boxes import WRAP_BYTES, SealedBox, box_key_id, box_public_half, open_wrap, seal_box, wrap_key
from truceline.crypto.commitments import body_commitment
from truceline.crypto.merkle import CompactTree, leaf_hash
from truceline.crypto.notes import COSIGNATURE_TYPE, KeyRole, VerifierKey
from truceline.crypto.signatures import SIGNATURE_BYTES, Signer, verify_signature
from truceline.federation.evidence import Proved, ProvedCosigner, ProvedDenial, ProvedFork
from truceline.federation.forks import verify_fork
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
    WithoutPeers,
)
from truceline.federation.members import Member, member_of
from truceline.federation.node import Ports, RecordNode
from truceline.federation.timing import Timing
from truceline.ledger.genesis import Genesis
from truceline.ledger.keyring import KeyBody
from truceline.ledger.states import Phase
from truceline.records.entries import ENTRY_LABEL, LOG_AUTHOR, SEALED_TYPE, Box, Draft
from truceline.storage.ledger_files import LedgerFiles
from truceline.storage.mirror_files import MirrorFiles, joined_hashes, log_folder

NOON_MS = 1_900_000_000_000
TIMING = Timing(
    exchange_ms=2_000,
    news_ms=400,
    request_ms=1_200,
    retry_ms=200,
    retry_max_ms=1_600,
    recosign_ms=2_500,
    box_ms=2_000,
    challenge_ms=6_000,
    deadline_ms=12_000,
    stale_ms=20_000,
    doubt_ms=30_000,
    sample_ms=30_000,
)
TICK_MS = 100
FOLDERS = ("", "/node", "/apart", "/node/record", "/node/mirrors", "/apart/log", "/apart/peers")
RECORD, MIRRORS, LOG, PEERS = (Path(each) for each in FOLDERS[3:])


class Surroundings(Protocol):
    """The world as a party has it."""

    chance: Chance
    net: Net
    watch: Watch
    now: int

    def at(self, delay_ms: int, label: str, action: Action) -> None:
        """Have something done after a while."""

    def route(self, source: str, target: str) -> "Party | None":
        """Give the node that a party reaches under another's name; none when it is down."""

    def crashed(self, party: "Party") -> None:
        """Be told that a node is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The keys of a party, and its member."""

    member: Member
    signers: dict[bytes, Signer] = field(repr=False)
    roles: dict[bytes, KeyRole] = field(repr=False)
    box_secret: bytes = field(repr=False)
    box_key: bytes


@cache
def person(name: str, *, is_quick: bool) -> Person:
    """Make the keys of a party."""
    log, witness, mirror, root, later = (
        Signer.from_seed(sha256(f"{name} {role} {is_quick}".encode()).digest())
        for role in ("log", "witness", "mirror", "root", "later")
    )
    secret = sha256(f"{name} box".encode()).digest()
    public = box_public_half(secret)
    genesis = Genesis(
        arrangement="exercise",
        party=name,
        log_key=log.public,
        root_key=root.public,
        next_root=sha256(later.public).digest(),
        witness_keys=(VerifierKey(name=f"{name}.example/witness", type=COSIGNATURE_TYPE, public=witness.public),),
        mirror_keys=(VerifierKey(name=f"{name}.example/mirror", type=COSIGNATURE_TYPE, public=mirror.public),),
        box_keys=(public,),
    )
    body = KeyBody(salt=sha256(name.encode()).digest(), content=genesis.to_bytes())
    signers = {each.public: each for each in (log, witness, mirror)}
    roles = dict(zip(signers, (KeyRole.LOG, KeyRole.WITNESS, KeyRole.MIRROR), strict=True))
    return Person(member=member_of(body), signers=signers, roles=roles, box_secret=secret, box_key=public)


class Party:
    """One node and the machine it runs on.

    Attributes:
        name: Of the party.
        branch: Which of its lives, when it leads two.
        person: Its keys.
        disk: Its two devices.
        node: The running node; none while it is down.
        is_honest: Whether it keeps to the rules.
        offset_ms: How far its clock is off.
        withholds: Whether it gives nothing that it is asked for.
        spoils: Whether it alters bodies of others that it gives, and signs some of its entries wrongly.
    """

    def __init__(self, world: Surroundings, name: str, others: tuple[Member, ...], *, is_quick: bool) -> None:
        self.name, self.branch = name, ""
        self.person = person(name, is_quick=is_quick)
        self.disk = Disk(world.chance, FOLDERS)
        self.node: RecordNode | None = None
        self.is_honest, self.withholds, self.spoils = True, False, False
        self.offset_ms, self.was_off, self.split_at = 0, False, 0
        self.timing = TIMING
        self.reaches: set[str] | None = None
        self.bodies: dict[bytes, tuple[KeyBody, bytes]] = {}
        self._world, self._others, self._is_quick = world, others, is_quick
        self._answers: dict[int, Callable[[Happening], None]] = {}
        self._requests = self._made = self.lives = 0
        self._drafts: list[RecordDraft] = []

    @property
    def origin(self) -> str:
        """Of its log."""
        return self.person.member.origin

    def now_ms(self) -> int:
        """What its clock says."""
        return NOON_MS + self._world.now + self.offset_ms

    def worst(self, path: str) -> bytes:
        """Give of a file what is sure to be left."""
        stored = self.disk.durable.get(path)
        return b"" if stored is None else stored.durable

    def is_locked(self, size: int) -> bool:
        """Say whether the lock surely holds a head of a size."""
        return f'"size":{size}}}'.encode() in self.worst("/apart/log/lock")

    def has_cosigned(self, role: KeyRole, origin: str, head: tuple[int, bytes], time_s: int) -> bool:
        """Say whether it is sure to be known later that a head was cosigned at a time."""
        size, root = head
        said = f'"{role}":{{"root":"{root.hex()}","size":{size},"time":{time_s}}}'
        return said.encode() in self.worst(f"/apart/peers/{log_folder(origin)}/cosigned")

    def is_kept(self, origin: str, head: tuple[int, bytes]) -> bool:
        """Say whether all entries under a head are sure to be left."""
        content, tree, place = self.worst(f"/node/mirrors/{log_folder(origin)}/entries.log"), CompactTree(), 0
        while tree.size < head[0] and place < len(content):
            end = place + 8 + int.from_bytes(content[place : place + 4], "big")
            tree.append(leaf_hash(content[place + 8 : end]))
            place = end
        return (tree.size, tree.root()) == head

    def is_right(self, delivered: Deliver) -> bool:
        """Say whether a delivered entry is signed by its log's key, and its body the one that it commits to."""
        entry, body, box = delivered.entry, delivered.body, delivered.entry.header.box
        key = next(each.first_key for each in self._others if each.origin == delivered.origin)
        try:
            verify_signature(key.public, entry.signed, entry.signature)
        except NodeError:
            return False
        return body is None or (box is not None and body_commitment(body.salt, body.content).hex() == box.commitment)

    @staticmethod
    def accused(proved: Proved) -> str:
        """Say of which party something is proved."""
        if isinstance(proved, ProvedCosigner):
            return proved.cosigner.split(".")[0]
        return proved.party if isinstance(proved, ProvedDenial) else proved.origin.split("/")[2]

    def verify_fork(self, proved: ProvedFork) -> None:
        """Verify a proof as a stranger would, with nothing but the key of the log."""
        assert len(proved.bundle) <= 4_096, len(proved.bundle)
        key = next(each.first_key for each in self._others if each.origin == proved.origin)
        verify_fork(proved.bundle, lambda _, _size: (key,), verify=verify_signature)

    def empty(self, device: str) -> dict[str, bytes | None]:
        """Give what a new device holds: folders alone."""
        return dict.fromkeys(each for each in FOLDERS if each.startswith(f"{device}/"))

    def twin(self) -> "Party":
        """Give a second node with the same keys and the same past."""
        other = Party(self._world, self.name, self._others, is_quick=self._is_quick)
        other.branch, other.is_honest, other.bodies = "'", False, self.bodies
        for device in FOLDERS[1:3]:
            other.disk.put_back(device, self.disk.image(device))
        return other

    def doubts_nothing(self) -> None:
        """Cosign whatever the clock says."""
        self.timing = replace(self.timing, doubt_ms=10**12)
        if self.node is not None:
            self.stop(with_power=False)
            self.start()

    # Signing, for ``Ports.keys`` and ``Ports.boxes``.

    def sign(self, public: bytes, message: bytes) -> bytes:
        """Sign, watched."""
        if public not in self.person.signers:
            said = "key: expected one that this node holds, got another"
            raise AuthorityError(said)
        self._world.watch.signs(self, public, message)
        if self.spoils and message.startswith(ENTRY_LABEL) and self._world.chance.hits(300):
            return bytes(SIGNATURE_BYTES)
        return self.person.signers[public].sign(message)

    def open_wrap(self, key: str, wrap: bytes, commitment: bytes) -> bytes:
        """Open a wrap."""
        if not self._is_quick:
            return open_wrap(wrap, self.person.box_secret, commitment=commitment)
        if wrap[32:64].decode() != key or wrap[64:] != commitment[:16]:
            said = "box: expected a key wrapped for this recipient and this entry, got another"
            raise AuthorityError(said)
        return wrap[:32]

    def _wrap(self, dek: bytes, key: str, commitment: bytes) -> bytes:
        if self._is_quick:
            return (dek + key.encode() + commitment[:16]).ljust(WRAP_BYTES, b"\0")
        people = (person(each.party, is_quick=False) for each in self._others)
        public = next(each.box_key for each in people if box_key_id(each.box_key) == key)
        return wrap_key(dek, public, commitment=commitment)

    # Its life.

    def start(self, *, restored: bool = False) -> None:
        """Start the node on what its disk holds."""
        if self.node is not None:
            return
        self.lives += 1
        self._answers.clear()
        self._drafts.clear()
        self.guard(partial(self._open, restored=restored))

    def _open(self, *, restored: bool) -> tuple[Outgoing, ...]:
        self.files = LedgerFiles(RECORD, LOG, tell=lambda _: None, files=self.disk)
        self.mirrors = MirrorFiles(MIRRORS, PEERS, files=self.disk)
        self.ports = Ports(
            perform_log=self.files.perform,
            perform_mirror=self.mirrors.perform,
            hashes=joined_hashes(self.files.tile, lambda: self.origin, self.mirrors),
            keys=self,
            boxes=self,
            timing=self.timing,
        )
        self.node = RecordNode(self.ports, self.person.member, self._others)
        outgoing = self.node.open(restored=restored)
        if self.node.phase is Phase.EMPTY:
            outgoing = (*outgoing, *self.node.begin(self.person.member.genesis, self.now_ms()))
        self._world.watch.opened(self)
        return outgoing

    def guard(self, act: Callable[[], tuple[Outgoing, ...]]) -> None:
        """Have the node do something, unless the machine ends inside it."""
        life = self.lives
        try:
            outgoing = act()
        except Crash:
            self.down()
            self._world.crashed(self)
            return
        except OSError:
            self.down()
            self._world.at(300, f"{self.name} start", self.start)
            return
        for each in outgoing:
            if self.node is None or self.lives != life:
                return
            self._route(each)

    def down(self) -> None:
        """Be gone, with all that memory held."""
        self.node = None

    def stop(self, *, with_power: bool) -> None:
        """Have the process or the power end between two calls."""
        self.down()
        self.disk.end(with_power=with_power)

    def hear(self, event: Happening) -> None:
        """Let the node know of something."""
        node = self.node
        if not self.is_honest and isinstance(event, NotesReceived):
            # Who leads two lives does not listen to what is said about them.
            others = tuple(each for each in event.notes if not each.startswith(self.origin.encode()))
            event = replace(event, notes=others, evidence=())
        if node is not None:
            self.guard(lambda: node.happen(event))

    def tick(self) -> None:
        """Let the node know what time it is, and do what the app has to do."""
        self.hear(Tick(now_ms=self.now_ms(), mono_ms=self._world.now))
        drafts, self._drafts = self._drafts, []
        if drafts and self.node is not None and self.node.phase is Phase.TAKING:
            self.submit(tuple(self._drafted(each) for each in drafts))

    def go_on_without_peers(self) -> None:
        """Decide as an operator."""
        self.hear(WithoutPeers())

    def write(self, count: int) -> None:
        """Record some entries: some with an open body, some with one that is sealed for others."""
        self.submit(tuple(self._invented() for _ in range(count)))

    def submit(self, drafts: tuple[Draft, ...]) -> None:
        """Have entries put into the log; who waits is answered when the node says that they are in it."""
        node = self.node
        if node is None or node.phase is not Phase.TAKING:
            return

        def act() -> tuple[Outgoing, ...]:
            try:
                entries = node.submit(drafts)
            except NodeError:
                return ()
            self._world.watch.acknowledged(self, entries)
            return node.take_outgoing()

        self.guard(act)

    def _invented(self) -> Draft:
        chance, self._made = self._world.chance, self._made + 1
        name = f"{self.name}{self.branch} {self._made} {self.lives}".encode()
        salt, dek = sha256(b"salt" + name).digest(), sha256(b"dek" + name).digest()
        if chance.hits(400):
            box = seal_box(name, salt=salt, dek=dek)
            to = tuple(each.box_keys[0] for each in self._others if chance.hits(700)) or self._others[0].box_keys
            header = Box.of_sealed(box.header)
            self.bodies[bytes.fromhex(header.commitment)] = (KeyBody(salt=salt, content=name), dek)
            return Draft(by=LOG_AUTHOR, type=SEALED_TYPE, at_ms=self.now_ms(), box=header, to=to)
        return self._with_body("agreement.proposed", KeyBody(salt=salt, content=name))

    def _drafted(self, draft: RecordDraft) -> Draft:
        salt = sha256(draft.body + str(self._world.now).encode()).digest()
        made = self._with_body(draft.type, KeyBody(salt=salt, content=draft.body))
        return replace(made, refers=draft.refers, to=draft.to, deadline_ms=draft.deadline_ms)

    def _with_body(self, kind: str, body: KeyBody) -> Draft:
        commitment = body_commitment(body.salt, body.content)
        self.bodies[commitment] = (body, b"")
        box = Box(commitment=commitment.hex(), size=len(body.content))
        return Draft(by=LOG_AUTHOR, type=kind, at_ms=self.now_ms(), box=box)

    # What it hands to the world.

    def _route(self, effect: Outgoing) -> None:
        match effect:
            case AnswerExchange():
                answer = NotesReceived(peer=self.name, notes=effect.notes, evidence=effect.evidence)
                self._answer(effect.request, answer)
            case AnswerWitness():
                self._answer(effect.request, effect)  # type: ignore[arg-type]
            case RecordDraft():
                self._world.watch.told(self, effect)
                self._drafts.append(effect)
            case Deliver() | TellProved() | TellSuspected():
                self._world.watch.told(self, effect)
            case LogStopped():
                self._world.at(500, f"{self.name} restart", partial(self._restart, self.lives))
            case _:
                self._ask(effect)

    def _restart(self, life: int) -> None:
        if self.lives == life and self.node is not None:
            self.stop(with_power=False)
            self.start()

    def _answer(self, request: int, event: Happening) -> None:
        answer = self._answers.pop(request, None)
        if answer is not None:
            answer(event)

    def _ask(self, effect: NetworkEffect) -> None:
        life, world, peer = self.lives, self._world, effect.peer
        if self.reaches is not None and peer not in self.reaches:
            return

        def back(event: Happening) -> None:
            if isinstance(event, AnswerWitness):
                assert isinstance(effect, SubmitCheckpoint)
                size = int(effect.note.split(b"\n")[1])
                event = CheckpointAnswered(peer=peer, size=size, status=event.status, body=event.body)
            world.net.send((peer, self.name), f"{self.name} < {peer} {type(event).__name__}", lambda: heard(event))

        def heard(event: Happening) -> None:
            if self.lives == life:
                self.hear(event)

        def forth() -> None:
            target = world.route(self.name, peer)
            if target is not None:
                target.serve(self.name, effect, back)
            elif world.chance.hits(500):
                heard(RequestFailed(request=effect))

        world.net.send((self.name, peer), f"{self.name} > {peer} {type(effect).__name__}", forth)

    # What it does for others.

    def serve(self, asker: str, effect: NetworkEffect, back: Callable[[Happening], None]) -> None:
        """Answer a request as the server does."""
        if self.withholds and not isinstance(effect, Exchange | SubmitCheckpoint):
            back(RequestFailed(request=effect, is_refusal=True))
            return
        if isinstance(effect, Exchange | SubmitCheckpoint):
            self._requests += 1
            number, self._answers[self._requests] = self._requests, back
            if isinstance(effect, Exchange):
                event: Happening = NotesReceived(
                    peer=asker, notes=effect.notes, evidence=effect.evidence, request=number
                )
            else:
                event = AddCheckpoint(request=number, old_size=effect.old_size, proof=effect.proof, note=effect.note)
            self.hear(event)
            return
        node, own = self.node, effect.origin == self.origin
        assert node is not None
        last = effect.first if isinstance(effect, FetchEntries) else 0
        last = last if isinstance(effect, FetchEntries | FetchTiles) else effect.seq
        if own and (node.phase is not Phase.TAKING or last >= node.size(effect.origin)):
            # Nothing is refused that may well be there a moment later.
            back(RequestFailed(request=effect))
            return
        answer = self._served(effect)
        back(RequestFailed(request=effect, is_refusal=True) if answer is None else answer)

    def _served(self, effect: FetchEntries | FetchTiles | FetchBody | FetchBox) -> Happening | None:
        assert self.node is not None
        size = self.node.size(effect.origin)
        match effect:
            case FetchEntries():
                raws = self._raws(effect.origin, effect.first, min(effect.count, size - effect.first))
                bodies = tuple(
                    (seq, body)
                    for seq, raw in enumerate(raws, effect.first)
                    if (body := self._body(effect.origin, seq, raw)) is not None
                )
                return EntriesReceived(
                    peer=self.name, origin=effect.origin, first=effect.first, raws=raws, bodies=bodies
                )
            case FetchTiles():
                own = effect.origin == self.origin
                tile = self.files.tile if own else partial(self.mirrors.tile, effect.origin)
                found = ((path, tile(path.level or 0, path.index, path.width)) for path in effect.paths)
                tiles = tuple((path, content) for path, content in found if content is not None)
                if size < effect.size or not tiles:
                    return None
                return TilesReceived(peer=self.name, origin=effect.origin, size=effect.size, tiles=tiles)
            case FetchBody():
                raws = self._raws(effect.origin, effect.seq, 1) if effect.seq < size else ()
                body = self._body(effect.origin, effect.seq, raws[0]) if raws else None
                if body is None:
                    return None
                return BodyReceived(peer=self.name, origin=effect.origin, seq=effect.seq, body=body)
            case FetchBox():
                return self._box(effect) if effect.seq < size else None

    def _raws(self, origin: str, first: int, count: int) -> tuple[bytes, ...]:
        if count <= 0:
            return ()
        if origin == self.origin:
            return self.files.entries.read(first, count)
        return self.mirrors.entries(origin, first, count)

    def _body(self, origin: str, seq: int, raw: bytes) -> KeyBody | None:
        if origin != self.origin:
            kept = self.mirrors.body(origin, seq)
            return kept if kept is None or not self.spoils else replace(kept, content=kept.content[:-1] + b"?")
        if seq == 0:
            return self.person.member.genesis
        if b'"k":"' in raw or b'"box":{"c":"' not in raw:
            return None
        start = raw.index(b'"c":"') + 5
        return self.bodies[bytes.fromhex(raw[start : start + 64].decode())][0]

    def _box(self, effect: FetchBox) -> Happening | None:
        raw = self._raws(effect.origin, effect.seq, 1)[0]
        start = raw.index(b'"c":"') + 5
        commitment = bytes.fromhex(raw[start : start + 64].decode())
        body, dek = self.bodies[commitment]
        if f'"{effect.key}"'.encode() not in raw:
            return None
        sealed: SealedBox = seal_box(body.content, salt=body.salt, dek=dek)
        wrap = self._wrap(dek, effect.key, commitment)
        return BoxReceived(peer=self.name, origin=effect.origin, seq=effect.seq, sealed=sealed.sealed, wrap=wrap)
