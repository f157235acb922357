# SPDX-License-Identifier: Apache-2.0
"""Signed notes and heads: read in their one form, refused when altered, each key in its own role."""

from dataclasses import replace

import pytest

from signed_heads import MIRROR, ORIGIN, TIME_S, WITNESS, cosigned, cosigner_key, head, log_key, signer
from tampering import flipped
from truceline.base.errors import LimitError, NodeError, RecordError, SignatureError
from truceline.crypto.checkpoints import Checkpoint, VerifiedCheckpoint, parse_checkpoint, verify_checkpoint
from truceline.crypto.merkle import EMPTY_ROOT
from truceline.crypto.notes import (
    COSIGNATURE_TYPE,
    LOG_TYPE,
    KeyRole,
    Note,
    NoteSignature,
    VerifierKey,
    check_distinct,
    cosign_note,
    encode_base64,
    parse_key,
    parse_note,
    sign_note,
    verify_note,
)

NOTE = cosigned(head(), WITNESS, MIRROR)
CONTENT = NOTE.to_bytes()
KEYS = ([log_key()], [cosigner_key(WITNESS), cosigner_key(MIRROR)])


def test_a_cosigned_head_is_verified() -> None:
    """Log, witness and mirror, each with what it states."""
    found = verify_checkpoint(CONTENT, *KEYS)

    assert found.checkpoint == head()
    assert found.log_key == log_key()
    assert [(each.key.role, each.time_s) for each in found.cosignatures] == [
        (KeyRole.WITNESS, TIME_S),
        (KeyRole.MIRROR, TIME_S),
    ]


def test_what_was_written_is_what_was_read() -> None:
    """One note, one byte string."""
    assert parse_note(CONTENT) == NOTE
    assert parse_note(CONTENT).to_bytes() == CONTENT


def verdict(content: bytes) -> VerifiedCheckpoint | None:
    """Give what a note proves to someone who knows all three keys."""
    try:
        return verify_checkpoint(content, *KEYS)
    except NodeError:
        return None


def test_no_altered_bit_proves_the_same() -> None:
    """In the text and in the log's line: refused. A changed name or id of a cosigner costs that cosignature."""
    whole = verdict(CONTENT)
    assert whole is not None
    log_part = CONTENT.index(b"\n", CONTENT.index(b"\n\n") + 2)
    for place, altered in enumerate(flipped(CONTENT)):
        found = verdict(altered)
        if place // 8 <= log_part or found is None:
            assert found is None
        else:
            assert found.checkpoint == whole.checkpoint
            assert len(found.cosignatures) == 1
            assert set(found.cosignatures) < set(whole.cosignatures)


def test_no_cut_note_proves_the_same() -> None:
    """Every end cut off is refused, or costs the cosignatures that it held."""
    whole = verdict(CONTENT)
    assert whole is not None
    for end in range(len(CONTENT)):
        found = verdict(CONTENT[:end])

        assert found is None or len(found.cosignatures) < 2


DASH = "\u2014"
LINE = NOTE.signatures[0].to_line()
TEXT = head().to_body()
NOT_NOTES = {
    "nothing": "",
    "no signatures": f"{TEXT}\n",
    "no blank line": f"{TEXT}{LINE}",
    "no last newline": f"{TEXT}\n{LINE}"[:-1],
    "a carriage return": f"{TEXT}\r\n{LINE}",
    "a tab": f"{TEXT}\t\n\n{LINE}",
    "a hyphen for the dash": f"{TEXT}\n{LINE}".replace(DASH, "-"),
    "no name": f"{TEXT}\n{DASH}  AAAAAAA=\n",
    "two spaces": f"{TEXT}\n{LINE}".replace(f"{DASH} ", f"{DASH}  "),
    "a plus in the name": f"{TEXT}\n{DASH} a+b AAAAAAA=\n",
    "a wide space in the name": f"{TEXT}\n{DASH} a\u3000b AAAAAAA=\n",
    "an id alone": f"{TEXT}\n{DASH} a AAAAAA==\n",
    "base64 with bits to spare": f"{TEXT}\n{DASH} a AAAAAAB=\n",
    "base64 without padding": f"{TEXT}\n{DASH} a AAAAAAA\n",
    "base64 for addresses": f"{TEXT}\n{DASH} a AAAA_AA=\n",
    "words behind": f"{TEXT}\n{LINE[:-1]} more\n",
    "one key twice": f"{TEXT}\n{LINE}{LINE}",
}


