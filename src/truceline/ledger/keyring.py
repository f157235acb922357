# SPDX-License-Identifier: Apache-2.0
"""Which keys speak for a log at each of its entries, as its key entries say.

Rules:
    - A key entry is worth something only by its root key: the one whose digest the key entry before it committed to.
      Whoever holds the log key alone can neither rotate nor revoke.
    - Every key entry uses up its root key and commits to the next one, inside what the root key signs.
    - A key entry takes effect with itself: a rotation at index ``i`` is signed by the new key, as are all heads of
      sizes beyond ``i``. So that a lost key can be replaced.
    - A revoked key signs nothing more; from ``suspect_from`` on, what nobody else had cosigned is only claimed.

Source:
    ``docs/records.md``; KERI, on committing to the digest of the next key.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from types import MappingProxyType
from typing import NoReturn

from truceline.base.errors import AuthorityError, RecordError, SignatureError
from truceline.crypto.commitments import verify_body
from truceline.crypto.notes import LOG_TYPE, VerifierKey, decode_base64, encode_base64
from truceline.crypto.signatures import Signer, VerifySignature, verify_signature
from truceline.ledger.genesis import (
    ROOT_LABEL,
    named,
    origin_with,
    parse_genesis,
    public_key,
    read_digest,
    written_officers,
)
from truceline.records.entries import GENESIS, LOG_AUTHOR, Entry, Header, officer_key_id
from truceline.records.profile import Value, encode, parse_object

KEY_TYPES = "key."
"""With this begin the types of all key entries."""
ROTATE, REVOKE, OFFICER, ROOT = "key.rotate", "key.revoke", "key.officer", "key.root"

_BODY_KEYS = {"next_root", "root_key", "root_sig", "statement"}
_STATEMENT_KEYS = {
    ROTATE: {"log", "log_key", "next_root", "suspect_from", "typ"},
    REVOKE: {"key", "log", "next_root", "suspect_from", "typ"},
    OFFICER: {"log", "next_root", "officers", "typ"},
    ROOT: {"log", "next_root", "typ"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyBody:
    """The body of a key entry, with its salt."""

    salt: bytes
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class LogKey:
    """A key of the log.

    Attributes:
        since: Index of the entry from which on it signs.
        key: As notes name it.
        suspect_from_ms: From when its word alone is not believed [ms since 1970 UTC]; none as long as it is.
    """

    since: int
    key: VerifierKey
    suspect_from_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRing:
    """The keys of a log as of one of its entries.

    Attributes:
        origin: Of the log.
        next_root: Digest of the root key that signs the next key entry.
        log_keys: Its keys, in order of their rotation.
        officers: Public keys by their ids, revoked ones among them.
        revoked: From when revoked officers' keys are suspect [ms since 1970 UTC], by their ids.
    """

    origin: str
    next_root: bytes
    log_keys: tuple[LogKey, ...]
    officers: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    revoked: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def log_key(self) -> VerifierKey:
        """The key that signs now."""
        return self.log_keys[-1].key

    def log_key_at(self, size: int) -> VerifierKey:
        """Give the key that must have signed a head of some size, at least 1."""
        assert size > 0
        return next(each.key for each in reversed(self.log_keys) if each.since < size)

    def suspect_from_ms(self, seq: int, author: str) -> int | None:
        """Say from when an author's key is not believed alone, by which the entry at an index is signed.

        Returns:
            The time that its rotation or revocation states [ms since 1970 UTC]; none while the key stands.
        """
        if author != LOG_AUTHOR:
            return self.revoked.get(author)
        return next(each.suspect_from_ms for each in reversed(self.log_keys) if each.since <= seq)

    def signing_key(self, author: str) -> bytes:
        """Give the public key with which an author signs an entry now.

        Raises:
            AuthorityError: It is not enrolled, or it was revoked.
        """
        if author == LOG_AUTHOR:
            return self.log_key.public
        if author not in self.officers or author in self.revoked:
            message = f"entry: expected the key of an enrolled officer, got {author}, which is unknown or was revoked"
            raise AuthorityError(message)
        return self.officers[author]

    def verify_entry(self, entry: Entry, *, verify: VerifySignature = verify_signature) -> None:
        """Verify the signature of an entry that comes next, after its key entry was admitted if it is one.

        Raises:
            AuthorityError: Its author is not enrolled, or was revoked.
            SignatureError: Its author did not sign it.
        """
        verify(self.signing_key(entry.header.by), entry.signed, entry.signature)


def begin_keys(header: Header, body: KeyBody) -> KeyRing:
    """Give the keys with which a log begins.

    Args:
        header: Of its first entry.
        body: Of the same.

    Raises:
        RecordError: They are not the beginning of this log.
        LimitError: The body is too large.
        SignatureError: A key may not be enrolled.
        CommitmentError: The entry commits to another body.
    """
    if header.type != GENESIS:
        _refuse(f"the type {GENESIS} first", header.type)
    _check_box(header, body)
    genesis = parse_genesis(body.content)
    origin = origin_with(genesis, body.content)
    if header.log != origin:
        _refuse(f"the log {origin}, whose digest this body has", header.log)
    return KeyRing(
        origin=origin,
        next_root=genesis.next_root,
        log_keys=(LogKey(since=0, key=log_verifier(origin, genesis.log_key)),),
        officers=MappingProxyType({officer_key_id(each): each for each in genesis.officers}),
    )


def admit_keys(keys: KeyRing, header: Header, body: KeyBody) -> KeyRing:
    """Give the keys after a key entry.

    Args:
        keys: Those before it.
        header: Of the entry.
        body: Of the same.

    Raises:
        RecordError: It is no key entry of a known type and form for this log.
        LimitError: The body is too large.
        SignatureError: The root key that was committed to did not sign it, or a new key may not be enrolled.
        CommitmentError: The entry commits to another body.
        AuthorityError: It revokes what is not enrolled.
    """
    _check_box(header, body)
    read = parse_object(body.content, what="key entry", has_names=True)
    statement = read.get("statement")
    if set(read) != _BODY_KEYS or not isinstance(statement, dict):
        _refuse(f"the fields {', '.join(sorted(_BODY_KEYS))}", ", ".join(sorted(read))[:200])
    _verify_root(keys, read["root_key"], read["root_sig"], statement)
    if header.type not in _STATEMENT_KEYS or set(statement) != _STATEMENT_KEYS[header.type]:
        _refuse(f"a statement of the form of {header.type}, of a type known here", f"{statement.get('typ')!r:.40}")
    if (statement["typ"], statement["log"]) != (header.type, keys.origin):
        got = f"{statement['typ']!r:.40} about {statement['log']!r:.80}"
        _refuse(f"a statement {header.type} about {keys.origin}", got)
    if statement["next_root"] != read["next_root"]:
        _refuse("the next root key that the root key signed", "another")
    return replace(_stated(keys, header, statement), next_root=read_digest(read["next_root"]))


def write_statement(statement: dict[str, Value], root: Signer, next_root: bytes) -> bytes:
    """Write the body of a key entry; done where the root key is kept, away from the node.

    Args:
        statement: From ``rotation`` and its like.
        root: The root key to which the last key entry committed.
        next_root: SHA-256 of the public root key after it.
    """
    stated: dict[str, Value] = {**statement, "next_root": next_root.hex()}
    body: dict[str, Value] = {
        "next_root": next_root.hex(),
        "root_key": encode_base64(root.public),
        "root_sig": encode_base64(root.sign(_root_message(stated))),
        "statement": stated,
    }
    return encode(body, what="key entry", has_names=True)


def rotation(origin: str, log_key: bytes, *, suspect_from_ms: int) -> dict[str, Value]:
    """State that a new key signs the log; from some time on the one before it is not believed alone."""
    return {"log": origin, "log_key": encode_base64(log_key), "suspect_from": suspect_from_ms, "typ": ROTATE}


def revocation(origin: str, key: str, *, suspect_from_ms: int) -> dict[str, Value]:
    """State that an officer's key signs no more; from some time on it is not believed alone."""
    return {"key": key, "log": origin, "suspect_from": suspect_from_ms, "typ": REVOKE}


