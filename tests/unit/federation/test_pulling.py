# SPDX-License-Identifier: Apache-2.0
"""The pull takes nothing that the signed head does not give, from whomever it comes; what is broken is proved."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from federated import Arrangement, Party, genesis_body, seed
from recorded import NOON_MS
from truceline.crypto.checkpoints import Checkpoint, sign_checkpoint
from truceline.crypto.merkle import HashTree, leaf_hash
from truceline.crypto.notes import cosign_note
from truceline.crypto.signatures import Signer
from truceline.federation.evidence import ProvedCosigner, ProvedMalformed
from truceline.federation.happenings import (
    EntriesReceived,
    FetchEntries,
    Happening,
    LogStopped,
    NetworkEffect,
    NotesReceived,
    TellProved,
    TellSuspected,
)
from truceline.ledger.keyring import KeyBody, rotation, write_statement
from truceline.ledger.sequencer import key_draft
from truceline.records.entries import LOG_AUTHOR, Draft, make_entry
from truceline.storage.mirror_files import log_folder
from unit.verify.running import verifier

ROTATED = Signer.from_seed(seed("northland log 2"))


def spoilt(given: EntriesReceived, harm: str) -> EntriesReceived:
    """Give entries that are not what was asked for."""
    raws = given.raws
    harms: dict[str, Callable[[], EntriesReceived]] = {
        "cut": lambda: replace(given, raws=raws[:-1]),
        "none": lambda: replace(given, raws=()),
        "rubbish": lambda: replace(given, raws=(b"rubbish", *raws[1:])),
        "bit": lambda: replace(given, raws=(*raws[:-1], raws[-1][:-2] + bytes([raws[-1][-2] ^ 1]) + raws[-1][-1:])),
        "order": lambda: replace(given, raws=raws[::-1]),
        "twice": lambda: replace(given, raws=(raws[0], *raws)),
        "signature": lambda: replace(given, raws=tuple(raw.replace(b'"sig":"', b'"sig":"A', 1)[:-1] for raw in raws)),
        "more": lambda: replace(given, raws=(*raws, raws[-1])),
    }
    return harms[harm]()


@pytest.mark.parametrize("harm", ["cut", "none", "rubbish", "bit", "order", "twice", "signature", "more"])
def test_what_a_peer_spoils_is_had_from_another_and_blames_nobody(tmp_path: Path, harm: str) -> None:
    """The author is cut off; one of two relays gives rubbish at first."""
    made = Arrangement(tmp_path)
    made.part("northland", "observers")
    made.say("northland", "one", "two", "three")
    made.pass_time(3_000, step_ms=100)
    made.part("hill-league", "observers")
    made.say("northland", "four", "five", "six")
    made.pass_time(3_000)
    made.join()
    made.part("northland", "observers")
    count, serve = [0], made["hill-league"].serve

    def spoiling(asker: str, effect: NetworkEffect) -> Happening | None:
        found = serve(asker, effect)
        if asker == "observers" and isinstance(found, EntriesReceived) and count[0] < 2:
            count[0] += 1
            return spoilt(found, harm)
        return found

    made["hill-league"].extra["serve"] = spoiling
    made.pass_time(20_000)

    assert count[0] > 0
    assert made["observers"].node.size(made["northland"].origin) == 7
    for party in made.parties.values():
        assert party.of(TellProved) + party.of(TellSuspected) + party.of(LogStopped) == []


class Forging:
    """A log in memory whose author signs what he likes."""

    def __init__(self, party: Party) -> None:
        self.party, self.signer = party, Signer.from_seed(seed(f"{party.name} log"))
        self.raws = list(party.raws(party.origin, 0, party.node.size(party.origin)))
        self.bodies = {0: genesis_body(party.name)}

    def add(self, *, change: Callable[[bytes], bytes] = lambda raw: raw, prev: bytes | None = None) -> None:
        """Add an entry, changed after it was signed."""
        draft = Draft(by=LOG_AUTHOR, type="report.stated", at_ms=NOON_MS)
        before = leaf_hash(self.raws[-1]) if prev is None else prev
        entry = make_entry(draft, log=self.party.origin, seq=len(self.raws), prev=before, sign=self.signer.sign)
        self.raws.append(change(entry.raw))

    def note(self, signer: Signer | None = None) -> bytes:
        """Sign the head."""
        tree = HashTree(leaf_hash(raw) for raw in self.raws)
        head = Checkpoint(origin=self.party.origin, size=tree.size, root=tree.root())
        return sign_checkpoint(head, signer or self.signer).to_bytes()

    def give(self, made: Arrangement, to: str) -> None:
        """Show the head to a peer, and answer all that it asks of the author."""
        made.route(made[to], made[to].node.happen(NotesReceived(peer=self.party.name, notes=(self.note(),))))
        for _ in range(10):
            if not made.wire:
                return
            made.wire.popleft()()


@pytest.fixture
def forging(tmp_path: Path) -> tuple[Arrangement, Forging]:
    """Give an arrangement in which one author signs what he likes."""
    made = Arrangement(tmp_path)
    made.pass_time(2_000)
    forged = Forging(made["northland"])
    northland = made["northland"]

    def serve(asker: str, effect: NetworkEffect) -> Happening | None:
        if not isinstance(effect, FetchEntries) or effect.origin != northland.origin:
            return northland.serve(asker, effect)
        raws = tuple(forged.raws[effect.first : effect.first + effect.count])
        return EntriesReceived(
            peer=northland.name,
            origin=effect.origin,
            first=effect.first,
            raws=raws,
            bodies=tuple(forged.bodies.items()),
        )

    northland.extra["serve"] = serve
    return made, forged


@pytest.mark.parametrize("harm", ["form", "place", "link"])
def test_an_entry_under_a_signed_head_that_breaks_the_rules_is_proved(
    forging: tuple[Arrangement, Forging], harm: str, tmp_path: Path
) -> None:
    """E2: with the entry, the one before it, its place, and the head; a stranger's verifier agrees."""
    made, forged = forging
    forged.add()
    harms: dict[str, Callable[[bytes], bytes]] = {
        "form": lambda raw: raw.replace(b'"seen":[]', b'"seen": []'),
        "place": lambda raw: raw.replace(b'"seq":2', b'"seq":7'),
    }
    if harm == "link":
        forged.add(prev=bytes(range(32)))
    else:
        forged.add(change=harms[harm])
    forged.add()
    forged.give(made, "observers")
    made.run()
    (told,) = made["observers"].of(TellProved)

    assert isinstance(told.proved, ProvedMalformed)
    assert told.proved.seq == 2
    (tmp_path / "a.bundle").write_bytes(told.proved.bundle)
    (tmp_path / "a.policy").write_text(
        f"log {made['northland'].member.first_key.to_text()}\nquorum none\n", encoding="utf-8"
    )
    options = verifier.read_arguments(["bundle", str(tmp_path / "a.bundle"), "--policy", str(tmp_path / "a.policy")])
    judged = verifier.judge(options)
    assert judged["exit"] == 20, judged
    assert [kind for kind, _ in judged["breaches"]] == ["E2"]


