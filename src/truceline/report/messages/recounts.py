# SPDX-License-Identifier: Apache-2.0
"""The sentences of the report's page on two counting rules side by side; ``recount`` has those of the command."""
# ruff: noqa: E501 one message to a line, as a translator reads it

from collections.abc import Mapping

MESSAGES: Mapping[str, str] = {
    "section.recounts": "The same events by another counting rule",
    "recounts.none": "One counting rule was used, so there is nothing to set beside it; a run with a second --rule counts again.",
    "recounts.intro": "Neither count is the right one: a rule says what one body counts. Below stands what lies between them, and who could settle the part that is not settled.",
    "recounts.heading": "{first} beside {second}",
    "recounts.rule": "{which}: {title} ({id})",
    "recounts.caption": "What each rule counts, leaves out and cannot decide, of {events} events",
    "recounts.what": "events",
    "recounts.reason": "because of {field}",
    "recounts.differences": "What each difference between the rules does, the second less the first: {difference}.",
    "recounts.difference": "{field}: {first}, against {second}. Alone {alone}; after all other differences {last}.",
    "recounts.interaction": "What the differences do together beyond each alone: {interaction}.",
    "recounts.gap": "Counted by both: {both} events; by the first rule only: {first}; by the second only: {second}. Of these {chosen} follow from the rules alone, from facts that are settled.",
    "recounts.facts": "What is not settled, and who could settle it",
    "recounts.facts.more": "Further ones shown: {count}",
    "recounts.facts.left": "Further ones, in assessment.json: {count}.",
    "recounts.settlers": "could settle it: {settlers}",
    "recounts.above": "the same as above",
    "recounts.rows.caption": "Before and after day D by both rules",
    "recounts.open": "{before} → {after} not decided",
}
