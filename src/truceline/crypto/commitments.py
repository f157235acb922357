# SPDX-License-Identifier: Apache-2.0
"""Commitments: what was fixed in the record without being shown, and what is shown of it later.

A body is committed to as a whole; single fields may be committed to apart, so that one can be shown without the others.
Who deletes salt and body leaves a digest behind that tells nothing and keeps every proof valid.

Rules:
    - Every commitment has a salt of its own, drawn anew: without it, short or guessable contents would be found by
      trying.
    - Digests of fields are sorted and mixed with decoys: their number and order tell nothing of the fields.

Source:
    RFC 9901 (SD-JWT), sections 4.2.3 and 4.2.5, for salted fields and decoys, in a form of our own.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import compare_digest

from truceline.base.errors import CommitmentError, LimitError, RecordError
from truceline.base.limits import FIELD_DIGESTS_MAX

BODY_SALT_BYTES = 32
"""Length of the salt of a body [bytes]."""
FIELD_SALT_BYTES = 16
"""Length of the salt of a field [bytes]."""
DIGEST_BYTES = 32
"""Length of every commitment [bytes]."""
_FIELD = b"truceline/field/v1\n"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}(?:#[a-z0-9][a-z0-9_.-]{0,63})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosedField:
    """One field with what is needed to check it.

    Attributes:
        name: Such as ``loc``, or ``loc#north`` for the form of it that one recipient was given.
        salt: ``FIELD_SALT_BYTES`` bytes.
        content: The canonical bytes of its value.
    """

    name: str
    salt: bytes = field(repr=False)
    content: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a name or a salt that cannot be.

        Raises:
            RecordError: It is one.
        """
        if not _NAME.fullmatch(self.name):
            message = f"field: expected a name such as loc or loc#north, got {self.name!r:.80}"
            raise RecordError(message)
        if len(self.salt) != FIELD_SALT_BYTES:
            message = f"field {self.name}: expected a salt of {FIELD_SALT_BYTES} bytes, got {len(self.salt)}"
            raise RecordError(message)

    @property
    def digest(self) -> bytes:
        """What stands in the entry: the hash of the canonical list of name, salt and value."""
        text = b'["' + self.name.encode() + b'","' + self.salt.hex().encode() + b'",' + self.content + b"]"
        return sha256(_FIELD + text).digest()


def body_commitment(salt: bytes, body: bytes) -> bytes:
    """Commit to a body.

    Args:
        salt: ``BODY_SALT_BYTES`` bytes, drawn for it alone.
        body: As it is stored.
    """
    assert len(salt) == BODY_SALT_BYTES
    return sha256(salt + body).digest()


def verify_body(commitment: bytes, salt: bytes, body: bytes) -> None:
    """Verify that a body is the one that was committed to.

    Raises:
        CommitmentError: It is another, or its salt is.
    """
    if len(salt) != BODY_SALT_BYTES or not compare_digest(sha256(salt + body).digest(), commitment):
        message = "body: expected the one that the entry commits to, got another body or another salt"
        raise CommitmentError(message)


def field_digests(fields: Iterable[DisclosedField], decoys: Sequence[bytes] = ()) -> tuple[bytes, ...]:
    """Give what an entry says of its disclosable fields.

    Args:
        fields: All of them; each name once.
        decoys: Random digests, drawn for this entry alone.

    Returns:
        All digests, sorted.

    Raises:
        LimitError: They are too many.
        RecordError: A name stands twice, or two digests are one.
    """
    given = tuple(fields)
    assert all(len(each) == DIGEST_BYTES for each in decoys)
    digests = sorted([*(each.digest for each in given), *decoys])
    if len(digests) > FIELD_DIGESTS_MAX:
        message = f"fields: expected at most {FIELD_DIGESTS_MAX} with decoys, got {len(digests)}"
        raise LimitError(message)
    if len({each.name for each in given}) != len(given) or len(set(digests)) != len(digests):
        message = "fields: expected each name and each digest once, got one twice"
        raise RecordError(message)
    return tuple(digests)


def verify_field(disclosed: DisclosedField, digests: Sequence[bytes]) -> None:
    """Verify that a field is one of those that an entry commits to.

    Raises:
        CommitmentError: It is none of them.
    """
    if disclosed.digest not in digests:
        message = f"field {disclosed.name}: expected one that the entry commits to, got another name, salt or value"
        raise CommitmentError(message)
