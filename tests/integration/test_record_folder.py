# SPDX-License-Identifier: Apache-2.0
"""What a node's folder keeps goes out as bundles that both verifiers prove, under the policy that goes with them."""

import io
import json
from hashlib import sha256
from pathlib import Path

import pytest

from kept_log import LOG, NEXT_LOG, SALT, Node, genesis
from made_nodes import made_node
from recorded import NOON_MS, OFFICER, OFFICER_ID, digest
from truceline.base.errors import InputError, NotFoundError
from truceline.bootstrap import exporting
from truceline.bootstrap.exporting import Exported, Wanted, evenly, export, notes_of, policy_text
from truceline.cli import main
from truceline.crypto.checkpoints import cosign_checkpoint, parse_checkpoint
from truceline.crypto.notes import COSIGNATURE_TYPE, VerifierKey, parse_note
from truceline.crypto.signatures import Signer
from truceline.federation.happenings import KeepEntries, KeepHead, KeepNote
from truceline.ledger.bundle_answers import Verdict
from truceline.ledger.bundle_lines import OpeningLine
from truceline.ledger.genesis import origin_of
from truceline.ledger.happenings import Begin, Head, Submit
from truceline.ledger.keyring import KeyBody
from truceline.records.entries import Draft, Seen
from truceline.storage.files import Files
from truceline.storage.kept_logs import KeptLogs
from truceline.storage.mirror_files import MirrorFiles
from unit.ledger.bundle_readers import compared, judged
from unit.verify.running import told

PARTIES = ("northland", "hill-league", "un")
LOG_KEYS = {"northland": LOG.public, "hill-league": NEXT_LOG.public, "un": OFFICER.public}
OFFICERS = {"northland": (OFFICER.public,), "hill-league": (), "un": ()}
OPENING = OpeningLine(made_ms=NOON_MS, maker="EXERCISE")
NOON_S = NOON_MS // 1000


def cosigner(party: str, role: str) -> tuple[VerifierKey, Signer]:
    """Give a cosigner of an invented party."""
    signer = Signer.from_seed(sha256(f"EXERCISE {party} {role}".encode()).digest())
    return VerifierKey(name=f"exercise.example/{party}/{role}", type=COSIGNATURE_TYPE, public=signer.public), signer


def body_of(party: str) -> KeyBody:
    """Give with what a party's log begins."""
    begun = genesis(
        party=party,
        log_key=LOG_KEYS[party],
        officers=OFFICERS[party],
        witness_keys=(cosigner(party, "witness")[0],),
        mirror_keys=(cosigner(party, "mirror")[0],),
    )
    return KeyBody(salt=SALT, content=begun.to_bytes())


def begun(folder: Path, party: str) -> Node:
    """Begin the log of a party."""
    folder.mkdir()
    node = Node(folder / "record", folder / "apart").open()
    node.happen(Begin(body=body_of(party), at_ms=NOON_MS))
    node.tick()
    return node