def test_nothing_beyond_a_malformed_entry_is_read_or_cosigned(forging: tuple[Arrangement, Forging]) -> None:
    """After a restart too."""
    made, forged = forging
    forged.add(change=lambda raw: raw + b" ")
    forged.give(made, "observers")
    made.run()
    made.restart("observers")
    made.tick()

    log = made["observers"].node.logs()[0]
    assert (log.member.party, log.is_malformed, log.size) == ("northland", True, 1)


def test_a_rotated_key_is_learnt_from_the_log(forging: tuple[Arrangement, Forging]) -> None:
    """A head that no known key signed is believed once the entries say whose key it is."""
    made, forged = forging
    forged.add()
    root = Signer.from_seed(seed("northland root 1"))
    statement = rotation(made["northland"].origin, ROTATED.public, suspect_from_ms=NOON_MS)
    body = KeyBody(salt=seed("rotation"), content=write_statement(statement, root, seed("unused")))
    draft = key_draft("key.rotate", body, NOON_MS)
    entry = make_entry(draft, log=made["northland"].origin, seq=2, prev=leaf_hash(forged.raws[-1]), sign=ROTATED.sign)
    forged.raws.append(entry.raw)
    forged.bodies[2] = body
    forged.signer = ROTATED
    forged.add()
    forged.give(made, "observers")
    made.run()
    made.pass_time(2_000)

    assert made["observers"].node.size(made["northland"].origin) == 4
    assert made["observers"].of(TellProved) == []


