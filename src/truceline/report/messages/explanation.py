# SPDX-License-Identifier: Apache-2.0
"""The words of ``truceline ruling``: one act explained as a duty officer would read it."""

from collections.abc import Mapping

MESSAGES: Mapping[str, str] = {
    "explain.rests.text": "Every passage that speaks of this act is the text itself as published.",
    "explain.rests.none": "No provision speaks of this act; those that are silent or do not come near follow.",
    "explain.rests.unsure": (
        "CAUTION: provisions spelled out below: {shown}, of which silent about such an act: {silent}, speaking of it: "
        "{speaking}. Of those that speak of it, resting on somebody's gloss of the text: {gloss}, on an unverified "
        "passage: {unverified}."
    ),
    "explain.act": "Act {act}{title}, as told. What follows is what texts say of it, no verdict on anybody.",
    "explain.exercise": "EXERCISE: this act is invented.",
    "explain.account": "  {id}  according to {who}: {what}",
    "explain.who.party": "{party}, its own statement",
    "explain.who.cited": "{who} [{refs}]",
    "explain.told.actor": "by {names}",
    "explain.told.not_actor": "not by {names}",
    "explain.told.kind": "{kinds}",
    "explain.told.against": "against {names}",
    "explain.told.since": "on {since}",
    "explain.told.until": "from {since} to {until}",
    "explain.told.place": "at {place}",
    "explain.told.began": "the actor began",
    "explain.told.answered": "the actor answered",
    "explain.told.nothing": "nothing that a clause asks for",
    "explain.ruling": "{word}  {agreement}/{provision}: {title}  [{status}]",
    "explain.text_permits": "text permits",
    "explain.permitted_not_shown": "permitted by this passage alone, prohibited by another",
    "explain.permitted_open": (
        "This says no more than that this text permits it: other provisions could not be judged."
    ),
    "explain.decided": "    decided by: whether {condition}, {value}",
    "explain.decided.exception": "    decided by: whether {names}, {value}",
    "explain.decided.whole": "    decided by: every condition is told only true, and no exception applies",
    "explain.passage": "    passage: {words}{article} [{refs}]",
    "explain.rests_on": "    on the word of: {tellers}",
    "explain.missing": "    missing: {fact}",
    "explain.condition": "    {condition}: {value}{tellers}",
    "explain.exception": "    {exception}: {value}{tellers}",
    "explain.exception_missing": "    {exception}: {value}; missing: {asked}",
    "explain.by": " (for: {for_it}; against: {against_it})",
    "explain.by_for": " ({for_it})",
    "explain.flip": "    without {kind} {dropped}: {word}",
    "explain.no_flip": "    no single origin or party, dropped, changes this",
    "explain.far": "Not near the act:",
    "explain.far_row": "  {word}: {count} ({provisions})",
    "explain.assertion": (
        "  {agreement}: {by} asserts of {about}: {says} [{refs}]. It binds nobody: consent is only by a party's own "
        "record."
    ),
}