def cosigned(note: bytes, at_s: int, *parties: str) -> bytes:
    """Have a head cosigned."""
    head = parse_checkpoint(parse_note(note).body)
    added = []
    for party in parties:
        key, signer = cosigner(party, "mirror")
        added.append(cosign_checkpoint(head, signer, name=key.name, time_s=at_s))
    return parse_note(note).with_signatures(added).to_bytes()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with the own log of 316 entries, three cosigned heads, and the logs of two others."""
    place = tmp_path_factory.mktemp("node")
    node, heads = begun(place / "own", "northland"), list[bytes]()
    (place / "mirrors").mkdir()
    (place / "cosigned").mkdir()
    files = MirrorFiles(place / "mirrors", place / "cosigned", files=Files())
    seen = tuple(_followed(place, files, party) for party in PARTIES[1:])
    for number in range(7):
        drafts = (
            Draft(
                by=OFFICER_ID,
                type="report.stated",
                at_ms=NOON_MS + 60_000 * number,
                digests=(digest(f"{number} {each}"),),
                seen=seen,
            )
            for each in range(45)
        )
        node.happen(Submit(drafts=tuple(drafts)))
        node.tick()
        heads.append((node.folder / "head").read_bytes())
    node.leave()
    origin = origin_of(body_of("northland").content)
    for number in (2, 4, 6):
        kept = cosigned(heads[number], NOON_S + 60 * number + 30, "hill-league", "un")
        files.perform(KeepNote(origin=origin, note=kept))
    files.close()
    return place


def _followed(place: Path, files: MirrorFiles, party: str) -> Seen:
    """Keep the log of another party, and give what is seen of it."""
    node = begun(place / party, party)
    note = (node.folder / "head").read_bytes()
    origin, raws = origin_of(body_of(party).content), tuple(node.raws())
    node.leave()
    kept = cosigned(note, NOON_S - 20, *(each for each in PARTIES if each != party))
    head = parse_checkpoint(parse_note(note).body)
    files.perform(KeepEntries(origin=origin, first=0, raws=raws, bodies=((0, body_of(party)),), tiles=()))
    files.perform(KeepHead(origin=origin, head=Head(size=head.size, root=head.root), note=note))
    files.perform(KeepNote(origin=origin, note=kept))
    return Seen(origin, head.size, head.root.hex(), sha256(kept).hexdigest())


def kept(folder: Path) -> KeptLogs:
    """Open what is kept."""
    return KeptLogs(folder / "own" / "record", folder / "own" / "apart", folder / "mirrors")


def exported(folder: Path, wanted: Wanted, party: str = "northland") -> tuple[Exported, bytes, bytes]:
    """Write a bundle; what went out, the bundle, the policy."""
    stream = io.BytesIO()
    with kept(folder) as logs:
        found = export(logs, logs.of(party), stream, opening=OPENING, wanted=wanted)
        return found, stream.getvalue(), policy_text(logs, is_exercise=True)


@pytest.mark.parametrize(
    "wanted",
    [Wanted(), Wanted(start=0, end=100), Wanted(start=100, end=290), Wanted(start=300, end=301), Wanted(start=1)],
    ids=["whole", "beginning", "part", "one", "all but the first"],
)
def test_both_verifiers_prove_what_goes_out(folder: Path, tmp_path: Path, wanted: Wanted) -> None:
    """The whole log, its beginning, a part, one entry: each is proven, with times on both sides."""
    found, content, rules = exported(folder, wanted)
    answer, file = judged(content, rules), told(tmp_path, (content, rules), "bundle", "--all-signatures")

    assert (answer.verdict, file["exit"], answer.lacking) == (Verdict.PROVEN, 0, [])
    assert compared(answer) == compared(file)
    assert (found.start, found.end) == (wanted.start, wanted.end or 316)
    assert any("cosigned by hill-league-2" in text for text in answer.proven)
    assert found.notes == 5 + 1


def test_a_followed_log_goes_out_as_well(folder: Path, tmp_path: Path) -> None:
    """By the short name of its party."""
    _, content, rules = exported(folder, Wanted(), "un")

    assert judged(content, rules).verdict is Verdict.PROVEN
    assert told(tmp_path, (content, rules))["exit"] == 0


def test_too_many_notes_are_thinned_evenly(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first and the last stay: with the last alone the older entries would have no times."""
    assert evenly(range(10_001), 5) == [0, 2_500, 5_000, 7_500, 10_000]
    assert evenly(range(3), 5) == [0, 1, 2]
    assert evenly(range(3), 1) == [0]
    monkeypatch.setattr(exporting, "HEADS_MAX", 2)
    with kept(folder) as logs:
        notes = notes_of(logs, logs.own, 316, ())
    assert [parse_checkpoint(parse_note(each).body).size for each in notes] == [136, 226, 316, 316]


def test_what_is_not_there_is_refused(folder: Path) -> None:
    """Entries beyond the last head, a log that nobody keeps."""
    for wanted in (Wanted(start=316), Wanted(end=317), Wanted(start=5, end=5)):
        with pytest.raises(InputError, match=r"expected .*, got "):
            exported(folder, wanted)
    with pytest.raises(NotFoundError, match=r"expected one of .*, got "):
        exported(folder, Wanted(), "nobody")


def test_reading_leaves_the_folder_as_it_is(folder: Path) -> None:
    """Not a byte and not a name is changed."""

    def shape() -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}

    before = shape()
    exported(folder, Wanted())

    assert shape() == before


def test_the_commands_show_and_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A node that was just made: its head, its first entry, a bundle of it, and what that proves."""
    made_node(tmp_path)
    node, out, rules = (str(tmp_path / name) for name in ("node", "a.bundle", "a.policy"))

    assert main.main(["record", "head", node, "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    (row,) = shown["logs"]
    assert (shown["state"], shown["exercise"]) == ("stopped", True)
    assert (row["entries"], row["size"], row["cosigners"], row["waiting"]) == (1, 1, [], 1)
    assert main.main(["record", "entry", node, "0", "--json"]) == 0
    entry = json.loads(capsys.readouterr().out)
    assert (entry["entry"]["typ"], entry["entry"]["log"]) == ("key.genesis", row["log"])
    assert main.main(["record", "entry", node, "1"]) == 66
    (tmp_path / "node" / "record" / "restored").touch()
    assert main.main(["record", "head", node]) == 0
    assert "asks its peers before it signs" in capsys.readouterr().out
    assert main.main(["record", "export", node, "--out", out, "--policy-out", rules]) == 0
    assert (tmp_path / "a.policy").read_text(encoding="utf-8").startswith("# EXERCISE")
    assert b'"maker":"EXERCISE node of northland"' in (tmp_path / "a.bundle").read_bytes()
    assert main.main(["record", "verify", out, "--policy", rules]) == 0
    capsys.readouterr()
    assert main.main(["record", "head", node]) == 0
    assert capsys.readouterr().out.startswith("EXERCISE: ")
    assert main.main(["record", "export", node, "--out", out]) == 69
    assert main.main(["record", "export", node, "--out", out + "2", "--disclose"]) == 2
    assert (tmp_path / "a.bundle").stat().st_mode & 0o077 == 0
