# SPDX-License-Identifier: Apache-2.0
"""Named tamperings, the end line written anew by whoever tampers: each ends with its own exit code."""

import base64
from collections.abc import Callable
from pathlib import Path

import pytest

from unit.verify.making import (
    START_MS,
    ZEROS,
    Json,
    MadeLog,
    Pair,
    b64,
    bundle,
    canonical,
    cosigner,
    ended,
    mended,
    sha,
)
from unit.verify.running import told
from unit.verify.scenes import (
    OTHERS,
    Tampering,
    appended,
    cosigned_otherwise,
    edited,
    entry_bit,
    fork,
    forked_after_rotation,
    late_claim,
    line_edit,
    of,
    other_key,
    partial,
    policy_edit,
    raw_ended,
    redone,
    replaced_key_beside_entries,
    replaced_key_fork,
    scene,
    small,
    stale_key,
    swapped_partial,
    two_faced,
    two_keys,
    without_key_body,
)

ZERO_SIG = b64(bytes(64))

PROVEN: dict[str, Tampering] = {
    "nothing": lambda: of(scene()),
    "nothing, without a change of keys": lambda: of(scene(rotate=False)),
    "nothing, in a small bundle": lambda: of(small()),
    "one entry, its proof and the genesis": partial,
    "made and maker, which nobody signed": lambda: edited(b'"maker":"EXERCISE"', b'"maker":"EXERCISE "'),
    "a signature line of an unknown key": lambda: line_edit(
        "note", lambda line: {"note": line["note"] + f"\u2014 stranger {b64(bytes(72))}\n"}
    ),
    "the bodies left out, except those that change keys": lambda: of(
        scene(), opened=[line for line in scene().opened if line["seq"] in {0, 3, 4}]
    ),
    "an early note left out with its proof": lambda: of(scene(), notes=scene().notes[1:], proofs=[]),
    "a claimed time as late after the last proof as clocks may be off": lambda: late_claim(START_MS + 121_000),
    "a claimed time as early before the first proof as clocks may be off": lambda: late_claim(START_MS - 51_000),
    "the seen notes left out, so that less is known": lambda: of(scene(), notes=scene().notes[:2]),
    "no quorum asked for": lambda: policy_edit(b"quorum enough\n", b"quorum none\n"),
}
BREACH: dict[str, Tampering] = {
    "two heads of one size": lambda: two_faced(same_size=True),
    "a head that the later entries contradict": lambda: two_faced(same_size=False),
    "evidence of a fork by an entry": lambda: of(fork()),
    "evidence of a fork by two roots": lambda: of(fork(same_size=True)),
    "two heads of one size by the key that the entries show in force": forked_after_rotation,
    "an entry that is not JSON": lambda: redone(appended(lambda _: b"garbage")),
    "an entry with a blank": lambda: redone(appended(lambda raw: raw.replace(b'"v":1', b'"v": 1'))),
    "an entry with a key twice": lambda: redone(appended(lambda raw: raw.replace(b'"v":1', b'"v":1,"v":1'))),
    "an entry with unsorted keys": lambda: redone(appended(lambda raw: raw.replace(b'{"by"', b'{"v":1,"by"'))),
    "an entry with a fraction": lambda: redone(appended(lambda raw: raw.replace(b'"v":1', b'"v":1.0'))),
    "an entry with null": lambda: redone(appended(lambda raw: raw.replace(b'"seen":[]', b'"seen":null'))),
    "an entry with a key of its own": lambda: redone(lambda log: log.append("act.told", header={"zz": 1})),
    "an entry with a number of 2^53": lambda: redone(lambda log: log.append("act.told", header={"t": 2**53})),
    "an entry with a huge number": lambda: redone(
        appended(lambda raw: raw.replace(b'"seq":', b'"seq":' + b"9" * 50_000))
    ),
    "an entry nested 20,000 deep": lambda: redone(appended(lambda _: b"[" * 20_000 + b"]" * 20_000)),
    "an entry of 60,001 bytes": lambda: redone(lambda log: log.append("act.told", header={"to": ["a" * 60_000]})),
    "an entry with a direction character": lambda: redone(
        lambda log: log.append("act.told", header={"to": ["so\u202euth"]})
    ),
    "an entry with a text not in form NFC": lambda: redone(
        lambda log: log.append("act.told", header={"to": ["e\u0301"]})
    ),
    "an entry with bytes after it": lambda: redone(appended(lambda raw: raw + b" ")),
    "an entry with a byte order mark": lambda: redone(appended(lambda raw: b"\xef\xbb\xbf" + raw)),
    "an entry with a needless escape": lambda: redone(
        appended(lambda raw: raw.replace(b'"act.told"', b'"\\u0061ct.told"'))
    ),
    "an entry with an unsorted list": lambda: redone(
        lambda log: log.append("act.told", header={"to": ["un", "south"]})
    ),
    "a `prev` that is not the hash before": lambda: redone(lambda log: log.append("act.told", header={"prev": ZEROS})),
    "a number that is not its place": lambda: redone(lambda log: log.append("act.told", header={"seq": 99})),
    "an entry of another log": lambda: redone(lambda log: log.append("act.told", header={"log": "elsewhere/x/y"})),
    "a second genesis": lambda: redone(lambda log: log.append("key.genesis")),
    "a false officer signature": lambda: redone(
        lambda log: log.append("act.told", resign=lambda e: e | {"sig": ZERO_SIG})
    ),
    "an officer who was never enrolled": lambda: redone(lambda log: log.append("act.told", by=Pair("nobody"))),
    "an entry of the node signed by an officer's key": lambda: redone(
        lambda log: log.append("act.told", header={"by": "log"}, resign=lambda e: e | {"sig": ZERO_SIG})
    ),
    "a stated size that is not the body's": lambda: redone(
        lambda log: log.append("act.told", body=b"EXERCISE", header={"box": {"c": _commitment(log), "n": 9}})
    ),
    "a root key that was not promised": lambda: redone(lambda log: log.key_entry("key.root", {}, root=7)),
    "a root signature that is false": lambda: redone(lambda log: log.key_entry("key.root", {}, root_sig=ZERO_SIG)),
    "a next root that the root key did not sign": lambda: redone(
        lambda log: log.key_entry("key.root", {}, next_root=ZEROS)
    ),
    "a statement that the root key signed for another log": lambda: redone(
        lambda log: log.key_entry("key.root", {"log": "elsewhere/x/y"})
    ),
    "an officer after the revocation": lambda: redone(_revoked),
    "an officer's id that is not the hash of the key": lambda: redone(
        lambda log: log.key_entry("key.officer", {"officers": {"0" * 32: b64(Pair("new").public)}})
    ),
    "a claimed time after the proven interval": lambda: late_claim(START_MS + 121_001),
    "a claimed time before the proven interval": lambda: late_claim(START_MS - 51_001),
    "a cosigner with two roots at one size": lambda: cosigned_otherwise(30, root=sha(b"other")),
    "a cosigner whose times run back": lambda: cosigned_otherwise(1),
}
INSUFFICIENT: dict[str, Tampering] = {
    "one cosignature too few": lambda: of(scene(by=OTHERS[:1])),
    "two cosignatures of one organisation": lambda: of(scene(by=(OTHERS[0], OTHERS[2]))),
    "cosignatures of the author itself": lambda: of(scene(by=(OTHERS[0], cosigner("north")))),
    "a policy that names no log": lambda: policy_edit(b"log truceline", b"# log truceline"),
    "a policy with another key of the log": other_key,
    "a policy that asks for all three": lambda: policy_edit(b"group enough 2", b"group enough 3"),
    "entries beyond the last head": lambda: of(scene(), notes=[scene().notes[0], *scene().notes[2:]], proofs=[]),
    "no notes at all": lambda: of(scene(), notes=[], proofs=[]),
    "no entries": lambda: of(scene(), entries=[], proofs=[], opened=[], fields=[]),
    "the body of a key entry left out": without_key_body,
    "the genesis not opened": lambda: of(scene(), opened=scene().opened[1:]),
    "one entry without its proof": lambda: partial(included=False),
    "one entry without the genesis": lambda: partial(with_genesis=False),
    "the old log key after the rotation": stale_key,
    "the log's own signature left out": lambda: line_edit("note", lambda line: {"note": _unsigned(line["note"])}),
    "a fork that two different keys signed": two_keys,
    "a fork by a key that was replaced, the policy naming both": replaced_key_fork,
    "a fork by a key that the entries show to be replaced": replaced_key_beside_entries,
    "an entry of a later version": lambda: redone(lambda log: log.append("act.told", header={"v": 2})),
    "a key entry of a kind not known": lambda: redone(lambda log: log.key_entry("key.other", {"exercise": 1})),
    "a head that nothing ties to the entries": lambda: of(
        scene(), notes=[*scene().notes, scene().log.note(99, root=sha(b"later"))]
    ),
    "a cosignature under a name that the policy does not know": lambda: of(
        scene(by=(OTHERS[0], ("truceline.example/exercise/other/witness", OTHERS[1][1])))
    ),
}
MALFORMED: dict[str, Tampering] = {
    "an empty file": lambda: (b"", scene().policy),
    "only an end line": lambda: (ended([]), scene().policy),
    "a bit in an entry": lambda: of(scene(), entries=entry_bit(scene(), 2, 50)),
    "a bit in the last entry": lambda: of(scene(), entries=entry_bit(scene(), 8, 100)),
    "an entry left out": lambda: line_edit("entries", lambda line: line | {"entries": line["entries"][:-1]}),
    "two entries exchanged": lambda: line_edit("entries", lambda line: line | {"entries": line["entries"][::-1]}),
    "entries under another number": lambda: line_edit("entries", lambda line: line | {"from": 1}),
    "entries twice": lambda: line_edit("entries", lambda line: [line, line]),
    "an entry in another base64 spelling": lambda: line_edit(
        "entries", lambda line: line | {"entries": [line["entries"][0] + "\u003d", *line["entries"][1:]]}
    ),
    "a body exchanged": lambda: line_edit("body", lambda line: line | {"body": b64(b"EXERCISE")}),
    "a salt exchanged": lambda: line_edit("body", lambda line: line | {"salt": ZEROS}),
    "a body under another entry": lambda: line_edit("body", lambda line: line | {"seq": 2}),
    "a body for an entry that is not there": lambda: line_edit("body", lambda line: line | {"seq": 999}),
    "a body twice": lambda: line_edit("body", lambda line: [line, line]),
    "a field with another value": lambda: edited(b',300],"log"', b',301],"log"'),
    "a field with another name": lambda: edited(b'["height_m"', b'["height_n"'),
    "a field under another entry": lambda: line_edit("field", lambda line: line | {"seq": 1}),
    "a root exchanged in a note": lambda: line_edit("note", lambda line: {"note": _with_root(line["note"])}),
    "a size exchanged in a note": lambda: line_edit(
        "note", lambda line: {"note": line["note"].replace("\n3\n", "\n4\n", 1)}
    ),
    "a cosignature under the time of another": lambda: line_edit("note", lambda line: {"note": _retimed(line["note"])}),
    "a false cosignature": lambda: line_edit("note", lambda line: {"note": _broken(line["note"])}),
    "a note twice": lambda: line_edit("note", lambda line: [line, line]),
    "a note without signatures": lambda: line_edit(
        "note", lambda line: {"note": line["note"].split("\n\n", maxsplit=1)[0] + "\n\n"}
    ),
    "a note with 33 signature lines": lambda: line_edit(
        "note", lambda line: {"note": line["note"] + f"\u2014 stranger {b64(bytes(72))}\n" * 32}
    ),
    "a note with an extension line": lambda: line_edit(
        "note", lambda line: {"note": line["note"].replace("\n\n", "\nmore\n\n", 1)}
    ),
    "a consistency proof with another hash": lambda: line_edit(
        "consistency", lambda line: line | {"consistency": [ZEROS, *line["consistency"][1:]]}
    ),
    "a consistency proof to a note that is not there": lambda: line_edit("consistency", lambda line: line | {"new": 7}),
    "a consistency proof too long": lambda: line_edit(
        "consistency", lambda line: line | {"consistency": [*line["consistency"], ZEROS]}
    ),
    "an inclusion proof with another hash": swapped_partial,
    "an inclusion proof for an entry that is not there": lambda: of(
        small(), proofs=[small().proofs[0] | {"leaf": 0, "size": 9}]
    ),
    "evidence of a fork with another leaf": lambda: _fork_edit(lambda line: line | {"leaf_hash": ZEROS}),
    "evidence of a fork with one leaf twice": lambda: of(fork(), proofs=[*fork().proofs[:2], fork().proofs[1]]),
    "evidence of a fork at another number": lambda: of(
        fork(), proofs=[{"fork": {"index": 1, "log": fork().log.origin}}, *fork().proofs[1:]]
    ),
    "evidence of a fork without its leaves": lambda: of(fork(), proofs=fork().proofs[:1]),
    "a line of no known kind": lambda: raw_ended(b'{"zeal":1}'),
    "a line in the wrong place": lambda: raw_ended(canonical({"note": scene().notes[0]})),
    "a line with a further field": lambda: line_edit("body", lambda line: line | {"zz": 1}),
    "a line with a key twice": lambda: raw_ended(
        b'{"field":["a","' + b"0" * 32 + b'",{"b":1,"b":2}],"log":"a","seq":1}'
    ),
    "a line nested 100,000 deep": lambda: raw_ended(b'{"field":' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
    "a line of a million small things": lambda: raw_ended(b'{"field":[' + b"[]," * 1_000_000 + b"1]}"),
    "a line with a huge number": lambda: raw_ended(
        b'{"field":["a","' + b"0" * 32 + b'",' + b"9" * 100_000 + b'],"log":"a","seq":1}'
    ),
    "a direction character in the maker": lambda: (bundle(*scene().lines(), maker="a\u202eb"), scene().policy),
    "an empty line": lambda: raw_ended(b""),
    "bytes after the end line": lambda: (scene().content() + b"\n", scene().policy),
    "a second end line": lambda: (scene().content() + scene().content().split(b"\n")[-2] + b"\n", scene().policy),
    "an end line of other lines": lambda: (scene().content().replace(b'"maker":"E', b'"maker":"F'), scene().policy),
    "carriage returns": lambda: (mended(scene().content().replace(b"\n", b"\r\n")), scene().policy),
    "another format": lambda: edited(b"truceline/bundle/1", b"truceline/bundle/2"),
    "a compressed file": lambda: (b"\x1f\x8b" + bytes(100), scene().policy),
    "a policy without a quorum": lambda: policy_edit(b"quorum enough\n", b""),
    "a policy with two quorums": lambda: policy_edit(b"quorum enough\n", b"quorum enough\nquorum enough\n"),
    "a policy with a witness twice": lambda: policy_edit(b"witness un-mirror", b"witness north-mirror"),
    "a policy with a group of nobody": lambda: policy_edit(b"group enough 2 north", b"group enough 2 nobody"),
    "a policy with a threshold of nought": lambda: policy_edit(b"group enough 2", b"group enough 0"),
    "a policy with a member in two groups": lambda: policy_edit(
        b"group enough 2 north", b"group enough 2 north-witness"
    ),
    "a policy with a key id that is not its hash": lambda: policy_edit(b"/witness+", b"/witnesz+"),
    "a policy without the end of its last line": lambda: (scene().content(), scene().policy[:-1]),
    "a policy that is not UTF-8": lambda: (scene().content(), b"# \xff\n" + scene().policy),
}
EXPECTED = {
    **{(name, 0): tampering for name, tampering in PROVEN.items()},
    **{(name, 20): tampering for name, tampering in BREACH.items()},
    **{(name, 21): tampering for name, tampering in INSUFFICIENT.items()},
    **{(name, 22): tampering for name, tampering in MALFORMED.items()},
}


def _commitment(log: MadeLog) -> str:
    """Give the commitment that the maker of bundles makes for the next body."""
    number = len(log.raws)
    return sha(sha(f"north salt {number}".encode()) + b"EXERCISE").hex()


def _revoked(log: MadeLog) -> None:
    log.key_entry("key.revoke", {"key": log.officer.officer, "suspect_from": START_MS})
    log.append("act.told")


def _unsigned(note: str) -> str:
    lines = note.split("\n")
    return "\n".join([*lines[:4], *lines[5:]])


def _with_root(note: str) -> str:
    lines = note.split("\n")
    return "\n".join([*lines[:2], b64(bytes(32)), *lines[3:]])


def _retimed(note: str) -> str:
    return _with_signature(note, lambda raw: raw[:11] + bytes([raw[11] ^ 1]) + raw[12:])


def _broken(note: str) -> str:
    return _with_signature(note, lambda raw: raw[:-1] + bytes([raw[-1] ^ 1]))


def _with_signature(note: str, change: Callable[[bytes], bytes]) -> str:
    lines = note.split("\n")
    head, _, text = lines[5].rpartition(" ")
    return "\n".join([*lines[:5], f"{head} {b64(change(base64.b64decode(text)))}", *lines[6:]])


def _fork_edit(change: Callable[[Json], Json]) -> tuple[bytes, bytes]:
    made = fork()
    made.proofs[1] = change(made.proofs[1])
    return of(made)


@pytest.mark.parametrize(("name", "code"), EXPECTED, ids=str)
def test_a_tampered_bundle_ends_with_its_code(name: str, code: int, tmp_path: Path) -> None:
    """Nothing altered is proven, and nobody is accused of what a file's maker did."""
    found = told(tmp_path, EXPECTED[name, code]())

    assert (found["exit"], found.get("reason"), found.get("breaches"), found.get("lacking")) == (
        code,
        *(found.get(key) for key in ("reason", "breaches", "lacking")),
    )


def test_there_are_enough_tamperings() -> None:
    """The table is long, and no class of answer is missing from it."""
    assert len(EXPECTED) > 110
    assert min(map(len, (PROVEN, BREACH, INSUFFICIENT, MALFORMED))) > 10