@pytest.mark.parametrize("text", NOT_NOTES.values(), ids=NOT_NOTES.keys())
def test_what_is_no_note_is_refused(text: str) -> None:
    """Nothing is mended on the way."""
    with pytest.raises(RecordError):
        parse_note(text.encode())


def test_bytes_that_are_no_text_are_refused() -> None:
    """Invalid UTF-8, also the long form of a sign."""
    for each in (b"\xff", b"\xc0\x80", b"\xed\xa0\x80"):
        with pytest.raises(RecordError, match="UTF-8"):
            parse_note(each + CONTENT)


def test_large_notes_are_refused() -> None:
    """By bytes and by lines, before anything is verified."""
    many = [f"{DASH} witness-{number} AAAAAAA=\n" for number in range(33)]
    parse_note(f"{TEXT}\n{''.join(many[:32])}".encode())
    with pytest.raises(LimitError, match="32 signature lines"):
        parse_note(f"{TEXT}\n{''.join(many)}".encode())
    with pytest.raises(LimitError, match="65536 bytes"):
        parse_note(b"a" * 65_537)


def test_a_text_may_have_blank_lines() -> None:
    """The last one parts it from its signatures."""
    body = "one\n\ntwo\n"
    note = Note(body=body, signatures=(sign_note(body, signer(ORIGIN), name=ORIGIN),))

    assert parse_note(note.to_bytes()) == note
    assert verify_note(note, [log_key()])[0].key == log_key()


def test_unknown_signatures_are_kept_and_prove_nothing() -> None:
    """A type of later days stays in the note; alone it is no signature."""
    later = NoteSignature(name="later.example", key_id=b"\x06\x06\x06\x06", content=bytes(2428))
    note = NOTE.with_signatures([later])

    assert parse_note(note.to_bytes()).signatures[-1] == later
    assert verify_checkpoint(note.to_bytes(), *KEYS) == verify_checkpoint(CONTENT, *KEYS)
    with pytest.raises(SignatureError, match="got none"):
        verify_note(Note(body=NOTE.body, signatures=(later,)), [log_key()])


def test_one_bad_signature_of_a_known_key_refuses_the_note() -> None:
    """It is not passed over as if its key were unknown."""
    bad = replace(NOTE.signatures[1], content=bytes([0] * 7 + [1]) + NOTE.signatures[1].content[8:])
    note = Note(body=NOTE.body, signatures=(NOTE.signatures[0], bad))
    with pytest.raises(SignatureError):
        verify_checkpoint(note, *KEYS)


def test_a_time_cannot_be_moved() -> None:
    """The time is signed with the head."""
    for time_s in (TIME_S - 1, TIME_S + 1, 0, 2**63):
        moved = replace(NOTE.signatures[1], content=time_s.to_bytes(8, "big") + NOTE.signatures[1].content[8:])
        with pytest.raises(SignatureError):
            verify_checkpoint(Note(body=NOTE.body, signatures=(NOTE.signatures[0], moved)), *KEYS)


def test_a_newer_cosignature_takes_the_place_of_an_older() -> None:
    """The same head cosigned again is a sign of life."""
    newer = cosign_note(NOTE.body, signer(WITNESS), name=WITNESS, time_s=TIME_S + 60)
    found = verify_checkpoint(NOTE.with_signatures([newer]), *KEYS)

    assert {each.key.name: each.time_s for each in found.cosignatures} == {WITNESS: TIME_S + 60, MIRROR: TIME_S}


def test_the_key_of_another_log_signs_nothing_here() -> None:
    """The name of the key is the origin of the head."""
    other = "truceline.example/exercise/other/0123456789abcdef"
    stranger = Note(body=TEXT, signatures=(sign_note(TEXT, signer(other), name=other),))
    with pytest.raises(SignatureError, match="got none"):
        verify_checkpoint(stranger, [log_key(), log_key(other)])
    with pytest.raises(SignatureError, match="key of this log"):
        verify_checkpoint(Note(body=TEXT, signatures=NOTE.signatures[1:]), *KEYS)


