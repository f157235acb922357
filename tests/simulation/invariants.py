# SPDX-License-Identifier: Apache-2.0
"""What must hold at every step of every schedule, judged from outside: by what is signed, told, and durable."""

from typing import TYPE_CHECKING

from truceline.crypto.merkle import HashTree, leaf_hash
from truceline.crypto.notes import KeyRole, decode_base64
from truceline.federation.evidence import Proved, ProvedFork, ProvedTime
from truceline.federation.happenings import Deliver, RecordDraft, TellProved, TellSuspected
from truceline.ledger.states import Phase
from truceline.records.entries import ENTRY_LABEL, Entry

if TYPE_CHECKING:
    from simulation.parties import Party

COSIGNED = "cosignature/v1\ntime "
Head = tuple[int, bytes]


class InvariantError(AssertionError):
    """Something that must hold does not."""


def must(holds: object, what: str) -> None:
    """Say what does not hold, if it does not."""
    if not holds:
        raise InvariantError(what)


def is_of(history: HashTree, size: int, root: bytes) -> bool:
    """Say whether a head is of a history."""
    return size <= history.size and history.root(size) == root


class Watch:
    """Watches all parties of one schedule.

    Attributes:
        histories: The entries of each log as they were when they were first signed, for each life that its party leads.
        acked: What was acknowledged, by party and index.
        cosigned: By party, role and log: the latest time, the size last cosigned, and all heads.
        delivered: By party: log, index, and whether with a body.
        proofs: By party: whose forks it proved.
        parties: All of them.
    """

    def __init__(self) -> None:
        self.histories: dict[str, dict[str, HashTree]] = {}
        self.acked: dict[str, dict[int, bytes]] = {}
        self.cosigned: dict[tuple[str, KeyRole, str], tuple[int, int, set[Head]]] = {}
        self.delivered: dict[str, set[tuple[str, int, bool]]] = {}
        self.proofs: dict[str, set[str]] = {}
        self.parties: dict[str, Party] = {}
        self._checked: dict[str, int] = {}

    def signs(self, party: "Party", public: bytes, message: bytes) -> None:
        """Look at what is about to be signed."""
        if message.startswith(ENTRY_LABEL):
            return
        *time, origin, size, root = message.decode().removeprefix(COSIGNED).split("\n")[:-1]
        if not time:
            self._heads(party, origin, (int(size), decode_base64(root)))
        elif party.is_honest:
            self._cosigns(party, party.person.roles[public], origin, (int(size), decode_base64(root)), int(time[0]))

    def _heads(self, party: "Party", origin: str, head: Head) -> None:
        """Hold a head against all that the log signed before."""
        history = self.histories.setdefault(origin, {}).setdefault(party.branch, HashTree())
        for raw in party.files.entries.read(history.size, head[0] - history.size):
            history.append(leaf_hash(raw))
        must(
            is_of(history, *head), f"self-fork: {party.name} signs a head of size {head[0]} that is of another history"
        )
        must(not party.is_honest or party.is_locked(head[0]), f"{party.name} signs size {head[0]} before it is locked")

    def _cosigns(self, party: "Party", role: KeyRole, origin: str, head: Head, time_s: int) -> None:
        before, last, heads = self.cosigned.setdefault((party.name, role, origin), (0, 0, set()))
        is_new, said = head not in heads, f"{party.name} as a {role} of {origin} cosigns size {head[0]}"
        heads.add(head)
        must(not is_new or self.sides(origin, heads), f"{said} of a second history")
        must(time_s >= before or head[0] == last, f"{said} with a time that runs back from {before} to {time_s}")
        self.cosigned[party.name, role, origin] = max(time_s, before), head[0], heads
        must(party.has_cosigned(role, origin, head, time_s), f"{said} before that is durable")
        is_kept = role is KeyRole.WITNESS or not is_new or party.is_kept(origin, head)
        must(is_kept, f"{said} and keeps entries that a loss of power would take")

    def acknowledged(self, party: "Party", entries: tuple[Entry, ...]) -> None:
        """Remember what must never be lost."""
        acked = self.acked.setdefault(party.name, {})
        for each in entries:
            is_first = acked.setdefault(each.header.seq, each.raw) == each.raw or not party.is_honest
            must(is_first, f"{party.name} acknowledges a second entry {each.header.seq}")

    def opened(self, party: "Party") -> None:
        """Look at a log as soon as it takes entries again."""
        if self._checked.get(party.name) == party.lives or not party.is_honest or party.node is None:
            return
        must(party.node.phase is not Phase.ORPHANED, f"{party.name} must begin a new log: {party.node.reason}")
        if party.node.phase is Phase.TAKING:
            self._checked[party.name] = party.lives
            found = dict(enumerate(party.files.entries.read(0, 10_000)))
            lost = [seq for seq, raw in self.acked.get(party.name, {}).items() if found.get(seq) != raw]
            must(not lost, f"{party.name} lost entries {lost}, which it had acknowledged")

    def told(self, party: "Party", effect: Deliver | RecordDraft | TellProved | TellSuspected) -> None:
        """Look at what a node tells its app and its operator."""
        if not party.is_honest:
            return
        match effect:
            case Deliver():
                self._delivers(party, effect)
            case RecordDraft():
                is_calm = effect.type not in {"challenge", "reject"} or not all(
                    p.is_honest for p in self.parties.values()
                )
                must(is_calm, f"{party.name} records {effect.type} where everybody is honest: {effect.body[:300]!r}")
            case TellProved():
                self._proves(party, effect.proved)
            case TellSuspected(suspected=it):
                is_fair = it.word in {"S2", "S4"} or not self.parties[it.party].is_honest
                must(is_fair, f"{party.name} suspects {it.party}, who is honest: {it}")

    def _delivers(self, party: "Party", effect: Deliver) -> None:
        seq, histories = effect.entry.header.seq, self.histories[effect.origin].values()
        is_signed = any(seq < each.size and each.hash_at(0, seq) == effect.entry.leaf for each in histories)
        said = f"{party.name} delivers entry {seq} of {effect.origin}"
        must(is_signed and party.is_right(effect), f"{said}, or a body of it, that is not what was signed")
        self.delivered.setdefault(party.name, set()).add((effect.origin, seq, effect.body is not None))

    def _proves(self, party: "Party", proved: Proved) -> None:
        accused = self.parties[party.accused(proved)]
        is_fair = not accused.is_honest or (isinstance(proved, ProvedTime) and accused.was_off)
        must(is_fair, f"{party.name} proves of {accused.name}, who is honest: {str(proved)[:500]}")
        if isinstance(proved, ProvedFork):
            party.verify_fork(proved)
            self.proofs.setdefault(party.name, set()).add(accused.name)

    def missing(self) -> str:
        """Say what is still missing until all honest parties agree and have what is addressed to them."""
        honest = [party for party in self.parties.values() if party.is_honest]
        for party in honest:
            if party.node is None or party.node.phase is not Phase.TAKING:
                return f"{party.name} does not take entries: {party.node and party.node.reason}"
        pairs = ((party, other) for party in honest for other in honest if other is not party)
        return next((said for pair in pairs if (said := self._missing_of(*pair))), "") or self._unproved(honest)

    def _missing_of(self, party: "Party", other: "Party") -> str:
        assert party.node is not None
        raws, kept = other.files.entries.read(0, 10_000), party.mirrors.entries(other.origin, 0, 10_000)
        if kept != raws or party.node.size(other.origin) != len(raws):
            shown = party.node.size(other.origin)
            return f"{party.name} keeps {len(kept)} of {len(raws)} entries of {other.name}, and shows {shown}"
        key, given = party.person.member.box_keys[0].encode(), self.delivered.get(party.name, set())
        for seq, raw in enumerate(raws):
            if key in raw and (other.origin, seq, True) not in given:
                again = next(party.node.deliver_from(other.origin, seq), None)
                if again is None or again.entry.raw != raw or again.body is None:
                    return f"{party.name} was not given the box of entry {seq} of {other.name}"
        return ""

    def sides(self, origin: str, heads: set[Head]) -> set[str]:
        """Give the histories of a log of which all of some heads are."""
        branches = self.histories.get(origin, {})
        return {name for name, each in branches.items() if all(is_of(each, *head) for head in heads)}

    def _unproved(self, honest: list["Party"]) -> str:
        """Say who cannot prove a fork that can be: honest mirrors keep both histories, or two heads have one size."""
        for origin, branches in self.histories.items():
            of_it = [(role, heads) for (_, role, of), (_, _, heads) in self.cosigned.items() if of == origin]
            sides = [self.sides(origin, heads) for role, heads in of_it if role is KeyRole.MIRROR]
            every = set().union(*(heads for _, heads in of_it))
            can_be = (sides and not set.intersection(*sides)) or len(dict(every)) < len(every)
            lacking = [each.name for each in honest if origin.split("/")[2] not in self.proofs.get(each.name, ())]
            if len(branches) > 1 and can_be and lacking:
                return f"{lacking} cannot prove the fork of {origin}"
        return ""
