# SPDX-License-Identifier: Apache-2.0
"""One act explained as a document for programs, under the names that the answers of a node have."""

from truceline.agreement.library import Library
from truceline.agreement.provisions import Passage
from truceline.app.explain_act import Explained, Explanation
from truceline.clauses.decide import exception_value
from truceline.findings.ruling import ConditionFinding
from truceline.records.writer import Plain, plain
from truceline.report.conditions import exception_name
from truceline.report.explanation import first_line, missing_words
from truceline.report.naming import Namer

EXPLANATION_SCHEMA = "truceline/explanation/2"


def explanation_document(explanation: Explanation, library: Library) -> dict[str, Plain]:
    """Give an explanation as a document for programs, provisions in the library's order.

    Args:
        explanation: What is said of the act.
        library: Where names stand.

    Returns:
        Fields named as in findings and in answers to intents; ``account`` and ``assertion`` are records as they stand.
    """
    namer = Namer(library=library)
    rulings = sorted(
        (*explanation.near, *explanation.far),
        key=lambda each: (each.ruling.agreement, each.ruling.provision),
    )
    return {
        "schema": EXPLANATION_SCHEMA,
        "sentence": first_line(explanation),
        "act": explanation.act.id,
        "exercise": explanation.act.exercise,
        "text_permits": explanation.text_permits,
        "accounts": [{"teller": teller, "account": plain(account)} for teller, account in explanation.accounts],
        "rulings": [_ruling(each, namer) for each in rulings],
        "assertions": [
            {"agreement": agreement.id, "assertion": plain(assertion)}
            for agreement, assertion in explanation.assertions
        ],
    }


def _ruling(each: Explained, namer: Namer) -> dict[str, Plain]:
    ruling = each.ruling
    asked = {code: finding.asks for finding in (*ruling.conditions, *ruling.exceptions) for code in finding.missing}
    return {
        "agreement": ruling.agreement,
        "provision": ruling.provision,
        "title": each.provision.title,
        "says": ruling.word.value,
        "decided_by": ruling.decided_by.value,
        "passage": _passage(each.provision.passage),
        "rests_on": list(ruling.rests_on),
        "missing": [_missing(code, asked.get(code, "")) for code in ruling.missing],
        "flips": [{"without": flip.dropped, "kind": flip.kind, "says": flip.word.value} for flip in ruling.flips],
        "conditions": [_condition(finding) for finding in ruling.conditions],
        "exceptions": _exceptions(each, namer),
    }


def _passage(passage: Passage) -> dict[str, Plain]:
    """Write a passage; of a gloss, who says so as well."""
    source = passage.source
    return {
        "status": passage.status.value,
        "article": passage.article,
        "words": passage.words,
        "publications": list(source.ref),
        "party": source.party,
        "speaker": source.speaker,
    }


def _exceptions(each: Explained, namer: Namer) -> list[Plain]:
    """Gather the tests of each exception, in the order of the text."""
    tests: dict[str, list[ConditionFinding]] = {}
    for finding in each.ruling.exceptions:
        tests.setdefault(finding.exception, []).append(finding)
    return [
        {
            "exception": name,
            "title": exception_name(name, each.provision, namer),
            "value": exception_value([finding.value for finding in group]).word,
            "tests": [_condition(finding) for finding in group],
        }
        for name, group in tests.items()
    ]


def _condition(finding: ConditionFinding) -> dict[str, Plain]:
    return {
        "condition": finding.condition.value,
        "value": finding.value.word,
        "told_true_by": plain(sorted(finding.told.for_it)),
        "told_false_by": plain(sorted(finding.told.against_it)),
        "missing": [_missing(code, finding.asks) for code in finding.missing],
    }


def _missing(code: str, asks: str) -> Plain:
    return {"what": code, "name": asks, "says": missing_words(code, asks)}
