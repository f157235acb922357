# SPDX-License-Identifier: Apache-2.0
"""The private keys of a node's record while it is unlocked: they sign and open, and are forgotten when it is locked."""

from dataclasses import dataclass, field

from truceline.base.errors import AuthorityError
from truceline.base.limits import KEYS_FILE_BYTES_MAX
from truceline.bootstrap.folder import NodeFolder
from truceline.bootstrap.record_keys_file import read_record_keys
from truceline.crypto.boxes import box_key_id, open_wrap
from truceline.crypto.record_keys import RecordKey, RecordRole, open_record_key
from truceline.crypto.signatures import Signer
from truceline.crypto.store_key import StoreKey
from truceline.records.document import read_bytes


@dataclass(slots=True)
class HeldKeys:
    """Private keys by their public halves.

    Attributes:
        sealed: All keys of the record, in the order in which they were made.
    """

    sealed: tuple[RecordKey, ...]
    _signers: dict[bytes, Signer] = field(default_factory=dict, repr=False)
    _boxes: dict[str, bytes] = field(default_factory=dict, repr=False)

    def newest(self, role: RecordRole) -> bytes:
        """Give the public half of the newest key of a role."""
        return next(each.public for each in reversed(self.sealed) if each.role is role)

    def sign(self, public: bytes, message: bytes) -> bytes:
        """Sign a message with the private half of a public key.

        Raises:
            AuthorityError: The node does not hold it.
        """
        signer = self._signers.get(public)
        if signer is None:
            said = "key of the record: expected one that this node holds, got another"
            raise AuthorityError(said)
        return signer.sign(message)

    def open_wrap(self, key: str, wrap: bytes, commitment: bytes) -> bytes:
        """Give the key of a body that was wrapped for one of this node's keys, named by its id.

        Raises:
            AuthorityError: It was wrapped for another key or entry, or the node does not hold this one.
        """
        secret = self._boxes.get(key)
        if secret is None:
            message = f"box: expected a key of this node, got {key:.40}"
            raise AuthorityError(message)
        return open_wrap(wrap, secret, commitment=commitment)

    def forget(self) -> None:
        """Forget every private key."""
        self._signers.clear()
        self._boxes.clear()


def hold_keys(sealed: tuple[RecordKey, ...], key: StoreKey) -> HeldKeys:
    """Unseal keys.

    Raises:
        AuthorityError: Another store key, or one was altered.
    """
    held = HeldKeys(sealed)
    for each in sealed:
        seed = open_record_key(each, key)
        if each.role is RecordRole.BOX:
            held._boxes[box_key_id(each.public)] = seed  # noqa: SLF001 - it is made here alone
        else:
            held._signers[each.public] = Signer.from_seed(seed)  # noqa: SLF001 - as above
    return held


def read_held_keys(folder: NodeFolder, key: StoreKey) -> HeldKeys:
    """Read and unseal the keys of a node's record.

    Raises:
        InputError: The file is not of its form.
        AuthorityError: They do not open.
    """
    content = read_bytes(folder.record_keys, KEYS_FILE_BYTES_MAX)
    return hold_keys(read_record_keys(content, str(folder.record_keys)), key)