def enrolment(origin: str, officers: tuple[bytes, ...]) -> dict[str, Value]:
    """State that further keys are those of officers."""
    return {"log": origin, "officers": written_officers(officers), "typ": OFFICER}


def root_change(origin: str) -> dict[str, Value]:
    """State nothing but the next root key."""
    return {"log": origin, "typ": ROOT}


def log_verifier(origin: str, public: bytes) -> VerifierKey:
    """Give a key of a log as notes name it.

    Raises:
        SignatureError: It may not be enrolled.
        RecordError: The origin cannot be one.
    """
    return VerifierKey(name=origin, type=LOG_TYPE, public=public)


def _stated(keys: KeyRing, header: Header, statement: dict[str, Value]) -> KeyRing:
    suspect_from = statement.get("suspect_from", 0)
    if type(suspect_from) is not int or suspect_from < 0:
        _refuse("a time in milliseconds", repr(suspect_from)[:40])
    match header.type:
        case "key.rotate":
            new = LogKey(since=header.seq, key=log_verifier(keys.origin, public_key(statement["log_key"])))
            last = replace(keys.log_keys[-1], suspect_from_ms=suspect_from)
            return replace(keys, log_keys=(*keys.log_keys[:-1], last, new))
        case "key.revoke":
            revoked = statement["key"]
            if not isinstance(revoked, str) or revoked not in keys.officers:
                message = f"key entry: expected the id of an enrolled key, got {revoked!r:.80}"
                raise AuthorityError(message)
            return replace(keys, revoked=MappingProxyType({**keys.revoked, revoked: suspect_from}))
        case "key.officer":
            given = tuple(public_key(each) for each in named(statement["officers"]).values())
            if statement["officers"] != written_officers(given) or not given:
                _refuse("keys of officers, each once under its own id", "others")
            added = {officer_key_id(each): each for each in given}
            return replace(keys, officers=MappingProxyType({**keys.officers, **added}))
        case _:
            return keys


def _verify_root(keys: KeyRing, root: Value, signature: Value, statement: dict[str, Value]) -> None:
    public = public_key(root)
    if not isinstance(signature, str):
        _refuse("a signature as text", "another")
    if sha256(public).digest() != keys.next_root:
        message = "key entry: expected the root key that the last key entry committed to, got another"
        raise SignatureError(message)
    verify_signature(public, _root_message(statement), decode_base64(signature))


def _root_message(statement: dict[str, Value]) -> bytes:
    return ROOT_LABEL + encode(statement, what="key entry", has_names=True)


def _check_box(header: Header, body: KeyBody) -> None:
    """Check that an entry shows its body to everybody, and that it is this one.

    Raises:
        RecordError: It does not.
        CommitmentError: It is another.
    """
    box = header.box
    if box is None or box.key_digest is not None or box.size != len(body.content) or header.by != LOG_AUTHOR:
        _refuse("an open body of the stated size in an entry of the log itself", "another")
    verify_body(bytes.fromhex(box.commitment), body.salt, body.content)


def _refuse(expected: str, got: str) -> NoReturn:
    message = f"key entry: expected {expected}, got {got}"
    raise RecordError(message)
