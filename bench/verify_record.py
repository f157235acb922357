# SPDX-License-Identifier: Apache-2.0
"""Measures both verifiers on a made bundle: chain, tree, heads and cosignatures; then every officer's signature.

Run: .venv/bin/python bench/verify_record.py [ENTRIES] [DIR]
ENTRIES is 1,000,000 when not given, which writes about 600 MB. Goals for a million entries with 400 cosigned heads:
60 s in each verifier, and 60 s for all signatures on two processes.
"""

import resource
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

from truceline.crypto.checkpoints import Checkpoint, cosign_checkpoint, sign_checkpoint
from truceline.crypto.merkle import CompactTree
from truceline.crypto.notes import COSIGNATURE_TYPE, LOG_TYPE, VerifierKey
from truceline.crypto.signatures import Signer
from truceline.ledger.bundle_lines import BodyLine, NoteLine, OpeningLine
from truceline.ledger.bundles import BundleWriter
from truceline.ledger.genesis import Genesis, origin_of
from truceline.ledger.keyring import KeyBody
from truceline.ledger.sequencer import key_draft
from truceline.records.entries import Box, Draft, Entry, make_entry, officer_key_id

ENTRIES = 1_000_000
HEADS = 400
NOON_MS = 1_900_000_000_000
CHECKOUT = Path(__file__).resolve().parents[1]
LOG, OFFICER, ROOT = (Signer.from_seed(sha256(name).digest()) for name in (b"log", b"officer", b"root"))
WITNESSES = tuple(Signer.from_seed(sha256(name).digest()) for name in (b"south", b"un"))
NAMES = ("exercise.example/south/witness", "exercise.example/un/witness")
SALT = bytes(32)


def genesis() -> bytes:
    """Give with what the log begins (EXERCISE)."""
    return Genesis(
        arrangement="exercise",
        party="north",
        log_key=LOG.public,
        root_key=ROOT.public,
        next_root=bytes(32),
        officers=(OFFICER.public,),
    ).to_bytes()


def policy(origin: str) -> bytes:
    """Give the policy: both witnesses must have cosigned."""
    keys = [
        VerifierKey(name=name, type=COSIGNATURE_TYPE, public=each.public)
        for name, each in zip(NAMES, WITNESSES, strict=True)
    ]
    lines = [f"log {VerifierKey(name=origin, type=LOG_TYPE, public=LOG.public).to_text()}"]
    lines += [f"witness w{number} {key.to_text()}" for number, key in enumerate(keys)]
    return "\n".join([*lines, "group both all w0 w1", "quorum both", ""]).encode()


def entries(count: int, origin: str) -> list[Entry]:
    """Make a log."""
    officer = officer_key_id(OFFICER.public)
    first = key_draft("key.genesis", KeyBody(salt=SALT, content=genesis()), NOON_MS)
    found = [make_entry(first, log=origin, seq=0, prev=bytes(32), sign=LOG.sign)]
    for seq in range(1, count):
        body = sha256(seq.to_bytes(8, "big")).hexdigest()
        draft = Draft(
            by=officer,
            type="report.stated",
            at_ms=NOON_MS + seq,
            box=Box(commitment=body, size=600),
            to=("south", "un"),
        )
        found.append(make_entry(draft, log=origin, seq=seq, prev=found[-1].leaf, sign=OFFICER.sign))
    return found


def notes(made: list[Entry], origin: str) -> list[NoteLine]:
    """Sign and cosign heads, evenly spread."""
    tree, found = CompactTree(), list[NoteLine]()
    step = max(1, len(made) // HEADS)
    for entry in made:
        tree.append(entry.leaf)
        if tree.size % step == 0 or tree.size == len(made):
            head = Checkpoint(origin=origin, size=tree.size, root=tree.root())
            at_s = NOON_MS // 1000 + tree.size // 1000 + 2
            added = [
                cosign_checkpoint(head, each, name=name, time_s=at_s)
                for name, each in zip(NAMES, WITNESSES, strict=True)
            ]
            found.append(NoteLine(content=sign_checkpoint(head, LOG).with_signatures(added).to_bytes()))
    return found


def write(folder: Path, count: int) -> None:
    """Write bundle and policy."""
    origin = origin_of(genesis())
    made = entries(count, origin)
    with (folder / "a.bundle").open("wb") as stream:
        writer = BundleWriter(stream, OpeningLine(made_ms=NOON_MS, maker="EXERCISE"))
        for note in notes(made, origin):
            writer.add(note)
        writer.add_entries(origin, 0, (entry.raw for entry in made))
        writer.add(BodyLine(origin=origin, seq=0, salt=SALT, body=genesis()))
        writer.end()
    (folder / "a.policy").write_bytes(policy(origin))


def run(what: str, *command: str) -> None:
    """Run a verifier, and print how long it took."""
    began_s, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = subprocess.run(command, capture_output=True, text=True, check=False, cwd=CHECKOUT)  # noqa: S603 - of this file
    spent_s, after = time.perf_counter() - began_s, resource.getrusage(resource.RUSAGE_CHILDREN)
    used_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    counted = next((line.strip() for line in ended.stdout.splitlines() if "signatures of entries" in line), "")
    print(f"{what}: {spent_s:.1f} s, of processor time {used_s:.1f} s, exit {ended.returncode} {counted}", flush=True)


def main(folder: Path, count: int) -> None:
    """Measure."""
    began_s = time.perf_counter()
    write(folder, count)
    size = (folder / "a.bundle").stat().st_size
    print(f"made {count:,} entries, {size / 1e6:,.0f} MB, in {time.perf_counter() - began_s:.0f} s", flush=True)
    files = (str(folder / "a.bundle"), "--policy", str(folder / "a.policy"))
    node = (sys.executable, "-m", "truceline", "record", "verify", *files)
    run("one-file verifier", sys.executable, "-I", "verify/truceline_verify.py", "bundle", *files)
    run("record verify", *node)
    run("record verify, all signatures on two processes", *node, "--all-signatures")


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else ENTRIES
    if len(sys.argv) > 2:
        main(Path(sys.argv[2]), wanted)
    else:
        with tempfile.TemporaryDirectory() as made_folder:
            main(Path(made_folder), wanted)
