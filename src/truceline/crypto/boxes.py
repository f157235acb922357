# SPDX-License-Identifier: Apache-2.0
"""Sealed boxes: a body that only its recipients read, and that is the same for all of them.

One random key seals the body; the key is wrapped for each recipient. The entry commits to the body, to the key and to
the sealed bytes. Without the first two a sender could make one sealed body that opens to two texts, or wrap two keys;
without the third nobody could show that the sender, and not the recipient, made the sealed bytes that fail.

Rules:
    - A key of a body (``dek``) is drawn for one box and never used again; for that its nonce is always zero.
    - Whoever opens a box computes both commitments again before he reads. A box that fails them is not read: it is
      kept, whole, as a ``BrokenBox``.
    - Sealed bodies are padded to 512 bytes times a power of two: their length tells little.
    - The sender of a wrap is not proven by it. What proves him is the signature of the entry, over both commitments.

Source:
    RFC 9180 (HPKE, base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305); RFC 8439; Dodis, Grubbs,
    Ristenpart, Woodage: Fast Message Franking (2018), on sealing that commits to no single key.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from hmac import compare_digest

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from truceline.base.errors import AuthorityError, CommitmentError, LimitError, RecordError, SignatureError
from truceline.base.limits import BOX_BODY_BYTES_MAX
from truceline.crypto.commitments import BODY_SALT_BYTES, body_commitment
from truceline.crypto.derivation import KEY_BYTES
from truceline.crypto.sealing import NONCE_BYTES, TAG_BYTES, open_seal, seal

SIZE_CLASS_BYTES = 512
"""Smallest size of a sealed body before its tag [bytes]; all are this times a power of two."""
WRAP_BYTES = 32 + KEY_BYTES + TAG_BYTES
"""Length of a wrapped key [bytes]."""
_INFO = b"truceline/box/v1\n"
_KEY_ID = b"truceline/box-key/v1\n"
_KEY_ID_DIGITS = 32
_LENGTH_BYTES = 4
_HEAD_BYTES = BODY_SALT_BYTES + _LENGTH_BYTES
_NONCE = bytes(NONCE_BYTES)
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxHeader:
    """What the entry says of a sealed box.

    Attributes:
        commitment: To salt and body.
        key_commitment: To the key of the body.
        padded_bytes: Size of the padded body [bytes].
        sealed_digest: Hash of the sealed body.
    """

    commitment: bytes
    key_commitment: bytes
    padded_bytes: int
    sealed_digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedBox:
    """A box before its key is wrapped.

    Attributes:
        header: What the entry says of it.
        sealed: The sealed body.
    """

    header: BoxHeader
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedBox:
    """A box that kept its commitments.

    Attributes:
        body: What it held.
        salt: With which others can check it.
        dek: With which others can open the sealed body.
    """

    body: bytes = field(repr=False)
    salt: bytes = field(repr=False)
    dek: bytes = field(repr=False)


class BoxFault(StrEnum):
    """How a box fails its entry."""

    COPY = "copy"
    """The sealed body is not the one that the entry names: a damaged copy, or another one."""
    KEY = "key"
    """The wrapped key is not the one that was committed to."""
    SEAL = "seal"
    """The sealed body does not open with the key that was committed to."""
    FORM = "form"
    """What it holds is not padded as it must be, or of another size than the entry says."""
    BODY = "body"
    """What it holds is not what was committed to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenBox:
    """A box that fails its entry (evidence E3), whole, so that others can look.

    The sender signed the entry, and with it the digest of these bytes and of the key that opens them: whoever is shown
    both sees that they fail. The key that a wrap held is shown by nobody but the recipient, who would have to give his
    own private key; and a copy that is another one shows nothing.

    Attributes:
        fault: Which.
        header: What the entry says.
        sealed: The sealed body as received.
        dek: The key that came out of the wrap.
    """

    fault: BoxFault
    header: BoxHeader
    sealed: bytes = field(repr=False)
    dek: bytes = field(repr=False)

    @property
    def can_be_checked(self) -> bool:
        """Say whether others can see the fault with no more than the sealed body and a key the entry commits to."""
        return self.fault in {BoxFault.SEAL, BoxFault.FORM, BoxFault.BODY}


def seal_box(body: bytes, *, salt: bytes, dek: bytes) -> SealedBox:
    """Seal a body.

    Args:
        body: What is sealed.
        salt: ``BODY_SALT_BYTES`` random bytes, for this body alone.
        dek: ``KEY_BYTES`` random bytes, for this box alone: a second body under it would open both.

    Raises:
        LimitError: The body is too large.
    """
    assert len(dek) == KEY_BYTES
    if len(body) > BOX_BODY_BYTES_MAX:
        message = f"sealed body: expected at most {BOX_BODY_BYTES_MAX} bytes, got {len(body)}"
        raise LimitError(message)
    commitment = body_commitment(salt, body)
    padded_bytes = padded_size(len(body))
    content = salt + len(body).to_bytes(_LENGTH_BYTES, "big") + body
    sealed = seal(dek, content.ljust(padded_bytes, b"\0"), nonce=_NONCE, bound=commitment)
    header = BoxHeader(
        commitment=commitment,
        key_commitment=sha256(dek).digest(),
        padded_bytes=padded_bytes,
        sealed_digest=sha256(sealed).digest(),
    )
    return SealedBox(header=header, sealed=sealed)


