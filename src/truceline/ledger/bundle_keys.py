# SPDX-License-Identifier: Apache-2.0
"""The keys of a log as its key entries in a bundle show them, followed from the genesis on as far as they are shown.

Rules:
    - A key entry that its root key did not sign, or signed for something else, breaks the rules: ``RecordError``.
    - A key entry whose body is missing, or not of a form known here, ends what is known: ``UnclearError``. That is a
      lack of the bundle, or of this software, and accuses nobody.

Source:
    ``docs/records.md``, "Key entries"; ``docs/verifying.md``.
"""

from hashlib import sha256
from typing import NoReturn

from truceline.base.errors import (
    AuthorityError,
    CommitmentError,
    InputError,
    RecordError,
    SignatureDisagreementError,
)
from truceline.crypto.boxes import box_key_id
from truceline.crypto.notes import decode_base64
from truceline.crypto.signatures import check_enrolment, verify_signature
from truceline.ledger.genesis import GENESIS_LABEL, ROOT_LABEL, Genesis, parse_genesis
from truceline.ledger.keyring import OFFICER, REVOKE, KeyBody, KeyRing, admit_keys, begin_keys
from truceline.records.entries import GENESIS, Header, officer_key_id
from truceline.records.profile import Value, encode, parse_object

_ORIGIN_DIGITS = 16


class UnclearError(Exception):
    """Something that cannot be followed here: what rests on it is insufficient, never a breach. It leaves no answer."""


class ShownKeys:
    """Who may sign for one log, learnt from its genesis and its key entries in order.

    Attributes:
        origin: Of the log.
        ring: The keys as of the last key entry that was followed; none before the genesis.
        boxes: Ids of keys to which others seal what the author may read.
        own: Cosigner keys of the author itself, which do not count for its own log.
        known_to: So many entries were followed without a gap.
        revoked: The entry that revokes an officer's key, and from when it is suspect [ms], by its id.
        told: What key entries say, for a reader.
    """

    __slots__ = ("boxes", "known_to", "origin", "own", "revoked", "ring", "told")

    def __init__(self, origin: str) -> None:
        """Begin with no keys."""
        self.origin, self.known_to = origin, 0
        self.ring: KeyRing | None = None
        self.own: frozenset[bytes] = frozenset()
        self.boxes: frozenset[str] = frozenset()
        self.revoked: dict[str, tuple[int, int]] = {}
        self.told: list[str] = []

    def follow(self, header: Header, body: KeyBody | None) -> None:
        """Follow a key entry.

        Args:
            header: Of the entry.
            body: As the bundle shows it; the entry commits to it.

        Raises:
            RecordError: It breaks the rules.
            UnclearError: It cannot be followed.
            SignatureDisagreementError: Two libraries judge its signature differently.
        """
        value = _read(header, body)
        assert body is not None
        if header.type == GENESIS:
            self._begin(header, body, value)
        else:
            self._admit(header, body, value)

    def log_keys(self) -> list[tuple[int, bytes]]:
        """Give the keys of the log with the index of the entry after which each signs; -1 for the first."""
        keys = self.ring.log_keys if self.ring else ()
        return [(each.since if number else -1, each.key.public) for number, each in enumerate(keys)]

    def _begin(self, header: Header, body: KeyBody, value: dict[str, Value]) -> None:
        digits, parts = sha256(GENESIS_LABEL + body.content).hexdigest()[:_ORIGIN_DIGITS], self.origin.split("/")
        if digits != parts[-1]:
            _break("an origin that is the hash of the genesis", "another")
        if parts[-3:-1] != [value.get("arrangement"), value.get("party")]:
            _break("a genesis of this arrangement and party", "that of another")
        _check_ids(value.get("officers"))
        try:
            self.ring, genesis = begin_keys(header, body), parse_genesis(body.content)
        except (InputError, AuthorityError, CommitmentError) as error:
            raise _unclear(header, error) from error
        self.own = frozenset(each.public for each in (*genesis.witness_keys, *genesis.mirror_keys))
        self.boxes = frozenset(box_key_id(each) for each in genesis.box_keys)
        self._tell_orphans(genesis)

    def _tell_orphans(self, genesis: Genesis) -> None:
        if genesis.succession is not None:
            sizes = ", ".join(str(each.size) for each in genesis.succession.orphans)
            self.told.append(f"the genesis succeeds {genesis.succession.succeeds} and gives up its heads of {sizes}")

    def _admit(self, header: Header, body: KeyBody, value: dict[str, Value]) -> None:
        statement = value.get("statement")
        if self.ring is None or not isinstance(statement, dict):
            message = f"entry {header.seq}: expected a key entry of a known form, got another"
            raise UnclearError(message)
        if not _is_rooted(value, statement, self.ring.next_root):
            _break("the signature of the root key promised before", "none of it")
        if (statement.get("log"), statement.get("typ")) != (self.origin, header.type):
            _break("a statement for this log and type", "one for another")
        if statement.get("next_root") != value.get("next_root"):
            _break("the next root key that the root key signed", "another")
        if header.type == OFFICER:
            _check_ids(statement.get("officers"))
        try:
            self.ring = admit_keys(self.ring, header, body)
        except (InputError, AuthorityError, CommitmentError) as error:
            raise _unclear(header, error) from error
        if header.type == REVOKE:
            ident = str(statement["key"])
            self.revoked[ident] = (header.seq, self.ring.revoked[ident])
        self.told.append(f"entry {header.seq} is a {header.type}, signed by the root key promised before it")


