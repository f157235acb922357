# SPDX-License-Identifier: Apache-2.0
"""Entries: every rule of the format is checked, and the bytes stay what they were."""

from dataclasses import replace
from hashlib import sha256

import pytest
import rfc8785

from recorded import NOON_MS, OFFICER, OFFICER_ID, ORIGIN, OTHER, digest, full_draft, full_entry
from truceline.base.errors import LimitError, RecordError
from truceline.crypto.signatures import verify_signature
from truceline.records.entries import (
    ENTRY_LABEL,
    GENESIS,
    NO_ENTRY,
    Draft,
    Reference,
    Seen,
    make_entry,
    officer_key_id,
    parse_entry,
)
from truceline.records.profile import parse_object

FULL = full_entry().raw
BARE = make_entry(Draft(by=OFFICER_ID, type="x", at_ms=0), log=ORIGIN, seq=1, prev=b"\x01" * 32, sign=OFFICER.sign).raw


def changed(**fields: object) -> bytes:
    """Give the full entry with some fields changed, in canonical form."""
    return rfc8785.dumps({**parse_object(FULL), **fields})  # type: ignore[dict-item]


def without(*names: str) -> bytes:
    """Give the full entry without some fields."""
    return rfc8785.dumps({name: each for name, each in parse_object(FULL).items() if name not in names})


