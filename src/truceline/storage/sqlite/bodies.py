# SPDX-License-Identifier: Apache-2.0
"""The bytes of all other nouns at rest: MessagePack by field name, read back into the nouns themselves.

Rules:
    - A field that is added to a noun has a default, so that older bytes can be read; a field that is not known is
      passed over, so that a step back of one version can be read too.
"""

from typing import Any, TypeVar

import msgspec

from truceline.app.ports import Stated, StatementKind
from truceline.findings.alleged import AllegedViolation, ContestedAct
from truceline.findings.conflict import CoarseConstraints, Conflict
from truceline.findings.finding import BarredPlan, Detail, FindingKind, Probing
from truceline.picture.acts import Act
from truceline.picture.claims import Claim
from truceline.picture.reports import Report

T = TypeVar("T")

_ENCODER = msgspec.msgpack.Encoder()
_DETAILS: dict[FindingKind, msgspec.msgpack.Decoder[Any]] = {
    FindingKind.CONFLICT: msgspec.msgpack.Decoder(Conflict),
    FindingKind.CONFLICT_LAPSED: msgspec.msgpack.Decoder(Conflict),
    FindingKind.CONSTRAINT: msgspec.msgpack.Decoder(CoarseConstraints),
    FindingKind.BARRED_PLAN: msgspec.msgpack.Decoder(BarredPlan),
    FindingKind.ALLEGED_VIOLATION: msgspec.msgpack.Decoder(AllegedViolation),
    FindingKind.CONTESTED_ACT: msgspec.msgpack.Decoder(ContestedAct),
    FindingKind.PROBING: msgspec.msgpack.Decoder(Probing),
}
_STATED: dict[StatementKind, msgspec.msgpack.Decoder[Any]] = {
    StatementKind.CLAIM: msgspec.msgpack.Decoder(Claim),
    StatementKind.REPORT: msgspec.msgpack.Decoder(Report),
    StatementKind.ACT: msgspec.msgpack.Decoder(Act),
}
_NAMES = msgspec.msgpack.Decoder(tuple[str, ...])


def encode(noun: object) -> bytes:
    """Write a noun."""
    return _ENCODER.encode(noun)


def decode_detail(kind: FindingKind, content: bytes) -> Detail:
    """Read what a finding of a kind concludes."""
    detail: Detail = _DETAILS[kind].decode(content)
    return detail


def decode_stated(kind: StatementKind, content: bytes) -> Stated:
    """Read what was stated."""
    stated: Stated = _STATED[kind].decode(content)
    return stated


def decode_names(content: bytes) -> tuple[str, ...]:
    """Read a list of names."""
    return _NAMES.decode(content)
