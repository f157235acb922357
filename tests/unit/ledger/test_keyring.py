# SPDX-License-Identifier: Apache-2.0
"""Key entries: what the root key signed counts, for this log, in this form, and nothing else."""

import pytest
import rfc8785

from kept_log import BODY, LOG, NEXT_LOG, ROOTS, SALT, root_digest
from recorded import NOON_MS, OFFICER, OFFICER_ID
from truceline.base.errors import AuthorityError, CommitmentError, RecordError, SignatureError
from truceline.crypto.notes import encode_base64
from truceline.ledger.genesis import ROOT_LABEL, origin_of
from truceline.ledger.keyring import (
    KeyBody,
    KeyRing,
    admit_keys,
    begin_keys,
    enrolment,
    revocation,
    root_change,
    rotation,
    write_statement,
)
from truceline.ledger.sequencer import key_draft
from truceline.records.entries import Entry, make_entry
from truceline.records.profile import Value, encode, parse_object

HERE = origin_of(BODY.content)


def entry_of(kind: str, body: KeyBody, seq: int = 1) -> Entry:
    """Give the entry of a key body."""
    return make_entry(key_draft(kind, body, NOON_MS), log=HERE, seq=seq, prev=bytes([bool(seq)]) * 32, sign=LOG.sign)


BEGUN = begin_keys(entry_of("key.genesis", BODY, 0).header, BODY)


def admitted(kind: str, content: bytes) -> KeyRing:
    """Give the keys after a key entry with a body."""
    body = KeyBody(salt=SALT, content=content)
    return admit_keys(BEGUN, entry_of(kind, body).header, body)


def altered(content: bytes, **fields: Value) -> bytes:
    """Give a body with fields changed outside of what is signed."""
    return rfc8785.dumps({**parse_object(content), **fields})


def signed(statement: dict[str, Value]) -> bytes:
    """Give the body of any statement, signed by the right root key."""
    return write_statement(statement, ROOTS[1], root_digest(2))


GOOD = signed(root_change(HERE))
REFUSED = {
    "a field more": ("key.root", altered(GOOD, more=1)),
    "no statement": ("key.root", altered(GOOD, statement="a")),
    "a root key that is a number": ("key.root", altered(GOOD, root_key=1)),
    "a signature that is a number": ("key.root", altered(GOOD, root_sig=1)),
    "a type that is not known": ("key.other", signed({"log": HERE, "typ": "key.other"})),
    "a statement of another type": ("key.officer", GOOD),
    "a statement that says another type": ("key.root", signed({"log": HERE, "typ": "key.officer"})),
    "a statement about another log": ("key.root", signed(root_change("truceline.example/other"))),
    "another next root than was signed": ("key.root", altered(GOOD, next_root="00" * 32)),
    "a rotation to no key": ("key.rotate", signed({**rotation(HERE, LOG.public, suspect_from_ms=1), "log_key": 1})),
    "a negative time": ("key.revoke", signed(revocation(HERE, OFFICER_ID, suspect_from_ms=-1))),
    "a time in text": ("key.revoke", signed({**revocation(HERE, OFFICER_ID, suspect_from_ms=1), "suspect_from": "a"})),
    "no officers": ("key.officer", signed(enrolment(HERE, ()))),
    "officers under other ids": (
        "key.officer",
        signed(
            {
                **enrolment(HERE, ()),
                "officers": [["0" * 32, enrolled] for enrolled in [str(parse_object(GOOD)["root_key"])]],
            }
        ),
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_another_key_entry_is_refused(name: str) -> None:
    """Each rule is held, one by one."""
    with pytest.raises(RecordError, match=r"expected .*, got "):
        admitted(*REFUSED[name])


def test_a_statement_that_was_altered_is_refused() -> None:
    """The root key signed another one."""
    with pytest.raises(SignatureError):
        admitted("key.root", altered(GOOD, statement={**root_change(HERE), "next_root": "00" * 32}))


def test_a_signature_of_the_root_key_over_something_else_is_refused() -> None:
    """What a root key signs begins with a label."""
    body = parse_object(GOOD)
    statement = body["statement"]
    with pytest.raises(SignatureError):
        admitted("key.root", altered(GOOD, root_sig=encode_base64(ROOTS[1].sign(encode(statement)))))

    labelled = encode_base64(ROOTS[1].sign(ROOT_LABEL + encode(statement)))
    assert admitted("key.root", altered(GOOD, root_sig=labelled)).next_root == root_digest(2)


def test_an_unknown_key_cannot_be_revoked() -> None:
    """Nor one that is no text."""
    for key in ("0" * 32, 1):
        with pytest.raises(AuthorityError, match="the id of an enrolled key"):
            admitted("key.revoke", signed({**revocation(HERE, "", suspect_from_ms=1), "key": key}))


def test_a_body_must_be_the_one_committed_to() -> None:
    """Open, of the stated size, in an entry of the log itself."""
    body = KeyBody(salt=SALT, content=GOOD)
    entry = entry_of("key.root", body)

    with pytest.raises(CommitmentError):
        admit_keys(BEGUN, entry.header, KeyBody(salt=bytes(32), content=GOOD))
    with pytest.raises(RecordError, match="an open body of the stated size"):
        admit_keys(BEGUN, entry.header, KeyBody(salt=SALT, content=GOOD + b" "))


def test_a_log_begins_with_its_own_genesis() -> None:
    """A first entry of another type, or about another log, is none."""
    with pytest.raises(RecordError, match=r"key\.genesis first"):
        begin_keys(entry_of("key.root", BODY).header, BODY)
    elsewhere = make_entry(
        key_draft("key.genesis", BODY, NOON_MS), log="truceline.example/other", seq=0, prev=bytes(32), sign=LOG.sign
    )
    with pytest.raises(RecordError, match="whose digest this body has"):
        begin_keys(elsewhere.header, BODY)


def test_an_entry_is_verified_by_its_authors_key() -> None:
    """The log's own entries by the log's key, others by officers' keys."""
    entry = entry_of("key.root", KeyBody(salt=SALT, content=GOOD))
    BEGUN.verify_entry(entry)

    assert BEGUN.signing_key(OFFICER_ID) == OFFICER.public
    after = admitted("key.rotate", signed(rotation(HERE, NEXT_LOG.public, suspect_from_ms=0)))
    with pytest.raises(SignatureError):
        after.verify_entry(entry)


def test_a_key_is_suspect_from_when_its_replacement_says() -> None:
    """For the entries that it signed; those from the rotation on are the new key's. Officers' keys likewise."""
    rotated = admitted("key.rotate", signed(rotation(HERE, NEXT_LOG.public, suspect_from_ms=7)))
    revoked = admitted("key.revoke", signed(revocation(HERE, OFFICER_ID, suspect_from_ms=9)))

    assert [BEGUN.suspect_from_ms(0, by) for by in ("log", OFFICER_ID)] == [None, None]
    assert [rotated.suspect_from_ms(seq, "log") for seq in (0, 1, 5)] == [7, None, None]
    assert rotated.suspect_from_ms(0, OFFICER_ID) is None
    assert (revoked.suspect_from_ms(0, OFFICER_ID), revoked.suspect_from_ms(0, "log")) == (9, None)
