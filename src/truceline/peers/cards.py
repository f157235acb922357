# SPDX-License-Identifier: Apache-2.0
"""The card of a node: all that another one must know to follow its record, in one line of text.

It is carried by hand; both sides read its fingerprint to one another by telephone.

Rules:
    - A card is read strictly: what it says is written again and must give the same bytes.
    - The log is named by its first entry's body, of which the origin is the digest: a card cannot name one log and give
      the keys of another.
    - Whoever speaks for the party over the network shows a token signed with ``token_key``; whom one speaks to is
      proven by ``certificate``, the only one that is taken.

Source:
    ``docs/peers.md``.
"""

import base64
import re
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NoReturn

from truceline.base.errors import RecordError
from truceline.base.limits import CARD_BYTES_MAX, CERTIFICATE_BYTES_MAX
from truceline.crypto.commitments import BODY_SALT_BYTES
from truceline.crypto.notes import decode_base64, encode_base64
from truceline.crypto.signatures import check_enrolment
from truceline.ledger.genesis import Genesis, origin_of, parse_genesis
from truceline.ledger.keyring import KeyBody
from truceline.records.profile import Value, encode, parse_object

CARD_FORM = "truceline/card/1"
_LABEL = b"truceline/card/1\n"
_FIELDS = frozenset(
    {"audience", "card", "certificate", "exercise", "genesis", "genesis_salt", "issuer", "party", "token_key"}
)
_PARTY = re.compile(r"[a-z0-9][a-z0-9_.-]{0,99}", re.ASCII)
_NOT_IN_LOGS = re.compile(r"[^a-z0-9]+")
_LOG_NAME_LENGTH_MAX = 64
_NAME = re.compile(r"[\x21-\x7e]{1,200}", re.ASCII)
_FINGERPRINT_BYTES = 20
"""160 bits: nobody makes a second card for a fingerprint, and it can be read aloud over a telephone."""
_GROUP = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerCard:
    """What one node gives to others.

    Attributes:
        party: Whose node it is, as the agreement names it.
        genesis: Body of the first entry of its log, with its salt.
        issuer: Under which name it signs tokens (``iss``).
        audience: What tokens for it must name (``aud``).
        token_key: The public key of its tokens, 32 bytes.
        certificate: With which it is met over HTTPS, DER; empty where it is met on the same machine alone.
        is_exercise: Whether its agreements are invented (R11).
    """

    party: str
    genesis: KeyBody = field(repr=False)
    issuer: str
    audience: str
    token_key: bytes
    certificate: bytes = field(default=b"", repr=False)
    is_exercise: bool

    @property
    def origin(self) -> str:
        """The name of its log."""
        return origin_of(self.genesis.content)

    @property
    def keys(self) -> Genesis:
        """The keys with which its log began."""
        return parse_genesis(self.genesis.content)

    @property
    def log_party(self) -> str:
        """The party as logs name it, with small letters, digits and hyphens alone."""
        return self.keys.party

    @property
    def fingerprint(self) -> str:
        """The short name of the whole card, in eight groups of four."""
        digest = sha256(_LABEL + self.to_bytes()).digest()[:_FINGERPRINT_BYTES]
        text = base64.b32encode(digest).decode()
        return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))

    def to_bytes(self) -> bytes:
        """Write it: one line."""
        written: dict[str, Value] = {
            "audience": self.audience,
            "card": CARD_FORM,
            "certificate": encode_base64(self.certificate),
            "exercise": self.is_exercise,
            "genesis": encode_base64(self.genesis.content),
            "genesis_salt": self.genesis.salt.hex(),
            "issuer": self.issuer,
            "party": self.party,
            "token_key": encode_base64(self.token_key),
        }
        return encode(written, what="card") + b"\n"


def parse_card(content: bytes) -> PeerCard:
    """Read a card strictly.

    Args:
        content: As it was brought.

    Raises:
        LimitError: It is too large.
        RecordError: It is none, or not in its one form.
        SignatureError: A key in it may not be enrolled.
    """
    if not content.endswith(b"\n"):
        _refuse("one line with its end", "another")
    read = parse_object(content[:-1], what="card", bytes_max=CARD_BYTES_MAX)
    if set(read) != _FIELDS or read["card"] != CARD_FORM or not isinstance(read["exercise"], bool):
        _refuse(f"the fields of {CARD_FORM} (docs/peers.md)", ", ".join(sorted(read))[:200])
    genesis = KeyBody(
        salt=_salt(read["genesis_salt"]), content=_bytes(read["genesis"], "genesis", bytes_max=CARD_BYTES_MAX)
    )
    card = PeerCard(
        party=_text(read["party"], "party", _PARTY),
        genesis=genesis,
        issuer=_text(read["issuer"], "issuer", _NAME),
        audience=_text(read["audience"], "audience", _NAME),
        token_key=_bytes(read["token_key"], "token_key", bytes_max=CARD_BYTES_MAX),
        certificate=_bytes(read["certificate"], "certificate", bytes_max=CERTIFICATE_BYTES_MAX),
        is_exercise=read["exercise"],
    )
    check_enrolment(card.token_key)
    named = parse_genesis(genesis.content).party
    if named != log_name(card.party):
        _refuse(f"the log of {card.party}", f"one of {named}")
    assert card.to_bytes() == content
    return card


def same_fingerprint(typed: str, card: PeerCard) -> bool:
    """Say whether somebody typed the fingerprint of a card; spaces, hyphens and small letters do no harm."""
    return re.sub(r"[\s-]", "", typed).upper() == card.fingerprint.replace("-", "")


def log_name(party: str) -> str:
    """Write the id of a party as logs name it."""
    return _NOT_IN_LOGS.sub("-", party).strip("-")[:_LOG_NAME_LENGTH_MAX]


def _salt(value: Value) -> bytes:
    if not isinstance(value, str) or re.fullmatch(rf"[0-9a-f]{{{2 * BODY_SALT_BYTES}}}", value) is None:
        _refuse(f"a salt of {2 * BODY_SALT_BYTES} hexadecimal digits", repr(value)[:80])
    return bytes.fromhex(value)


def _bytes(value: Value, name: str, *, bytes_max: int) -> bytes:
    if not isinstance(value, str) or len(value) > bytes_max * 4 // 3 + 4:
        _refuse(f"{name} in base64, of at most {bytes_max} bytes", repr(value)[:40])
    return decode_base64(value)


def _text(value: Value, name: str, form: re.Pattern[str]) -> str:
    if not isinstance(value, str) or form.fullmatch(value) is None:
        _refuse(f"{name} of the form {form.pattern}", repr(value)[:80])
    return value


def _refuse(expected: str, got: str) -> NoReturn:
    message = f"card: expected {expected}, got {got}"
    raise RecordError(message)
