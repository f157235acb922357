# SPDX-License-Identifier: Apache-2.0
"""One meaning for each word that the report uses."""
# ruff: noqa: E501 one message to a line, as a translator reads it

from collections.abc import Mapping

MESSAGES: Mapping[str, str] = {
    "glossary.act": "Anything that a provision can judge, done by one side. It has no facts of its own, only accounts.",
    "glossary.account": "What one source tells of one act. Two accounts are never merged.",
    "glossary.agreement": "One text, with who takes part in it and in what role.",
    "glossary.claim": "One fact with its source, such as who held a place. It adds a telling and settles nothing.",
    "glossary.clock": "What a text lets run before something opens: elapsed time, or continuous calm. Each side reads it for itself.",
    "glossary.duty": "What a text demands of somebody. It is due, done, overdue or without evidence, never ruled as an act.",
    "glossary.engagement": "A record that two sides fought. It makes two acts, and who began is told by nobody until somebody claims it.",
    "glossary.finding": "What is computed from rulings: an alleged violation, or a contested act. It is raised, never proved.",
    "glossary.four_values": "Of every single fact it is noted whether it is told only true, told only false, told both ways, or told by nobody.",
    "glossary.gloss": "Somebody's account of a text that was not seen here.",
    "glossary.incident": "What several reports are about, with the accounts of every side.",
    "glossary.origin": "The independent source behind one or more copies. Ten copies of one wire report are one origin.",
    "glossary.provision": "One rule of an agreement: whom it binds, what it bars, allows or demands, where, when, and with which exceptions.",
    "glossary.ruling": "What one provision says of one act as told, in one of ten words.",
    "glossary.strongest_word": "The one word by which an act is counted when several provisions speak of it, in this order: prohibited, contested, cannot judge, permitted, in force not yet applied, exempt, and last those by which the act is left alone.",
    "glossary.zone": "A versioned place that carries rules.",
}