SIG = "A" * 86 + "=="
REFUSED = {
    "an unknown field": changed(zz=1),
    "an unknown field in the box": changed(box={"c": digest("c"), "n": 1, "z": 1}),
    "no author": without("by"),
    "no log": without("log"),
    "no entry before it": without("prev"),
    "nothing said of what was seen": without("seen"),
    "no index": without("seq"),
    "no signature": without("sig"),
    "no time": without("t"),
    "no type": without("typ"),
    "no version": without("v"),
    "another version": changed(v=2),
    "an author by name": changed(by="officer-7"),
    "an author in capitals": changed(by="A" * 32),
    "a log with capitals": changed(log="Northland"),
    "too long a log": changed(log="a" * 201),
    "a short digest": changed(prev="0" * 63),
    "a digest in capitals": changed(prev="A" * 64),
    "a negative time": changed(t=-1),
    "a time beyond 2^53": FULL.replace(b'"t":1900000000000', b'"t":9007199254740992'),
    "a time in text": changed(t="now"),
    "a time with a zero before it": FULL.replace(b'"t":19', b'"t":019'),
    "an empty list of references": changed(re=[]),
    "an empty list of digests": changed(sd=[]),
    "an empty list of recipients": changed(to=[]),
    "a reference of two": changed(re=[[OTHER, 1]]),
    "a reference of four": changed(re=[[OTHER, 1, digest("a"), digest("b")]]),
    "too many references": changed(re=[[OTHER, each, digest("a")] for each in range(65)]),
    "too many digests": changed(sd=sorted(digest(str(each)) for each in range(257))),
    "too many heads": changed(seen=[[f"log{each:02}", 1, digest("a"), digest("b")] for each in range(17)]),
    "too many recipients": changed(to=[f"p{each:02}" for each in range(65)]),
    "digests not sorted": changed(sd=sorted((digest("a"), digest("b")), reverse=True)),
    "a digest twice": changed(sd=[digest("a"), digest("a")]),
    "heads not sorted": changed(seen=[["b", 1, digest("a"), digest("b")], ["a", 1, digest("a"), digest("b")]]),
    "a head twice": changed(seen=[["a", 1, digest("a"), digest("b")], ["a", 2, digest("a"), digest("b")]]),
    "recipients not sorted": changed(to=["un", "hill-league"]),
    "a recipient twice": changed(to=["un", "un"]),
    "a recipient with a space": changed(to=["u n"]),
    "a type with a capital": changed(typ="Hot"),
    "too long a type": changed(typ="a" * 33),
    "an empty type": changed(typ=""),
    "a short signature": changed(sig="A" * 84),
    "a signature with bits that mean nothing": changed(sig="A" * 85 + "B=="),
    "a signature of the other base64": changed(sig="-" * 86 + "=="),
    "a sealed body of no size class": changed(box={"c": digest("c"), "k": digest("k"), "n": 2_000, "s": digest("s")}),
    "a sealed body of no bytes": changed(box={"c": digest("c"), "k": digest("k"), "n": 0, "s": digest("s")}),
    "a sealed body without its digest": changed(box={"c": digest("c"), "k": digest("k"), "n": 512}),
    "a sealed body without its key": changed(box={"c": digest("c"), "n": 512, "s": digest("s")}),
    "a reference twice": changed(re=[[OTHER, 1, digest("a")], [OTHER, 1, digest("a")]]),
    "index 0 after an entry": changed(seq=0),
    "index 0 of another type": changed(seq=0, prev=NO_ENTRY),
    "index 1 after none": changed(seq=1, prev=NO_ENTRY),
    "a genesis later on": changed(typ=GENESIS),
    "a genesis after an entry": changed(seq=0, typ=GENESIS),
    "a second value": FULL + b"{}",
    "a newline after it": FULL + b"\n",
    "a space": FULL.replace(b'"v":1', b'"v": 1'),
    "a list": b"[]",
    "no JSON": b"\xff\xfe",
    "nothing": b"",
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_broken_rule_is_refused(name: str) -> None:
    """Each rule of the format is held, one by one."""
    with pytest.raises(RecordError, match=r"expected .*, got "):
        parse_entry(REFUSED[name])


@pytest.mark.parametrize("raw", [FULL, BARE], ids=["full", "bare"])
def test_an_entry_is_read_and_its_bytes_are_kept(raw: bytes) -> None:
    """The bytes are the entry; another's canonical form of it is the same."""
    entry = parse_entry(raw)

    assert entry.raw == raw == rfc8785.dumps(parse_object(raw))
    assert entry.leaf == sha256(b"\x00" + raw).digest()


def test_what_was_drafted_is_what_is_read() -> None:
    """Lists are sorted, the rest stands as drafted."""
    header = parse_entry(FULL).header

    assert (header.log, header.seq, header.prev) == (ORIGIN, 12_345, digest("prev"))
    assert (header.by, header.type, header.at_ms, header.deadline_ms) == (
        OFFICER_ID,
        "hot.req",
        NOON_MS,
        NOON_MS + 600_000,
    )
    assert header.box == full_draft().box
    assert header.refers == (Reference(OTHER, 812, digest("leaf")),)
    assert header.seen == (Seen(OTHER, 4_711, digest("root"), digest("note")),)
    assert header.digests == tuple(sorted((digest("field"), digest("decoy"))))
    assert header.to == ("hill-league", "un")
    assert full_entry() == parse_entry(FULL)


def test_the_signature_covers_all_but_itself() -> None:
    """What is signed is the canonical entry without its signature, after a label."""
    entry = parse_entry(FULL)

    assert entry.signed == ENTRY_LABEL + without("sig")
    verify_signature(OFFICER.public, entry.signed, entry.signature)


def test_an_unknown_type_is_whole() -> None:
    """A type that this software does not know is kept; a party may be ahead of another."""
    assert parse_entry(changed(typ="never.heard_of")).header.type == "never.heard_of"


def test_the_first_entry_is_a_genesis() -> None:
    """Index 0 has its own type and names nothing before it."""
    genesis = parse_entry(changed(seq=0, prev=NO_ENTRY, typ=GENESIS))

    assert genesis.header.seq == 0


def test_too_large_an_entry_is_refused_unread() -> None:
    """A limit is told as one."""
    with pytest.raises(LimitError, match="at most 60000 bytes, got 60001"):
        parse_entry(b"{" * 60_001)


def test_a_draft_that_breaks_a_rule_is_not_signed() -> None:
    """The author's node holds itself to the format before it signs."""
    signed = list[bytes]()

    def sign(message: bytes) -> bytes:
        signed.append(message)
        return bytes(64)

    for draft in (replace(full_draft(), type="Hot"), replace(full_draft(), to=("un", "un"))):
        with pytest.raises(RecordError):
            make_entry(draft, log=ORIGIN, seq=1, prev=b"\x01" * 32, sign=sign)

    assert signed == []


def test_every_list_may_be_as_long_as_its_limit() -> None:
    """The limits themselves are inside."""
    draft = replace(
        full_draft(),
        refers=tuple(Reference("a", each, digest("a")) for each in range(64)),
        digests=tuple(digest(str(each)) for each in range(256)),
        seen=tuple(Seen(f"log{each}", 1, digest("a"), digest("b")) for each in range(16)),
        to=tuple(f"p{each}" for each in range(64)),
    )
    entry = make_entry(draft, log=ORIGIN, seq=1, prev=b"\x01" * 32, sign=OFFICER.sign)

    assert parse_entry(entry.raw) == entry


def test_an_officers_key_has_a_name() -> None:
    """The id is the first half of a labelled hash."""
    assert officer_key_id(b"k" * 32) == sha256(b"truceline/officer/v1\n" + b"k" * 32).hexdigest()[:32]