def _read(header: Header, body: KeyBody | None) -> dict[str, Value]:
    if body is None:
        message = f"entry {header.seq}: expected the body of this {header.type}, got none in the file"
        raise UnclearError(message)
    try:
        return parse_object(body.content, what="key entry", has_names=True)
    except InputError as error:
        raise _unclear(header, error) from error


def _is_rooted(value: dict[str, Value], statement: dict[str, Value], promised: bytes) -> bool:
    """Say whether the promised root key signed a statement.

    Raises:
        SignatureDisagreementError: Two libraries judge its signature differently.
        UnclearError: Its fields are not of a known form.
    """
    try:
        root, signature = (decode_base64(str(value.get(name, 0))) for name in ("root_key", "root_sig"))
    except RecordError as error:
        message = f"expected root key and signature in base64, got others ({error})"
        raise UnclearError(message) from error
    if sha256(root).digest() != promised:
        return False
    try:
        check_enrolment(root)
        verify_signature(root, ROOT_LABEL + encode(statement, what="key entry", has_names=True), signature)
    except SignatureDisagreementError:
        raise
    except AuthorityError:
        return False
    return True


def _check_ids(officers: Value | None) -> None:
    """Refuse officers' keys under ids that are not theirs.

    Raises:
        RecordError: There is one.
        UnclearError: They are not of a known form.
    """
    if not isinstance(officers, dict) or not all(isinstance(text, str) for text in officers.values()):
        message = "expected officers' keys by their ids, got others"
        raise UnclearError(message)
    try:
        publics = {ident: decode_base64(str(text)) for ident, text in officers.items()}
    except RecordError as error:
        message = f"expected officers' keys in base64, got others ({error})"
        raise UnclearError(message) from error
    if any(officer_key_id(public) != ident for ident, public in publics.items()):
        _break("officers' keys under the hash of each", "another id")


def _unclear(header: Header, error: Exception) -> UnclearError:
    """Give the error for a key entry that cannot be followed.

    Raises:
        SignatureDisagreementError: That is why.
    """
    if isinstance(error, SignatureDisagreementError):
        raise error
    return UnclearError(f"entry {header.seq}: expected the body of a {header.type} known here, got another ({error})")


def _break(expected: str, got: str) -> NoReturn:
    message = f"expected {expected}, got {got}"
    raise RecordError(message)