def test_a_cosignature_is_no_signature_of_a_log() -> None:
    """Nor the other way round: the types are part of what is signed and of the id."""
    as_log = VerifierKey(name=WITNESS, type=LOG_TYPE, public=signer(WITNESS).public)

    assert as_log.id != cosigner_key(WITNESS).id
    with pytest.raises(SignatureError, match="got none"):
        verify_note(Note(body=TEXT, signatures=NOTE.signatures[1:2]), [as_log])


@pytest.mark.parametrize("swapped", [0, 1])
def test_keys_stand_in_their_own_role(swapped: int) -> None:
    """A log's key among cosigners, a mirror's among logs."""
    logs, cosigners = list(KEYS[0]), list(KEYS[1])
    (logs if swapped else cosigners).append(cosigner_key("other.example/mirror") if swapped else log_key("other"))
    with pytest.raises(RecordError, match="expected the key of"):
        verify_checkpoint(CONTENT, logs, cosigners)


def test_one_key_under_two_names_is_refused() -> None:
    """A cosignature would count for either name."""
    twice = VerifierKey(name="hill-league.example/w2", type=COSIGNATURE_TYPE, public=signer(WITNESS).public)
    with pytest.raises(RecordError, match="a key twice"):
        verify_checkpoint(CONTENT, KEYS[0], [*KEYS[1], twice])


def test_keys_that_lines_cannot_tell_apart_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ids are short: two keys of one name may come to the same."""
    monkeypatch.setattr(VerifierKey, "id", property(lambda _: b"same"))
    twin = VerifierKey(name=ORIGIN, type=LOG_TYPE, public=signer("twin").public)
    with pytest.raises(RecordError, match="two alike"):
        check_distinct([log_key(), twin])


def test_no_log_is_named_as_a_mirror() -> None:
    """Its origin could be taken for the mirror of another."""
    with pytest.raises(RecordError, match="mirror"):
        log_key("northland.example/mirror")


def test_keys_read_as_they_were_written() -> None:
    """Name, id and key."""
    for key in (*KEYS[0], *KEYS[1]):
        assert parse_key(key.to_text()) == key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a+00000000",
        log_key().to_text().replace("+", "", 1),
        log_key().to_text()[:-1],
        log_key().to_text().upper(),
        log_key().to_text().replace("0123", "0124"),
        f"a+00000000+{encode_base64(bytes(33))}",
        f"a+00000000+{encode_base64(bytes([6]) + bytes(1312))}",
    ],
)
def test_what_is_no_key_is_refused(text: str) -> None:
    """Also one whose id is that of another name, and one of a type that is not read yet."""
    with pytest.raises(RecordError):
        parse_key(text)


def test_a_key_of_small_order_is_refused() -> None:
    """With it a signature holds for any message."""
    with pytest.raises(SignatureError, match="prime order"):
        VerifierKey(name="a", type=LOG_TYPE, public=b"\x01" + bytes(31))


@pytest.mark.parametrize(
    "body",
    [
        "a\n1\n",
        TEXT + "more\n",
        TEXT[:-1],
        TEXT.replace("4711", "04711"),
        TEXT.replace("4711", "+4711"),
        TEXT.replace("4711", "\u0664711"),
        TEXT.replace("4711", str(2**63)),
        TEXT.replace("4711", "0"),
        f"{ORIGIN}\n4711\n{encode_base64(bytes(31))}\n",
        f"{ORIGIN}\n4711\n{encode_base64(EMPTY_ROOT)}\n",
        f"a b\n4711\n{encode_base64(bytes(32))}\n",
        f"\n4711\n{encode_base64(bytes(32))}\n",
    ],
)
def test_what_is_no_head_is_refused(body: str) -> None:
    """Further lines, sizes in another form, roots that cannot be."""
    with pytest.raises(RecordError):
        parse_checkpoint(body)


def test_the_empty_log_has_a_head() -> None:
    """Its root is that of the empty tree."""
    empty = Checkpoint(origin=ORIGIN, size=0, root=EMPTY_ROOT)

    assert parse_checkpoint(empty.to_body()) == empty
