# SPDX-License-Identifier: Apache-2.0
"""What must hold at every step of every schedule, judged from outside: by what is signed, told, and durable."""

from hashlib import sha256
from typing import TYPE_CHECKING, NoReturn

from truceline.crypto.merkle import CompactTree, leaf_hash
from truceline.crypto.notes import KeyRole, decode_base64
from truceline.federation.evidence import ProvedCosigner, ProvedDenial, ProvedFork, ProvedTime, Suspected
from truceline.federation.happenings import Deliver, RecordDraft, TellProved, TellSuspected
from truceline.ledger.states import Phase
from truceline.records.entries import ENTRY_LABEL, Entry
from truceline.storage.mirror_files import log_folder

if TYPE_CHECKING:
    from simulation.parties import Party

COSIGNED = b"cosignature/v1\ntime "


class InvariantError(AssertionError):
    """Something that must hold does not."""


def fail(what: str) -> NoReturn:
    """Say that something does not hold."""
    raise InvariantError(what)


class History:
    """All heads that a log can have had, by its entries as they were when they were first signed."""

    def __init__(self) -> None:
        self.raws: list[bytes] = []
        self.roots = [sha256().digest()]
        self._tree = CompactTree()

    def extend(self, raws: tuple[bytes, ...]) -> None:
        """Go on."""
        for raw in raws:
            self._tree.append(leaf_hash(raw))
            self.raws.append(raw)
            self.roots.append(self._tree.root())

    def has(self, size: int, root: bytes) -> bool:
        """Say whether a head is of this history."""
        return size < len(self.roots) and self.roots[size] == root


