# SPDX-License-Identifier: Apache-2.0
"""Signs by which the parts of a press text are known: patterns of lines that any site prints, no text's own words.

Every pattern is for one whole paragraph unless it says otherwise. To teach a new sign, add it to the pattern it belongs
to. A sign alone moves no long paragraph out of the body: ``segments`` says how signs are weighed.
"""

import re

_COUNT = r"[\d.,]+\s*[km]?"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?"
_WEEKDAY = r"(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\.?,?\s+"
_NTH = r"\d{1,2}(?:st|nd|rd|th)?"
DATE = (
    rf"(?:(?:{_WEEKDAY})?(?:{_MONTH}\s+{_NTH},?\s+\d{{4}}|{_NTH}\s+{_MONTH},?\s+\d{{4}})"
    r"|\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{4})"
)
"""A date with its year, inside a pattern that ignores case."""
_HOUR = r"\d{1,2}[:.]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?(?:\s*\(?[a-z]{2,5}\)?)?"
_CLOCK = rf"(?:[,\sT]*(?:at|-|\u2013|\u2014|\|)?\s*{_HOUR})?"
_AGO = r"(?:\d+|an?|one)\s+(?:second|minute|hour|day|week|month|year)s?\s+ago"
_PUBLISHED = r"(?:first\s+)?(?:published|posted|updated|last updated|last modified|date)\s*(?:on|at|:)?\s*"
_BUTTON = r"(?:share|tweet|e-?mail|print|save|pin|whatsapp|telegram|facebook|twitter|linkedin|reddit|copy link|pocket)"


def _line(*patterns: str, blanks: bool = False) -> re.Pattern[str]:
    """Make a pattern for a whole paragraph out of alternatives, whatever the case of its letters."""
    edge = r"\W*" if blanks else ""
    return re.compile(rf"^{edge}(?:{'|'.join(patterns)}){edge}$", re.IGNORECASE)