def wrap_key(dek: bytes, recipient: bytes, *, commitment: bytes) -> bytes:
    """Wrap the key of a box for one recipient.

    The randomness of the wrap is drawn inside the library, which takes none from outside: wraps of one key differ.

    Args:
        dek: Of the box.
        recipient: The recipient's public key, checked when it was enrolled.
        commitment: Of the box; a wrap opens for this one alone.

    Returns:
        ``WRAP_BYTES`` bytes.

    Raises:
        SignatureError: The recipient's key is not usable.
    """
    assert len(dek) == KEY_BYTES
    try:
        return _SUITE.encrypt(dek, X25519PublicKey.from_public_bytes(recipient), _INFO + commitment)
    except ValueError as error:
        message = "key of boxes: expected 32 bytes that are no point of small order, got others"
        raise SignatureError(message) from error


def check_box_key(public: bytes) -> None:
    """Refuse a key for which everybody could open wraps.

    Raises:
        SignatureError: It is of small order, or no key.
    """
    wrap_key(bytes(KEY_BYTES), public, commitment=b"")


def box_key_id(public: bytes) -> str:
    """Give the id of a key of boxes: 32 hexadecimal digits."""
    return sha256(_KEY_ID + public).hexdigest()[:_KEY_ID_DIGITS]


def box_public_half(secret: bytes) -> bytes:
    """Give the public key of 32 random bytes."""
    return X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def open_wrap(wrap: bytes, secret: bytes, *, commitment: bytes) -> bytes:
    """Open a wrapped key.

    Args:
        wrap: As received.
        secret: The recipient's private key, 32 bytes.
        commitment: Of the box, from the entry.

    Raises:
        AuthorityError: It was wrapped for another key or another box, or altered on its way.
    """
    try:
        dek = _SUITE.decrypt(wrap, X25519PrivateKey.from_private_bytes(secret), _INFO + commitment)
    except (InvalidTag, ValueError) as error:
        message = "box: expected a key wrapped for this recipient and this entry, got another or altered bytes"
        raise AuthorityError(message) from error
    if len(dek) != KEY_BYTES:
        message = f"box: expected a wrapped key of {KEY_BYTES} bytes, got {len(dek)}"
        raise AuthorityError(message)
    return dek


def open_box(box: SealedBox, dek: bytes) -> OpenedBox | BrokenBox:
    """Open a box with the key that came out of its wrap.

    Args:
        box: The sealed body as received, with what the entry says of it.
        dek: From ``open_wrap``, or as a sender revealed it.

    Returns:
        What it held, or the broken box; whoever calls must keep and answer that one.
    """
    header = box.header
    if not compare_digest(sha256(box.sealed).digest(), header.sealed_digest):
        return _broken(BoxFault.COPY, box, dek)
    if not compare_digest(sha256(dek).digest(), header.key_commitment):
        return _broken(BoxFault.KEY, box, dek)
    if len(box.sealed) != header.padded_bytes + TAG_BYTES:
        return _broken(BoxFault.FORM, box, dek)
    try:
        content = open_seal(dek, box.sealed, nonce=_NONCE, bound=header.commitment)
    except AuthorityError:
        return _broken(BoxFault.SEAL, box, dek)
    end = _HEAD_BYTES + int.from_bytes(content[BODY_SALT_BYTES:_HEAD_BYTES], "big")
    salt, body = content[:BODY_SALT_BYTES], content[_HEAD_BYTES:end]
    if end > len(content) or any(content[end:]) or len(content) != padded_size(len(body)):
        return _broken(BoxFault.FORM, box, dek)
    if not compare_digest(body_commitment(salt, body), header.commitment):
        return _broken(BoxFault.BODY, box, dek)
    return OpenedBox(body=body, salt=salt, dek=dek)


def verify_broken_box(broken: BrokenBox) -> None:
    """Verify that a box shown by another fails its entry as he says.

    Raises:
        CommitmentError: It does not: the box is whole, fails in another way, or its fault cannot be seen by others.
    """
    found = open_box(SealedBox(header=broken.header, sealed=broken.sealed), broken.dek)
    if not broken.can_be_checked or not isinstance(found, BrokenBox) or found.fault is not broken.fault:
        message = f"broken box: expected one whose {broken.fault} fails its entry for everybody to see, got none"
        raise CommitmentError(message)


def padded_size(body_bytes: int) -> int:
    """Give the size to which a body is padded [bytes]."""
    size = SIZE_CLASS_BYTES
    while size < _HEAD_BYTES + body_bytes:
        size *= 2
    return size


def check_padded_size(padded_bytes: int) -> None:
    """Refuse a size that no sealed body has.

    Raises:
        RecordError: It is one.
    """
    blocks, rest = divmod(padded_bytes, SIZE_CLASS_BYTES)
    if rest or blocks < 1 or blocks.bit_count() != 1 or padded_bytes > padded_size(BOX_BODY_BYTES_MAX):
        message = f"sealed body: expected 512 bytes times a power of two, got {padded_bytes}"
        raise RecordError(message)


def _broken(fault: BoxFault, box: SealedBox, dek: bytes) -> BrokenBox:
    return BrokenBox(fault=fault, header=box.header, sealed=box.sealed, dek=dek)