class Watch:
    """Watches all parties of one schedule."""

    def __init__(self) -> None:
        self.histories: dict[str, dict[str, History]] = {}
        self.acked: dict[str, dict[int, bytes]] = {}
        self.cosigned: dict[tuple[str, KeyRole, str], tuple[int, set[tuple[int, bytes]]]] = {}
        self.delivered: dict[str, set[tuple[str, int, bool]]] = {}
        self.proofs: dict[str, set[str]] = {}
        self.parties: dict[str, Party] = {}
        self._checked: dict[str, int] = {}

    def signs(self, party: "Party", public: bytes, message: bytes) -> None:
        """Look at what is about to be signed."""
        if message.startswith(ENTRY_LABEL):
            return
        if message.startswith(COSIGNED):
            time, origin, size, root = message[len(COSIGNED) :].decode().split("\n")[:4]
            role = party.person.roles[public]
            if party.is_honest:
                self._cosigns(party, role, origin, (int(size), decode_base64(root), int(time)))
            return
        origin, size, root = message.decode().split("\n")[:3]
        self._heads(party, origin, int(size), decode_base64(root))

    def _heads(self, party: "Party", origin: str, size: int, root: bytes) -> None:
        branches = self.histories.setdefault(origin, {})
        if party.branch not in branches:
            branches[party.branch] = history = History()
        history = branches[party.branch]
        have = len(history.raws)
        if size > have:
            history.extend(party.files.entries.read(have, size - have))
        if not history.has(size, root):
            fail(f"self-fork: {party.name} signs a second head of size {size}, or one that does not continue the first")
        if party.is_honest and f'"size":{size}}}'.encode() not in party.worst("/apart/log/lock"):
            fail(f"{party.name} signs size {size} before the lock is durable")

    def _cosigns(self, party: "Party", role: KeyRole, origin: str, head: tuple[int, bytes, int]) -> None:
        size, root, time_s = head
        before, heads = self.cosigned.setdefault((party.name, role, origin), (0, set()))
        is_new = (size, root) not in heads
        heads.add((size, root))
        if is_new and not self.sides(origin, heads):
            fail(f"{party.name} cosigns two histories of {origin} as a {role}, the second at size {size}")
        if time_s < before:
            fail(f"{party.name} cosigns {origin} with a time that runs back from {before} to {time_s}")
        self.cosigned[party.name, role, origin] = time_s, heads
        kept = party.worst(f"/apart/peers/{log_folder(origin)}/cosigned")
        if f'"{role}":{{"root":"{root.hex()}","size":{size},"time":{time_s}}}'.encode() not in kept:
            fail(f"{party.name} cosigns size {size} of {origin} as a {role} before that is durable")
        if role is KeyRole.MIRROR and is_new and not self._is_kept(party, origin, size, root):
            fail(f"{party.name} states that it keeps {size} entries of {origin}, which a loss of power would take")

    def _is_kept(self, party: "Party", origin: str, size: int, root: bytes) -> bool:
        content, tree, place = party.worst(f"/node/mirrors/{log_folder(origin)}/entries.log"), CompactTree(), 0
        while tree.size < size and place < len(content):
            end = place + 8 + int.from_bytes(content[place : place + 4], "big")
            tree.append(leaf_hash(content[place + 8 : end]))
            place = end
        return tree.size == size and tree.root() == root

    def acknowledged(self, party: "Party", entries: tuple[Entry, ...]) -> None:
        """Remember what must never be lost."""
        if party.is_honest:
            acked = self.acked.setdefault(party.name, {})
            for each in entries:
                if acked.setdefault(each.header.seq, each.raw) != each.raw:
                    fail(f"{party.name} acknowledges a second entry {each.header.seq}")

    def opened(self, party: "Party") -> None:
        """Look at a log as soon as it takes entries again."""
        if self._checked.get(party.name) == party.lives or not party.is_honest or party.node is None:
            return
        if party.node.phase is Phase.ORPHANED:
            fail(f"{party.name} must begin a new log: {party.node.reason}")
        if party.node.phase is not Phase.TAKING:
            return
        self._checked[party.name] = party.lives
        acked = self.acked.get(party.name, {})
        found = party.files.entries.read(0, max(acked, default=-1) + 1)
        for seq, raw in acked.items():
            if seq >= len(found) or found[seq] != raw:
                fail(f"{party.name} lost entry {seq}, which it had acknowledged")

    def told(self, party: "Party", effect: Deliver | RecordDraft | TellProved | TellSuspected) -> None:
        """Look at what a node tells its app and its operator."""
        if not party.is_honest:
            return
        match effect:
            case Deliver():
                self._delivers(party, effect)
            case RecordDraft():
                if effect.type in {"challenge", "reject"} and all(each.is_honest for each in self.parties.values()):
                    fail(f"{party.name} records {effect.type} where everybody is honest: {effect.body[:300]!r}")
            case TellProved():
                self._proves(party, effect)
            case TellSuspected():
                self._suspects(party, effect.suspected)

    def _delivers(self, party: "Party", effect: Deliver) -> None:
        seq = effect.entry.header.seq
        histories = self.histories[effect.origin].values()
        if not any(seq < len(each.raws) and each.raws[seq] == effect.entry.raw for each in histories):
            fail(f"{party.name} delivers entry {seq} of {effect.origin}, which was never under a signed head")
        self.delivered.setdefault(party.name, set()).add((effect.origin, seq, effect.body is not None))

    def _proves(self, party: "Party", effect: TellProved) -> None:
        proved = effect.proved
        match proved:
            case ProvedCosigner():
                accused = proved.cosigner.split(".")[0]
            case ProvedDenial():
                accused = proved.party
            case _:
                accused = proved.origin.split("/")[2]
        culprit = self.parties[accused]
        is_excused = isinstance(proved, ProvedTime) and culprit.was_off
        if culprit.is_honest and not is_excused:
            fail(f"{party.name} proves {proved.word} of {accused}, who is honest: {proved}"[:600])
        if isinstance(proved, ProvedFork):
            party.verify_fork(proved)
            self.proofs.setdefault(party.name, set()).add(accused)

    def _suspects(self, party: "Party", suspected: Suspected) -> None:
        if suspected.word in {"S1", "S3"} and self.parties[suspected.party].is_honest:
            fail(f"{party.name} suspects {suspected.party}, who is honest, of {suspected.word}: {suspected}"[:600])

    def missing(self) -> str:
        """Say what is still missing until all honest parties agree and have what is addressed to them."""
        honest = [party for party in self.parties.values() if party.is_honest]
        for party in honest:
            if party.node is None or party.node.phase is not Phase.TAKING:
                return f"{party.name} does not take entries: {party.node and party.node.reason}"
        for party in honest:
            for other in honest:
                if other is not party and (missing := self._missing_of(party, other)):
                    return missing
        return self._unproved(honest)

    def _missing_of(self, party: "Party", other: "Party") -> str:
        node = party.node
        assert node is not None
        raws, kept = other.files.entries.read(0, 10_000), party.mirrors.entries(other.origin, 0, 10_000)
        if kept != raws or node.size(other.origin) != len(raws):
            shown = f"{len(kept)} of {len(raws)} entries of {other.name}, and shows {node.size(other.origin)}"
            return f"{party.name} keeps {shown}"
        key, given = party.person.member.box_keys[0].encode(), self.delivered.get(party.name, set())
        for seq, raw in enumerate(raws):
            if key in raw and (other.origin, seq, True) not in given:
                again = next(node.deliver_from(other.origin, seq), None)
                if again is None or again.entry.raw != raw or again.body is None:
                    return f"{party.name} was not given the box of entry {seq} of {other.name}"
        return ""

    def sides(self, origin: str, heads: set[tuple[int, bytes]]) -> set[str]:
        """Give the histories of a log of which all of some heads are."""
        branches = self.histories.get(origin, {})
        return {name for name, each in branches.items() if all(each.has(*head) for head in heads)}

    def _unproved(self, honest: list["Party"]) -> str:
        seen: dict[str, list[set[str]]] = {}
        for (_, _, origin), (_, heads) in self.cosigned.items():
            seen.setdefault(origin, []).append(self.sides(origin, heads))
        for origin, sides in seen.items():
            liar = origin.split("/")[2]
            lacking = [each.name for each in honest if liar not in self.proofs.get(each.name, ())]
            if lacking and not set.intersection(*sides):
                return f"{lacking} cannot prove the fork of {liar}, whose two sides were cosigned"
        return ""
