# SPDX-License-Identifier: Apache-2.0
"""The eleven red lines in short, as the report prints them; the full text is docs/intended-use.md."""
# ruff: noqa: E501 one message to a line, as a translator reads it

from collections.abc import Mapping

MESSAGES: Mapping[str, str] = {
    "red_line.R1": "No map of the permitted. Nothing here tells where, when or against whom force is not barred. These rulings are about acts in the past.",
    "red_line.R2": "No loophole finder. Nothing here proposes a way round a rule.",
    "red_line.R3": "Mirror rule. A finding about a party reaches that party no later than anyone else, or nobody gets it.",
    "red_line.R4": "No fire control. No live positions of anybody, in any format.",
    "red_line.R5": "Hidden kinds. Notified sites, movements of people and aid, and maps of groups never enter a searchable answer.",
    "red_line.R6": "The blind check cannot be swept. Questions about protected places are few, bound to a plan and audited.",
    "red_line.R7": "No fresh fine positions. The places of acts of the last 72 hours are withheld from every output.",
    "red_line.R8": "Outside the line, only that a message waits. No place, unit or content in mails and short messages.",
    "red_line.R9": "No score, rank or colour scale of parties or persons. Nothing here is counted by party.",
    "red_line.R10": "A crash is never an accusation. If the software fails it says that it failed.",
    "red_line.R11": "No invented act on a real party, place or date. Invented material names invented parties and is marked EXERCISE.",
}
