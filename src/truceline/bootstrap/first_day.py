# SPDX-License-Identifier: Apache-2.0
"""The first day of three nodes: an entry travels, a line is cut, a stale backup is put back, a history is forged.

Everything is real but the parties: folders, processes, certificates, keys, lines. Each thing that is told as proven was
verified by this program with the keys on the nodes' cards, as a peer or as a stranger would verify it.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import msgspec

from truceline.base.clock import Clock
from truceline.base.errors import DivergenceError, StateError
from truceline.base.instants import NS_PER_S, to_text
from truceline.bootstrap.drill_bundles import (
    ReadLog,
    narrowing_notes,
    organisations_of,
    read_head,
    read_log,
    write_bundle,
    write_policy,
)
from truceline.bootstrap.drill_link import Link
from truceline.bootstrap.drill_nodes import DrillNode, copy_image, put_image_back, wait_until
from truceline.crypto.checkpoints import Checkpoint, VerifiedCheckpoint
from truceline.crypto.merkle import CompactTree
from truceline.crypto.notes import KeyRole, Note, NoteSignature
from truceline.federation.members import Member, member_of
from truceline.ledger.keyring import log_verifier
from truceline.peers.client import Question
from truceline.peers.wire import ShownHead, ShownNotes, write_head, write_notes
from truceline.records.entries import LOG_AUTHOR, Draft, make_entry, parse_entry

STEP_S = 40.0
"""How long anything in the drill may take [s]: it takes a second or two, on a machine with nothing else to do."""
_MS_PER_NS = 1_000_000
_HOUR_NS = 3_600 * NS_PER_S
_CREATED, _OK, _CONFLICT = 201, 200, 409
_JSON = "application/json"
_TOGETHER = 2
_RING = [[-124.45, -44.75], [-124.15, -44.75], [-124.15, -44.55], [-124.45, -44.55], [-124.45, -44.75]]
"""Invented ground over open ocean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One thing that the drill tells.

    Attributes:
        step: In which step.
        text: What happened.
        is_proven: Whether it was verified with the keys of the cards.
    """

    step: str
    text: str
    is_proven: bool


@dataclass(slots=True, kw_only=True)
class FirstDay:
    """The drill.

    Attributes:
        nodes: ``north``, ``south`` and ``un``.
        clock: Tells the present instant.
        out: Where bundles, policies and the proof of a fork are written.
        tell: Is told each thing as it happens.
    """

    nodes: Mapping[str, DrillNode]
    clock: Clock
    out: Path
    tell: Callable[[Shown], None]
    _members: tuple[Member, ...] = field(default=(), init=False)
    _exported: tuple[bytes, ...] = field(default=(), init=False)
    """Notes that proved times to north, exported before its disk was lost."""
    _step: str = field(default="", init=False)

    def run(self) -> None:
        """Run it.

        Raises:
            NodeError: Something was not as it must be.
        """
        self._members = tuple(member_of(each.card.genesis) for each in self.nodes.values())
        copy_image(self.nodes["north"], self._image)
        for node in self.nodes.values():
            node.begin()
        for node in self.nodes.values():
            node.await_answer()
        self._begin("an entry travels")
        self.entry_travels()
        self._begin("a line is cut and heals")
        self.line_is_cut()
        self._begin("a stale backup is put back")
        self.backup_is_put_back()
        self._begin("what a judge is given")
        self.give_to_judge()
        self._begin("a forged history is caught")
        self.history_is_forged()

    def entry_travels(self) -> None:
        """Have an entry of north kept, opened and cosigned by the others.

        Raises:
            NodeError: It is not.
        """
        north, south = self.nodes["north"], self.nodes["south"]
        self._settled()
        before = self._size("north", "north")
        seconds = time.monotonic()
        self._file(north, south.party)
        wait_until(lambda: self._size("un", "north") > before, "north's entry at un", STEP_S)
        head = self._cosigned_head("north", before + 1)
        boxes = south.folder.mirrors / north.log / "boxes"
        wait_until(lambda: boxes.is_dir() and any(boxes.iterdir()), "the sealed body at south", STEP_S)
        took = time.monotonic() - seconds
        self._say(f"north's officer filed a plan, sealed for south; it is entry {before} of north's log")
        self._prove(
            f"south and un cosigned north's head of {head.checkpoint.size} entries, {took:.1f} s after the filing"
        )
        self._say("south's node holds the sealed body and opened it; un holds the entry and cannot read the body")

    def line_is_cut(self) -> None:
        """Cut south off, let both sides record, and have them catch up.

        Raises:
            StateError: Something passed the cut line.
        """
        north, south = self.nodes["north"], self.nodes["south"]
        sizes = {name: self._size("un", name) for name in ("north", "south")}
        self._cut("south")
        self._say("every line to and from south is cut")
        for _ in range(3):
            self._file(north, south.party)
        self._file(south, north.party)
        wait_until(lambda: self._size("un", "north") >= sizes["north"] + 3, "north's entries at un", STEP_S)
        if self._size("south", "north") != sizes["north"] or self._size("un", "south") != sizes["south"]:
            message = "drill: expected nothing to pass a line that is cut, got something that did"
            raise StateError(message)
        self._prove("un holds north's 3 new entries; south holds none of them, and nobody holds south's own new entry")
        self._heal("south")
        seconds = time.monotonic()
        self._settled()
        took = time.monotonic() - seconds
        self._say(f"the lines heal; {took:.1f} s later each node holds every entry of all three logs")
        self._prove("the heads that each node gives are equal, and two other organisations cosigned each")

    def backup_is_put_back(self) -> None:
        """Put an old image of north's disk in its place while nobody can be asked; then let it ask.

        Raises:
            StateError: North took something before it had asked.
        """
        north, south = self.nodes["north"], self.nodes["south"]
        old = self._size("un", "north")
        self._file(north, south.party)
        kept = self._cosigned_head("north", old + 1)
        self._settled()
        self._exported = narrowing_notes(north.folder, [self._log("north", other) for other in self.nodes])
        north.kill()
        put_image_back(north, self._image)
        size = kept.checkpoint.size
        self._say(
            f"north's node is killed; this morning's disk image, of 1 entry, is put back: {size} were signed since"
        )
        self._cut("north")
        north.start()
        refusal = self._try_filing(north, south.party)
        if refusal == _CREATED or self._readiness(north):
            message = "drill: expected north to take nothing before its peers were asked, got a node that did"
            raise StateError(message)
        self._say("with its lines cut north takes nothing and signs nothing: its lock, on another device, knows more")
        self._heal("north")
        wait_until(lambda: self._readiness(north), "north to go on", STEP_S)
        self._say("the lines heal; north asks its peers, gets its own entries back, verifies them, and goes on")
        self._file(north, south.party)
        self._cosigned_head("north", kept.checkpoint.size + 1)
        self._settled()
        self._continues(kept)

    def give_to_judge(self) -> None:
        """Write, for each node, a bundle of what it holds and a policy."""
        self._settled()
        now_ms = self.clock.now_ns() // _MS_PER_NS
        for name, node in self.nodes.items():
            logs = [self._log(name, other) for other in self.nodes]
            notes = narrowing_notes(node.folder, logs)
            if name == "north":
                # Its disk was lost since; what had been exported before was not.
                notes = (*self._exported, *notes)
            bundle = write_bundle(logs, notes, now_ms)
            (self.out / f"{name}.bundle").write_bytes(bundle)
            (self.out / f"{name}.policy").write_bytes(write_policy(node.folder))
            count = sum(len(each.raws) for each in logs)
            self._say(
                f"{name}.bundle: {count} entries of three logs with their cosigned heads; {name}.policy: whose keys"
            )

    def history_is_forged(self) -> None:
        """Have whoever holds south's keys show un another history, and have un prove it.

        Raises:
            DivergenceError: Un cosigned it.
        """
        south, un, north = self.nodes["south"], self.nodes["un"], self.nodes["north"]
        honest = self._log("un", "south")
        note = self._forged(honest)
        asked = Question(
            method="POST",
            path="/record/add-checkpoint",
            content=write_head(ShownHead(old_size=honest.head.checkpoint.size, proof=(), note=note)),
        )
        answer = un.as_peer(south, asked)
        if answer.status in {_OK, _CREATED}:
            message = f"drill: expected un to refuse a second history, got {answer.status}"
            raise DivergenceError(message)
        self._say(f"south's own key signs another history; un, asked to cosign it, refuses ({answer.status})")
        content = write_notes(ShownNotes(notes=(note,)))
        un.as_peer(south, Question(method="POST", path="/record/exchange", content=content, media_type=_JSON))
        found = self._evidence(un, south)
        (self.out / "south-two-histories.fork").write_bytes(found)
        self._prove(f"un wrote the proof that one key signed two histories: {len(found)} bytes, for anybody to verify")
        self._evidence(north, south)
        self._say("north was told of it by un, verified it, and holds it too")

    @property
    def _image(self) -> Path:
        """Where the image of north's disk lies that was taken before its node first ran."""
        return self.nodes["north"].folder.root.with_name("north-image")

    def _file(self, node: DrillNode, *readers: str) -> None:
        """File an invented plan that some parties may read.

        Raises:
            StateError: It is not taken.
        """
        status = self._try_filing(node, *readers)
        if status != _CREATED:
            message = f"drill: expected {node.name} to take a plan, got {status}"
            raise StateError(message)

    def _try_filing(self, node: DrillNode, *readers: str) -> int:
        start_ns = self.clock.now_ns() + 24 * _HOUR_NS
        volume = {
            "geometry": {"type": "Polygon", "coordinates": [_RING]},
            "start": to_text(start_ns),
            "end": to_text(start_ns + 2 * _HOUR_NS),
        }
        plan = {
            "kind": ["flight.non_combat"],
            "party": node.party,
            "sharing": {"full": list(readers), "conflict": []},
            "volumes": [volume],
        }
        content = msgspec.json.encode(plan)
        return node.as_officer(Question(method="POST", path="/v1/intents", content=content, media_type=_JSON)).status

    def _readiness(self, node: DrillNode) -> bool:
        return node.as_officer(Question(method="GET", path="/readyz")).status == _OK

    def _maybe_head(self, at: str, of: str) -> tuple[bytes, VerifiedCheckpoint] | None:
        """Read what one node knows of another's log, and verify it."""
        node = self.nodes[at]
        peer = next(each for name, each in self.nodes.items() if name != at)
        return read_head(partial(node.as_peer, peer), self._member(of), self._members)

    def _head(self, at: str, of: str) -> VerifiedCheckpoint:
        found = self._maybe_head(at, of)
        assert found is not None, "the drill waited for it"
        return found[1]

    def _size(self, at: str, of: str) -> int:
        found = self._maybe_head(at, of)
        return 0 if found is None else found[1].checkpoint.size

    def _log(self, at: str, of: str) -> ReadLog:
        node = self.nodes[at]
        peer = next(each for name, each in self.nodes.items() if name != at)
        return read_log(partial(node.as_peer, peer), self._member(of), self._members)

    def _member(self, name: str) -> Member:
        origin = self.nodes[name].card.origin
        return next(each for each in self._members if each.origin == origin)

    def _cosigned_head(self, name: str, size: int) -> VerifiedCheckpoint:
        """Wait until two other organisations, as mirrors, cosigned a head of a log, of some size at least."""

        def is_so() -> bool:
            found = self._maybe_head(name, name)
            if found is None:
                return False
            _, head = found
            mirrors = [each for each in head.cosignatures if each.key.role is KeyRole.MIRROR]
            is_kept = len(organisations_of(head, self._member(name))) >= _TOGETHER and len(mirrors) >= _TOGETHER
            return head.checkpoint.size >= size and is_kept

        wait_until(is_so, f"two cosignatures over {name}'s head of {size}", STEP_S)
        return self._head(name, name)

    def _settled(self) -> None:
        """Wait until each node gives the same heads of all logs, each cosigned by two other organisations."""

        def is_so() -> bool:
            for of in self.nodes:
                heads = [self._maybe_head(at, of) for at in self.nodes]
                if any(each is None for each in heads):
                    return False
                found = [each[1] for each in heads if each is not None]
                if len({each.checkpoint for each in found}) != 1:
                    return False
                if any(len(organisations_of(each, self._member(of))) < _TOGETHER for each in found):
                    return False
            return True

        wait_until(is_so, "equal heads, each cosigned by two others", STEP_S)

    def _continues(self, kept: VerifiedCheckpoint) -> None:
        """Hold the log that went on against the head that was cosigned before.

        Raises:
            DivergenceError: It is another history.
        """
        log = self._log("north", "north")
        tree = CompactTree()
        for raw in log.raws[: kept.checkpoint.size]:
            tree.append(parse_entry(raw).leaf)
        if tree.size != kept.checkpoint.size or tree.root() != kept.checkpoint.root:
            message = "drill: expected north to continue the history that was cosigned, got another"
            raise DivergenceError(message)
        size = log.head.checkpoint.size
        self._prove(f"north's head of {size} entries continues the one of {kept.checkpoint.size} that un held: no fork")

    def _forged(self, honest: ReadLog) -> bytes:
        """Sign another history of south's log, of the same size, as whoever holds its keys could."""
        keys = self.nodes["south"].held_keys()
        entries = [parse_entry(raw) for raw in honest.raws]
        draft = Draft(by=LOG_AUTHOR, type="report.stated", at_ms=self.clock.now_ns() // _MS_PER_NS)
        sign = partial(keys.sign, honest.member.first_key.public)
        other = make_entry(draft, log=honest.member.origin, seq=len(entries) - 1, prev=entries[-2].leaf, sign=sign)
        tree = CompactTree()
        for each in (*entries[:-1], other):
            tree.append(each.leaf)
        key = log_verifier(honest.member.origin, honest.member.first_key.public)
        body = Checkpoint(origin=honest.member.origin, size=tree.size, root=tree.root()).to_body()
        signature = NoteSignature(name=key.name, key_id=key.id, content=sign(body.encode()))
        keys.forget()
        return Note(body=body, signatures=(signature,)).to_bytes()

    def _evidence(self, node: DrillNode, of: DrillNode) -> bytes:
        """Wait for the proof of a fork in a node's folder."""
        place = node.folder.mirrors / of.log / "evidence"
        wait_until(lambda: any(place.glob("E1-*.fork")), f"the proof of a fork at {node.name}", STEP_S)
        return next(iter(sorted(place.glob("E1-*.fork")))).read_bytes()

    def _cut(self, name: str) -> None:
        for each in self._lines(name):
            each.cut()

    def _heal(self, name: str) -> None:
        for each in self._lines(name):
            each.heal()

    def _lines(self, name: str) -> list[Link]:
        """Give all lines to and from a node."""
        own = list(self.nodes[name].links.values())
        return own + [node.links[name] for other, node in self.nodes.items() if other != name]

    def _begin(self, step: str) -> None:
        self._step = step

    def _say(self, text: str) -> None:
        self.tell(Shown(step=self._step, text=text, is_proven=False))

    def _prove(self, text: str) -> None:
        self.tell(Shown(step=self._step, text=text, is_proven=True))
