# SPDX-License-Identifier: Apache-2.0
"""Scenes of an invented arrangement (EXERCISE): what is honest, and everything that somebody could do to it."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from unit.verify.making import (
    START_MS,
    Json,
    MadeLog,
    Pair,
    b64,
    bundle,
    canonical,
    cosigner,
    ended,
    mended,
    policy,
    root_of,
    sha,
    signed_note,
)

Part = Any
"""A part of a scene, whatever it is."""
OTHERS = (cosigner("south"), cosigner("un"), cosigner("south", "mirror"))
SALT = "ab" * 16


def field_digest(name: str, value: object) -> str:
    """Give the digest of a disclosable field."""
    return sha(b"truceline/field/v1\n" + canonical([name, SALT, value])).hex()


@dataclass(slots=True)
class Scene:
    """A bundle in parts, so that a test can alter one."""

    log: MadeLog
    notes: list[str] = field(default_factory=list)
    entries: list[Json] = field(default_factory=list)
    proofs: list[Json] = field(default_factory=list)
    opened: list[Json] = field(default_factory=list)
    fields: list[Json] = field(default_factory=list)
    policy: bytes = b""

    def lines(self) -> list[Json]:
        """Give all lines between the first and the last."""
        return [*({"note": note} for note in self.notes), *self.entries, *self.proofs, *self.opened, *self.fields]

    def content(self) -> bytes:
        """Write the bundle."""
        return bundle(*self.lines())


def seen_notes(*, at_s: int = -20) -> tuple[str, str]:
    """Give two notes of other logs, cosigned by two organisations other than north."""
    south, un = MadeLog("south"), MadeLog("un")
    south.genesis()
    un.genesis()
    return south.note(at_s=at_s, by=(cosigner("un"),)), un.note(at_s=at_s, by=(cosigner("south"),))


def seen_of(notes: tuple[str, ...]) -> list[list[Any]]:
    """Give the header field that names notes."""
    heads = [(note, *note.split("\n")[:3]) for note in notes]
    found = [
        [origin, int(size), base64.b64decode(root).hex(), sha(note.encode()).hex()]
        for note, origin, size, root in heads
    ]
    return sorted(found)


def scene(*, rotate: bool = True, by: tuple[tuple[str, Pair], ...] = OTHERS, pad: int = 3) -> Scene:
    """Make the honest scene: keys change, notes are seen, fields disclosed, two heads cosigned."""
    log = MadeLog("north")
    log.genesis()
    others = seen_notes()
    log.append("intent.filed", body=b'{"what":"EXERCISE"}', header={"to": ["south"], "seen": seen_of(others)})
    digests = sorted([field_digest("height_m", 300), sha(b"decoy").hex()])
    log.append("claim.stated", header={"sd": digests})
    early = log.note(at_s=5, by=by)
    first = policy(log)
    if rotate:
        second = Pair("north officer 2")
        log.key_entry("key.officer", {"officers": {second.officer: b64(second.public)}})
        log.rotate()
        log.append("act.told", by=second)
    log.append("x", header={"by": "log", "box": {"c": "cd" * 32, "k": "ef" * 32, "n": 512, "s": "ab" * 32}})
    for number in range(pad):
        log.append("future.type", body=canonical({"number": number}))
    late = log.note(at_s=60, by=by)
    shown: list[Json] = [{"field": ["height_m", SALT, 300], "log": log.origin, "seq": 2}]
    return Scene(
        log=log,
        notes=[early, late, *others],
        entries=log.entry_lines(a_line=4),
        proofs=[log.consistency_line(3, len(log.raws))],
        opened=list(log.bodies),
        fields=shown,
        policy=first,
    )


def small() -> Scene:
    """Make a scene small enough to alter at every bit."""
    log = MadeLog("north")
    log.genesis(witness_keys={}, mirror_keys={})
    log.append("intent.filed", body=b"EXERCISE")
    return Scene(
        log=log,
        notes=[log.note(at_s=5, by=OTHERS[:2])],
        entries=log.entry_lines(),
        proofs=[log.inclusion_line(1, 2)],
        opened=list(log.bodies),
        policy=policy(log),
    )


def fork(*, key: Pair | None = None, same_size: bool = False) -> Scene:
    """Make evidence of two heads of one log that differ from entry 2 on."""
    log, other = MadeLog("north"), MadeLog("north")
    for branch, word in ((log, b"one"), (other, b"two")):
        branch.genesis()
        branch.append("intent.filed", body=b"same")
        branch.append("intent.filed", body=word)
        branch.append("act.told", body=word)
    if not same_size:
        other.append("act.told", body=b"more")
    lines: list[Json] = [{"fork": {"index": 2, "log": log.origin}}]
    lines += [each.inclusion_line(2, len(each.raws), leaf_hash=each.leaves[2].hex()) for each in (log, other)]
    return Scene(
        log=log,
        notes=[log.note(), other.note(key=key or other.log_key)],
        proofs=[] if same_size else lines,
        policy=policy(log),
    )


Tampering = Callable[[], tuple[bytes, bytes]]


def of(made: Scene, **changes: Part) -> tuple[bytes, bytes]:
    """Give bundle and policy of an altered scene."""
    for name, value in changes.items():
        setattr(made, name, value)
    return made.content(), made.policy


def redone(alter: Callable[[MadeLog], object], **how: Part) -> tuple[bytes, bytes]:
    """Let the log itself go wrong: the heads are signed over what it did."""
    made = scene(rotate=how.pop("rotate", False))
    before = policy(made.log)
    alter(made.log)
    late = made.log.note(at_s=90, by=OTHERS)
    notes = [*made.notes, late]
    entries, opened = made.log.entry_lines(), list(made.log.bodies)
    return of(made, notes=notes, entries=entries, opened=opened, policy=before)


def appended(raw: Callable[[bytes], bytes]) -> Callable[[MadeLog], object]:
    """Let the log append bytes of its own making."""

    def alter(log: MadeLog) -> None:
        log.append("act.told")
        log.raws[-1] = raw(log.raws[-1])

    return alter


def swapped(content: bytes, old: bytes, new: bytes) -> bytes:
    """Replace bytes and write the end line anew."""
    assert old in content
    return mended(content.replace(old, new, 1))


def edited(old: bytes, new: bytes) -> tuple[bytes, bytes]:
    """Replace bytes of the honest bundle, end line written anew."""
    made = scene()
    return swapped(made.content(), old, new), made.policy


def entry_bit(made: Scene, seq: int, at: int) -> list[Json]:
    """Flip one bit within one entry."""
    raws = list(made.log.raws)
    raws[seq] = raws[seq][:at] + bytes([raws[seq][at] ^ 1]) + raws[seq][at + 1 :]
    return [{"entries": [b64(raw) for raw in raws], "from": 0, "log": made.log.origin}]


def line_edit(kind: str, change: Callable[[Json], Json | list[Json]]) -> tuple[bytes, bytes]:
    """Alter the first line of a kind."""
    made, is_done = scene(), False
    lines: list[Json] = []
    for line in made.lines():
        if kind in line and not is_done:
            new, is_done = change(dict(line)), True
            lines += new if isinstance(new, list) else [new]
        else:
            lines.append(line)
    return bundle(*lines), made.policy


def policy_edit(old: bytes, new: bytes) -> tuple[bytes, bytes]:
    """Alter the policy."""
    made = scene()
    assert old in made.policy
    return made.content(), made.policy.replace(old, new, 1)


def without_key_body() -> tuple[bytes, bytes]:
    """Leave out the body of the entry that changes keys."""
    made = scene()
    return of(made, opened=[line for line in made.opened if line["seq"] != 3])


def raw_ended(*extra: bytes) -> tuple[bytes, bytes]:
    """Put raw lines before the end, end line written anew."""
    made = scene()
    return ended([*made.content().split(b"\n")[:-2], *extra]), made.policy


def partial(*, included: bool = True, with_genesis: bool = True) -> tuple[bytes, bytes]:
    """Give one entry and its chain, with the genesis."""
    made = scene(rotate=False)
    log, size = made.log, len(made.log.raws)
    genesis = log.entry_lines(0, 1) if with_genesis else []
    proofs = ([log.inclusion_line(0, size)] if with_genesis else []) + (
        [log.inclusion_line(4, size)] if included else []
    )
    opened = [made.opened[0]] if with_genesis else []
    return of(
        made, notes=made.notes[1:2], entries=[*genesis, *log.entry_lines(3, 5)], proofs=proofs, opened=opened, fields=[]
    )


def late_claim(t_ms: int) -> tuple[bytes, bytes]:
    """State a time in an entry whose interval is proven."""
    return redone(lambda log: log.append("act.told", header={"t": t_ms}))


def two_faced(*, same_size: bool) -> tuple[bytes, bytes]:
    """Add a second head of the same log, signed by it, that the entries contradict."""
    made = scene(rotate=False)
    size = len(made.log.raws) if same_size else 4
    return of(made, notes=[*made.notes, made.log.note(size, root=sha(b"other"))])


def cosigned_otherwise(at_s: int, *, root: bytes | None = None) -> tuple[bytes, bytes]:
    """Let un cosign once more, at another time or another root."""
    made = scene(rotate=False)
    log = made.log
    size = 3 if root else 4
    note = signed_note(
        log.origin, size, root or root_of(log.leaves[:size]), Pair("nobody"), START_MS // 1000 + at_s, OTHERS[1:2]
    )
    honest = log.note(4, at_s=at_s, by=OTHERS[1:2])
    return of(made, notes=[*made.notes, note if root else honest])


def other_key() -> tuple[bytes, bytes]:
    """Name another key of the log in the policy."""
    made, other = scene(), scene()
    other.log.log_key = Pair("another")
    return made.content(), policy(other.log)


def stale_key() -> tuple[bytes, bytes]:
    """Sign the last head with the key before the rotation."""
    made = scene()
    return of(made, notes=[*made.notes[:1], made.log.note(at_s=60, by=OTHERS, key=Pair("north log")), *made.notes[2:]])


def two_keys() -> tuple[bytes, bytes]:
    """Let two keys sign the heads of a fork, both in the policy."""
    made, other = fork(key=Pair("another")), fork()
    other.log.log_key = Pair("another")
    extra = policy(other.log).split(b"\n")[0] + b"\n"
    return made.content(), extra + made.policy


def _both_keys(made: Scene) -> bytes:
    """Name in a policy the keys of the log before and after its rotation."""
    before = next(line for line in made.policy.split(b"\n") if line.startswith(b"log "))
    return before + b"\n" + policy(made.log)


def _by_replaced_key(made: Scene) -> list[str]:
    """Let whoever has the replaced key sign two roots beyond the rotation."""
    return [made.log.note(1000, root=sha(word), key=Pair("north log")) for word in (b"one", b"two")]


def replaced_key_fork() -> tuple[bytes, bytes]:
    """Show them alone, under a policy that names both keys."""
    made = scene()
    notes, rules = _by_replaced_key(made), _both_keys(made)
    return of(made, notes=notes, entries=[], proofs=[], opened=[], fields=[], policy=rules)


def replaced_key_beside_entries() -> tuple[bytes, bytes]:
    """Show them beside the entries with the rotation."""
    made = scene()
    return of(made, notes=[*made.notes, *_by_replaced_key(made)], policy=_both_keys(made))


def forked_after_rotation() -> tuple[bytes, bytes]:
    """Let the key in force sign a second root beside the entries that show the rotation; the policy names both."""
    made = scene()
    return of(made, notes=[*made.notes, made.log.note(root=sha(b"other"))], policy=_both_keys(made))


def swapped_partial() -> tuple[bytes, bytes]:
    """Break a hash of an inclusion proof."""
    content, rules = partial()
    at = content.index(b'{"hashes":["') + 12
    return swapped(content, content[at : at + 64], b"0" * 64), rules
