# SPDX-License-Identifier: Apache-2.0
"""Messages to and from an ssh-agent, as bytes; who carries them lies elsewhere.

Rules:
    - Only plain Ed25519 keys are taken: their signatures are the same each time. Certificates and keys on security
      tokens (``sk-``) have other names and are passed over.
    - What an agent answers is bounded and checked field by field.

Source:
    draft-ietf-sshm-ssh-agent, sections 3 to 5; RFC 4251, section 5; RFC 8709 (Ed25519 in SSH); the form of
    fingerprints is that of ``ssh-add -l``.
"""

import base64
import hashlib
from dataclasses import dataclass

from truceline.base.errors import AuthorityError, RecordError
from truceline.base.limits import AGENT_KEYS_MAX
from truceline.crypto.sealing import join_fields

KEY_TYPE = b"ssh-ed25519"
_FAILURE, _ASK_KEYS, _KEYS, _ASK_SIGNATURE, _SIGNATURE = 5, 11, 12, 13, 14
_PUBLIC_BYTES = 32
_SIGNATURE_BYTES = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentKey:
    """A key that an agent holds.

    Attributes:
        blob: The public key as SSH writes it.
        comment: What its owner calls it.
    """

    blob: bytes
    comment: str

    @property
    def type(self) -> str:
        """The name of its kind, such as ``ssh-ed25519``."""
        try:
            return _Fields(self.blob).string().decode("ascii", "replace")
        except RecordError:
            return "unknown"

    @property
    def fingerprint(self) -> str:
        """Its short name as ``ssh-add -l`` writes it."""
        return ssh_fingerprint(self.blob)

    def maybe_public(self) -> bytes | None:
        """Give its 32 bytes if it is a plain Ed25519 key."""
        try:
            fields = _Fields(self.blob)
            kind, public = fields.string(), fields.string()
            fields.end()
        except RecordError:
            return None
        return public if kind == KEY_TYPE and len(public) == _PUBLIC_BYTES else None


def blob_of(public: bytes) -> bytes:
    """Write a public Ed25519 key as SSH does."""
    return join_fields(KEY_TYPE, public)


def ssh_fingerprint(blob: bytes) -> str:
    """Give the short name of a key as ``ssh-add -l`` writes it."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def ask_for_keys() -> bytes:
    """Write the message that asks which keys the agent holds."""
    return join_fields(bytes([_ASK_KEYS]))


def ask_for_signature(blob: bytes, content: bytes) -> bytes:
    """Write the message that asks for a signature of one key over some bytes."""
    return join_fields(bytes([_ASK_SIGNATURE]) + join_fields(blob, content) + bytes(4))


def read_keys(answer: bytes) -> tuple[AgentKey, ...]:
    """Read which keys an agent holds.

    Raises:
        AuthorityError: The agent refuses; it may be locked.
        RecordError: It is no such answer.
    """
    fields = _Fields(_body(answer, _KEYS))
    count = fields.number()
    if count > AGENT_KEYS_MAX:
        message = f"ssh-agent: expected at most {AGENT_KEYS_MAX} keys, got {count}"
        raise RecordError(message)
    keys = tuple(
        AgentKey(blob=fields.string(), comment=fields.string().decode("utf-8", "replace")) for _ in range(count)
    )
    fields.end()
    return keys


def read_signature(answer: bytes) -> bytes:
    """Read an Ed25519 signature.

    Raises:
        AuthorityError: The agent refuses to sign.
        RecordError: It is no such answer.
    """
    fields = _Fields(_body(answer, _SIGNATURE))
    inner = _Fields(fields.string())
    fields.end()
    kind, signature = inner.string(), inner.string()
    inner.end()
    if kind != KEY_TYPE or len(signature) != _SIGNATURE_BYTES:
        message = f"ssh-agent: expected an ssh-ed25519 signature, got one of {kind[:40]!r}, {len(signature)} bytes"
        raise RecordError(message)
    return signature


def _body(answer: bytes, expected: int) -> bytes:
    kind = answer[0] if answer else -1
    if kind == _FAILURE:
        message = "ssh-agent: expected it to answer, got a refusal; is it locked, or was its question declined?"
        raise AuthorityError(message)
    if kind != expected:
        message = f"ssh-agent: expected an answer of kind {expected}, got {kind}"
        raise RecordError(message)
    return answer[1:]


class _Fields:
    """Takes one field after another off some bytes."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._place = 0

    def number(self) -> int:
        return int.from_bytes(self._take(4), "big")

    def string(self) -> bytes:
        return self._take(self.number())

    def end(self) -> None:
        if self._place != len(self._content):
            message = f"ssh-agent: expected an answer to end, got {len(self._content) - self._place} bytes more"
            raise RecordError(message)

    def _take(self, count: int) -> bytes:
        taken = self._content[self._place : self._place + count]
        if len(taken) != count:
            message = f"ssh-agent: expected {count} bytes in its answer, got {len(taken)}"
            raise RecordError(message)
        self._place += count
        return taken
