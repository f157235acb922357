# SPDX-License-Identifier: Apache-2.0
"""A log of an invented party in files, for tests (EXERCISE); and the proof that what it left is whole."""

from base64 import b64decode
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from pymerkle import InmemoryTree  # type: ignore[import-untyped]

from recorded import NOON_MS, OFFICER, OFFICER_ID, digest
from truceline.base.errors import AuthorityError
from truceline.crypto.checkpoints import verify_checkpoint
from truceline.crypto.merkle import HashTree
from truceline.crypto.notes import parse_note
from truceline.crypto.signatures import Signer, verify_again
from truceline.crypto.tiles import make_tile, tiles_between
from truceline.ledger.genesis import Genesis
from truceline.ledger.happenings import Acknowledge, AskPeers, Begin, Happening, Open, Stop, Submit, Tick
from truceline.ledger.keyring import KeyBody, KeyRing, admit_keys, begin_keys
from truceline.ledger.log import settle
from truceline.ledger.sequencer import key_draft
from truceline.ledger.states import State
from truceline.records.entries import Draft, Entry, parse_entry
from truceline.records.profile import parse_object
from truceline.storage.files import Files
from truceline.storage.ledger_files import LedgerFiles

LOG = Signer.from_seed(b"\x11" * 32)
NEXT_LOG = Signer.from_seed(b"\x12" * 32)
ROOTS = tuple(Signer.from_seed(bytes([0x20 + number]) * 32) for number in range(6))
SALT = b"\x33" * 32


class HeldKeys:
    """The private halves that the node holds."""

    def __init__(self, *signers: Signer) -> None:
        self.signers = {each.public: each for each in signers}

    def sign(self, public: bytes, message: bytes) -> bytes:
        """Sign with the private half of a key."""
        if public not in self.signers:
            message_said = "key: expected one that this node holds, got another"
            raise AuthorityError(message_said)
        return self.signers[public].sign(message)


KEYS = HeldKeys(LOG, NEXT_LOG, OFFICER)


def root_digest(number: int) -> bytes:
    """Give the digest of a root key."""
    return sha256(ROOTS[number].public).digest()


def genesis(**changes: object) -> Genesis:
    """Give with what the log begins."""
    given: dict[str, object] = {
        "arrangement": "exercise",
        "party": "northland",
        "log_key": LOG.public,
        "root_key": ROOTS[0].public,
        "next_root": root_digest(1),
        "officers": (OFFICER.public,),
    }
    return Genesis(**{**given, **changes})  # type: ignore[arg-type]


BODY = KeyBody(salt=SALT, content=genesis().to_bytes())


def draft(name: str) -> Draft:
    """Draft an entry of an officer, told from others by its name."""
    return Draft(by=OFFICER_ID, type="report.stated", at_ms=NOON_MS, digests=(digest(name),))