def test_a_replaced_key_signs_no_more(forging: tuple[Arrangement, Forging]) -> None:
    """A head beyond the rotation by the old key is no head, and proves nothing."""
    made, forged = forging
    test_a_rotated_key_is_learnt_from_the_log(forging)
    forged.add()
    note = forged.note(Signer.from_seed(seed("northland log")))
    made.route(made["observers"], made["observers"].node.happen(NotesReceived(peer="northland", notes=(note,))))
    made.run()

    assert made["observers"].node.size(made["northland"].origin) == 4
    assert made["observers"].of(TellProved) == []


def test_a_cosigner_that_contradicts_itself_is_proved(tmp_path: Path) -> None:
    """E4: times that run back while sizes grow; the verifier agrees, and nobody else is drawn in."""
    made = Arrangement(tmp_path)
    made.say("northland", "one")
    made.pass_time(2_000)
    witness = Signer.from_seed(seed("hill-league witness"))
    note = made["northland"].node._state.own
    assert note is not None
    assert note.heads.newest is not None
    older = note.heads.by_size.get(1, note.heads.newest)
    body, own = older.body, older.own.text
    line = cosign_note(body, witness, name="exercise/hill-league", time_s=NOON_MS // 1000 + 9_000).to_line()
    made.hear("observers", NotesReceived(peer="northland", notes=(f"{body}\n{own}{line}".encode(),)))
    made.say("northland", "two")
    made.pass_time(3_000)
    (told,) = made["observers"].of(TellProved)

    assert isinstance(told.proved, ProvedCosigner)
    assert told.proved.cosigner == "exercise/hill-league"
    (tmp_path / "a.bundle").write_bytes(told.proved.bundle)
    hill = made["hill-league"].member.cosigners[0].to_text()
    policy = f"log {made['northland'].member.first_key.to_text()}\nwitness hill {hill}\nquorum hill\n"
    (tmp_path / "a.policy").write_text(policy, encoding="utf-8")
    options = verifier.read_arguments(["bundle", str(tmp_path / "a.bundle"), "--policy", str(tmp_path / "a.policy")])
    assert [kind for kind, _ in verifier.judge(options)["breaches"]] == ["E4"]


def test_a_later_version_of_the_format_is_no_breach(forging: tuple[Arrangement, Forging]) -> None:
    """A header of version 2 under a signed head: this node cannot follow further, and says so of itself."""
    made, forged = forging
    forged.add(change=lambda raw: raw.replace(b'"v":1', b'"v":2'))
    forged.give(made, "observers")
    made.run()

    assert made["observers"].of(TellProved) == []
    (stopped,) = made["observers"].of(LogStopped)
    assert "cannot be followed here" in stopped.reason


def test_a_key_entry_of_an_unknown_type_is_no_breach(forging: tuple[Arrangement, Forging]) -> None:
    """What is known of keys ends there; nobody is accused."""
    made, forged = forging
    body = KeyBody(salt=seed("later"), content=b'{"later":1}')
    draft = key_draft("key.later", body, NOON_MS)
    origin = made["northland"].origin
    entry = make_entry(draft, log=origin, seq=1, prev=leaf_hash(forged.raws[-1]), sign=forged.signer.sign)
    forged.raws.append(entry.raw)
    forged.bodies[1] = body
    forged.give(made, "observers")
    made.run()

    assert made["observers"].of(TellProved) == []
    assert "does not know" in made["observers"].of(LogStopped)[0].reason


@pytest.mark.parametrize("content", [b"", b"{}", b"x" * 700])
def test_another_body_of_a_key_entry_is_the_peers_doing(forging: tuple[Arrangement, Forging], content: bytes) -> None:
    """Of another length too: the entry is asked for again, and nothing is proved."""
    made, forged = forging
    root = Signer.from_seed(seed("northland root 1"))
    statement = rotation(made["northland"].origin, ROTATED.public, suspect_from_ms=NOON_MS)
    body = KeyBody(salt=seed("rotation"), content=write_statement(statement, root, seed("unused")))
    draft = key_draft("key.rotate", body, NOON_MS)
    origin = made["northland"].origin
    entry = make_entry(draft, log=origin, seq=1, prev=leaf_hash(forged.raws[-1]), sign=ROTATED.sign)
    forged.raws.append(entry.raw)
    forged.bodies[1] = replace(body, content=content)
    forged.signer = ROTATED
    forged.give(made, "observers")
    made.run()
    before = made["observers"].node.size(origin)
    forged.bodies[1] = body
    made.pass_time(6_000)

    assert before == 1
    assert made["observers"].node.size(origin) == 2
    assert made["observers"].of(TellProved) == []


def test_damaged_tiles_of_this_node_accuse_nobody(tmp_path: Path) -> None:
    """An older head of an honest log is held against them: this node says that its own files are damaged."""
    made = Arrangement(tmp_path, names=("northland", "hill-league"))
    made.say("northland", "one")
    made.pass_time(2_000)
    own = made["northland"].node._state.own
    assert own is not None
    made.say("northland", "two", "three", "four")
    made.pass_time(2_000)
    tiles = made["hill-league"].folder / "mirrors" / log_folder(own.member.origin) / "tiles" / "0.0"
    older = own.heads.by_size[min(own.heads.by_size)]
    log = made["hill-league"].node._state.logs[own.member.origin]
    del log.heads.by_size[older.head.size]
    log.heads.texts.clear()
    tiles.write_bytes(bytes(len(tiles.read_bytes())))
    made.hear("hill-league", NotesReceived(peer="northland", notes=(older.raw,)))
    made.pass_time(2_000)
    stopped = made["hill-league"].of(LogStopped)
    made.restart("hill-league")
    made.say("northland", "five")
    made.pass_time(2_000)

    assert ["tiles" in each.reason for each in stopped] == [True]
    assert made["hill-league"].of(TellProved) == []
    assert made["hill-league"].node.size(own.member.origin) == 6


def test_tiles_that_cannot_be_read_stop_that_log_alone(tmp_path: Path) -> None:
    """An error of the device is told as such, and comes out of no call."""
    made = Arrangement(tmp_path, names=("northland", "hill-league"))
    made.say("northland", "one")
    made.pass_time(2_000)
    made.say("northland", "two", "three")
    made.pass_time(2_000)
    own = made["northland"].node._state.own
    assert own is not None
    log = made["hill-league"].node._state.logs[own.member.origin]
    older = own.heads.by_size[min(own.heads.by_size)]
    del log.heads.by_size[older.head.size]
    log.heads.texts.clear()
    files, read = made["hill-league"].files, made["hill-league"].files.maybe_content

    def broken(path: Path) -> bytes | None:
        if path.parent.name == "tiles":
            raise OSError(5, "Input/output error")
        return read(path)

    files.maybe_content = broken  # type: ignore[method-assign]
    made.hear("hill-league", NotesReceived(peer="northland", notes=(older.raw,)))

    assert "Input/output error" in made["hill-league"].of(LogStopped)[0].reason
    assert made["hill-league"].of(TellProved) == []
