# SPDX-License-Identifier: Apache-2.0
"""One meaning for each word that the report uses."""
# ruff: noqa: E501 one message to a line, as a translator reads it

from collections.abc import Mapping

MESSAGES: Mapping[str, str] = {
    "glossary.account": "What one source tells of one act. Two accounts are never merged.",
    "glossary.act": "Anything that a provision can judge, done by one side. It has no facts of its own, only accounts.",
    "glossary.agreement": "One text, with who takes part in it and in what role.",
    "glossary.bulletin": "One publication that a row of an event file quotes. Several events may rest on it, and it is one origin.",
    "glossary.change_point": "A day on which the rate of a series of daily counts changes, found without being told any day.",
    "glossary.claim": "One fact with its source, such as who held a place. It adds a telling and settles nothing.",
    "glossary.clock": "What a text lets run before something opens: elapsed time, or continuous calm. Each side reads it for itself.",
    "glossary.day_D": "The day from which an agreement is counted. Before is the window that ends before it, after the window that begins with it.",
    "glossary.duty": "What a text demands of somebody. It is due, done, overdue or without evidence, never ruled as an act.",
    "glossary.engagement": "A record that two sides fought. It makes two acts, and who began is told by nobody until somebody claims it.",
    "glossary.finding": "What is computed from rulings: an alleged violation, or a contested act. It is raised, never proved.",
    "glossary.four_values": "Of every single fact it is noted whether it is told only true, told only false, told both ways, or told by nobody.",
    "glossary.gloss": "Somebody's account of a text that was not seen here.",
    "glossary.incident": "What several reports are about, with the accounts of every side.",
    "glossary.interval": "The range of a figure that chance and bursts leave open, here for 95 of 100 cases.",
    "glossary.lineage": "What is known of whom an outlet takes its reports from, and whose it is. Unknown lineage counts as dependent.",
    "glossary.origin": "The independent source behind one or more copies. Ten copies of one wire report are one origin.",
    "glossary.own_area": "The zones in which an agreement bars force. An event counts as inside only where it is shown to lie there.",
    "glossary.placebo_share": "The share of all other days after which events fell as deep as after day D, or deeper. A small share says that such a fall is rare, not what caused it.",
    "glossary.provision": "One rule of an agreement: whom it binds, what it bars, allows or demands, where, when, and with which exceptions.",
    "glossary.ruling": "What one provision says of one act as told, in one of ten words.",
    "glossary.story": "The copies of one report, told as one.",
    "glossary.strongest_word": "The one word by which an act is counted when several provisions speak of it, in this order: prohibited, contested, cannot judge, permitted, in force not yet applied, exempt, and last those by which the act is left alone.",
    "glossary.zone": "A versioned place that carries rules.",
}