@dataclass(slots=True)
class Node:
    """A log in two folders: opened, used and left again.

    Attributes:
        folder: Of the entries.
        apart: Of lock and tail.
        files: The way to the disk.
        state: The log.
        acknowledged: Every entry that was, over all openings.
        asked: From which index on peers were asked.
        stops: Reasons for which it stopped.
        stopped_with: How many entries were acknowledged when it stopped; none since it was opened last.
    """

    folder: Path
    apart: Path
    files: Files = field(default_factory=Files)
    state: State = field(default_factory=State)
    acknowledged: list[Entry] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)
    stops: list[str] = field(default_factory=list)
    stopped_with: int | None = None
    kept: LedgerFiles | None = None
    now_ms: int = 0

    def open(self, *, restored: bool = False) -> "Node":
        """Open it, anew if it was open."""
        self.leave()
        for each in (self.folder, self.apart):
            each.mkdir(exist_ok=True)
        self.kept = LedgerFiles(self.folder, self.apart, tell=self._told, files=self.files)
        self.state = State()
        self.happen(Open(restored=restored))
        return self

    def leave(self) -> None:
        """Close the files, as the end of the process does; a log that stopped has acknowledged nothing since."""
        assert self.stopped_with in {None, len(self.acknowledged)}
        self.stopped_with = None
        if self.kept is not None:
            self.kept.close()
            self.kept = None

    def happen(self, event: Happening) -> None:
        """Let something happen."""
        assert self.kept is not None
        self.state = settle(self.state, event, KEYS, self.kept.perform)

    def begin(self) -> "Node":
        """Make the log."""
        self.happen(Begin(body=BODY, at_ms=NOON_MS))
        return self

    def submit(self, *names: str) -> None:
        """Add entries."""
        self.happen(Submit(drafts=tuple(draft(name) for name in names)))

    def state_key(self, kind: str, content: bytes) -> None:
        """Add a key entry."""
        body = KeyBody(salt=SALT, content=content)
        self.happen(Submit(drafts=(key_draft(kind, body, NOON_MS),), key_body=body))

    def tick(self) -> None:
        """Let a second pass."""
        self.now_ms += 1_000
        self.happen(Tick(now_ms=self.now_ms))

    def raws(self) -> list[bytes]:
        """Read the entries off the disk, by other code than the node's."""
        return framed(self.folder / "entries.log")

    def head_size(self) -> int:
        """Give the size of the head that is shown; 0 for none."""
        head = self.folder / "head"
        return int(head.read_bytes().split(b"\n")[1]) if head.exists() else 0

    def _told(self, effect: Acknowledge | AskPeers | Stop) -> None:
        match effect:
            case Acknowledge():
                self.acknowledged += effect.entries
            case AskPeers():
                self.asked.append(effect.first)
            case Stop():
                self.stops.append(effect.reason)
                self.stopped_with = len(self.acknowledged)


def framed(path: Path) -> list[bytes]:
    """Read the frames of a file up to the first that is cut."""
    content, found, place = path.read_bytes(), list[bytes](), 0
    while place + 8 <= len(content):
        end = place + 8 + int.from_bytes(content[place : place + 4], "big")
        if end > len(content):
            break
        found.append(content[place + 8 : end])
        place = end
    return found


def check_log(node: Node) -> None:
    """Prove what lies on the disk: every entry, link, signature, the shown head, lock, tiles, and all acknowledged."""
    raws = node.raws()
    entries = [parse_entry(raw) for raw in raws]
    keys: KeyRing | None = None
    for seq, entry in enumerate(entries):
        assert entry.header.seq == seq
        assert entry.header.prev == (entries[seq - 1].leaf.hex() if seq else "0" * 64)
        if entry.header.type.startswith("key."):
            body = _body(node, seq)
            keys = begin_keys(entry.header, body) if keys is None else admit_keys(keys, entry.header, body)
        assert keys is not None
        keys.verify_entry(entry, verify=verify_again)
    assert [raws[entry.header.seq] for entry in node.acknowledged] == [entry.raw for entry in node.acknowledged]
    if node.head_size():
        assert keys is not None
        _check_head(node, raws, keys)


def _check_head(node: Node, raws: list[bytes], keys: KeyRing) -> None:
    note = parse_note((node.folder / "head").read_bytes())
    shown = verify_checkpoint(note, [keys.log_key_at(node.head_size())]).checkpoint
    tree, others = HashTree(sha256(b"\x00" + raw).digest() for raw in raws), InmemoryTree(algorithm="sha256")
    for raw in raws[: shown.size]:
        others.append_entry(raw)
    assert shown.root == others.get_root() == tree.root(shown.size)
    lock = parse_object((node.apart / "lock").read_bytes())
    assert isinstance(lock["size"], int)
    assert lock["size"] >= shown.size
    if lock["size"] <= len(raws):
        assert lock["root"] == tree.root(lock["size"]).hex()
    for path in tiles_between(0, shown.size):
        if path.level is not None:
            content = (node.folder / "tiles" / f"{path.level}.{path.index}").read_bytes()
            assert content[: path.width * 32] == make_tile(path, tree.hash_at)


def _body(node: Node, seq: int) -> KeyBody:
    read = parse_object((node.folder / "keys" / str(seq)).read_bytes(), bytes_max=100_000)
    return KeyBody(salt=bytes.fromhex(str(read["salt"])), content=b64decode(str(read["body"])))