DATE_LINE = _line(rf"(?:{_PUBLISHED})?{DATE}{_CLOCK}(?:\s*[|/·-].{{0,60}})?")
"""A line that is a date and nothing else but words of publishing."""
COMMENT_DATE = _line(rf"(?:posted\s+)?(?:on\s+)?(?:{DATE}{_CLOCK}|{_AGO})(?:\s+(?:reply|edited))?")
"""The line below a commenter's name."""
COMMENTER = _line(rf"[^.!?:]{{1,40}}\s*[•·|]\s*(?:{_AGO}|{DATE}{_CLOCK})")
"""A commenter's name and date in one line."""
COMMENTER_VERB = _line(r"[^.!?:]{1,40}\s+(?:says|wrote|commented|replied)\s*:")
"""A commenter's name with its verb, above a date."""
COMMENT_FORM = _line(
    r"view all comments",
    r"notify of(?: .{1,40})?",
    r"inline feedbacks?",
    r"upvote\s*/?\s*downvote",
    r"(?:newest oldest|oldest newest)(?: most voted)?|most voted",
    r"(?:leave|post|add|write) a (?:comment|reply)",
    r"(?:show|hide|load)(?: \w+)? comments",
    r"join the (?:discussion|conversation)",
    r"cancel reply",
    r"(?:be the first|log ?in|sign in|you must be logged in|register) to (?:post a )?(?:comment|reply).{0,40}",
    r"readers?['\u2019]? comments",
    r"your email address will not be published.{0,80}",
    blanks=True,
)
"""A line of the form below which readers write."""
COMMENT_HEAD = _line(
    rf"comments?(?: section)?\s*(?:\(\s*{_COUNT}\s*\)|:)?",
    rf"{_COUNT}\s+(?:comments?|replies|responses)",
    r"sort(?:ed)? by:?(?: \w+)?",
    r"(?:reply|like|share)(?:\s*[|·/]\s*(?:reply|like|share))*",
    blanks=True,
)
"""A line that may stand above or among comments, or elsewhere on the page."""
FURNITURE = _line(
    r"in\s*,?|\W*|menu|search|home|-30-|\(?ends\)?|###+|loading\W*",
    r"(?:https?://|www\.)\S+",
    r"advertisement|adverti[sz]ing|sponsored(?: content)?|promoted(?: content)?",
    r"share(?: this)?(?: (?:article|story|post|on .{1,30}))?",
    rf"{_BUTTON}(?:[\s|,·/]+{_BUTTON})*",
    rf"[-+]?\s*{_COUNT}\s*(?:points?|shares?|views?|likes?|votes?|retweets?|reads?)",
    rf"(?:views?|shares?|likes?)\s*:?\s*{_COUNT}",
    r"(?:sign up|subscribe)\b.{0,120}",
    r"(?:read|see|show|view|load) (?:more|also|next|full (?:article|story))\b.{0,120}|continue reading.{0,80}",
    r"(?:related|recommended|trending|popular|latest|most read|more from|more on)\b.{0,100}",
    r"(?:you may (?:also )?like|you might also like|don['\u2019]t miss|next up)\b.{0,100}",
    r"(?:follow|like|find|join) us\b.{0,80}|(?:click|tap) here.{0,80}",
    r"(?:tags?|topics?|filed under|categor(?:y|ies)|keywords?)\s*:.{0,200}",
    r"skip to (?:main )?content|home\s*[>»/|].{0,120}|back to top|(?:previous|next) (?:article|post)",
    r"what do you think\??|(?:rate|vote)(?: this)?(?: (?:article|post))?",
)
"""A line of the page around a text: counters, buttons, menus, links to other texts."""
PHOTO_CREDIT = _line(
    r"\W*(?:(?:file|ap|afp|stock) )?(?:photo|photograph|picture|image|illustration|screenshot|graphic)s?\b.{0,120}",
    r".{0,120}\b(?:photo|image|picture)s?\s*(?:by|credit|courtesy|:|/).{0,80}",
    r"credits?\s*:.{0,100}",
    r".{0,60}/\s*(?:getty|shutterstock|pool)\b.{0,60}",
    r"(?:©|\(c\)).{0,100}",
    r".{0,80}\b(?:getty images|file photo)\)?\.?",
)
"""The line that says whose picture it is."""
BYLINE = _line(r"(?:(?:written |reported |posted |story )?by|from|source|author)\b\s*:?\s*\S.{0,120}")
"""Who wrote it, with its preposition."""
LABEL = _line(r"(title|headline|date|published|posted|updated)\s*:\s*(\S.{0,300})")
"""A labelled line at the head of a text: the label, and what it gives."""
_CAPITALS = r"[A-ZÀ-Ý][A-ZÀ-Ý.'\u2019 -]{2,40}"
PLACE_LINE = re.compile(
    rf"^{_CAPITALS}(?:,\s+[A-Z][\w.'\u2019 -]{{2,30}})*(?:,?\s+\(?[A-Z][a-z]{{2,8}}\.?\s+\d{{1,2}}\)?)?"
    r"\s*(?:\([^)]{2,30}\)\s*)?[-\u2013\u2014]{1,2}\s+\S"
)
"""The place in capitals and the dash with which an agency's report begins."""
DISCLAIMER = re.compile(
    r"\b(?:views?|opinions?)\b.{0,60}\bexpressed\b.{0,80}\b(?:author|contributor|writer|own|necessarily)"
    r"|\bnecessarily\s+(?:represent|reflect|endorse)"
    r"|all rights reserved|may not be (?:published|reproduced|broadcast|rewritten|redistributed)"
    r"|(?:financial|investment|medical|legal)(?:,| or| and)[\w ,]{0,40}\badvice"
    r"|for (?:general )?information(?:al)? purposes only"
    r"|(?:copyright|©)\s+(?:\(c\)\s+)?(?:19|20)\d\d|^disclaimer\b",
    re.IGNORECASE,
)
"""Words of notices that a site prints with everything; looked for inside a paragraph."""
DISCLAIMER_HINTS = (
    "expressed",
    "necessarily",
    "reserved",
    "may not be",
    "advice",
    "purposes only",
    "copyright",
    "©",
    "disclaimer",
)
"""In small letters: a text without any of them holds no such notice."""
EDITOR_NOTE = _line(
    r"[(\[][^()\[\]]{0,40}\b(?:italics?|emphasis|bold|highlight\w*|underlin\w*|translat\w*)\b[^()\[\]]{0,40}[)\]]\.?"
)
"""A remark in brackets with which a writer ends what is quoted."""
QUOTING = re.compile(
    r"\b(?:summary|readout|read-out|statement|account|text|transcript|communiqu[eé]|press release|report(?:s|ed)?|said"
    r"|says|wrote|writes|reads?|as follows|following|quot(?:e[sd]?|ing)|announced|declared|according to|published)\b",
    re.IGNORECASE,
)
"""Words of a sentence that brings in a quotation."""
BULLET = re.compile(r"^[•◦▪‣●○·*\u2013-]\s+(?=\S)")
"""The sign of one entry of a list."""
SENTENCE_ENDS = ".!?…。\uff01\uff1f؟\u06d4।"
"""Marks that end a sentence."""
CLOSING_MARKS = "\"'”\u2019»)]"
"""Marks that may stand behind the end of a sentence."""
CALLING_ENDS = "?!؟\uff01\uff1f"
"""Ends of a sentence that a headline may have."""
OPENING_MARKS = "“\"'\u2018„«"
"""Marks with which a quotation begins."""
WORD = re.compile(r"\w+(?:['\u2019-]\w+)*")
"""A word, for counting."""
