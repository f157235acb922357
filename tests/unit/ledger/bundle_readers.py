# SPDX-License-Identifier: Apache-2.0
"""What the node's verifier makes of a bundle, in the form in which the one-file verifier tells it."""

import io
from typing import Any

from truceline.base.errors import LimitError, RecordError
from truceline.crypto.tlog_policy import parse_policy
from truceline.ledger.bundle_answers import AboutBundle, AboutEntry, Answer, Question, Verdict, answer
from truceline.ledger.bundle_case import BundleCase

Json = dict[str, Any]


def judged(content: bytes, rules: bytes, question: Question | None = None, *, all_signatures: bool = True) -> Answer:
    """Give what the node answers."""
    asked = (question.origin, question.seq) if isinstance(question, AboutEntry) else None
    try:
        case = BundleCase(parse_policy(rules), asked=asked)
        case.read(io.BytesIO(content), all_signatures=all_signatures)
    except (RecordError, LimitError) as error:
        return Answer(verdict=Verdict.MALFORMED, reason=str(error))
    return answer(case, question or AboutBundle())


def compared(told: Answer | Json) -> Json:
    """Give of an answer what both must say alike: the verdict, which breaches and suspicions, and how much of each."""
    if isinstance(told, Answer):
        return {
            "exit": int(told.verdict),
            "breaches": sorted(each.word for each in told.breaches),
            "suspected": sorted(each.word for each in told.suspected),
            "proven": sorted(told.proven),
            "lacking": len(told.lacking),
        }
    return {
        "exit": told["exit"],
        "breaches": sorted(word for word, _ in told.get("breaches", [])),
        "suspected": sorted(word for word, _ in told.get("suspected", [])),
        "proven": sorted(told.get("proven", [])),
        "lacking": len(told.get("lacking", [])),
    }
