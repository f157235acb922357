# SPDX-License-Identifier: Apache-2.0
"""The English words by which a sentence says who says so: data, each group with its reason.

Another language is another file like this one; nothing here knows a country, a party or a person.
"""

SAYING = frozenset(["said", "says", "say", "saying", "told", "tells"])
"""Verbs that do nothing else: whoever stands before them speaks."""

SAYING_THAT = frozenset(
    [
        "accused",
        "accuses",
        "acknowledged",
        "added",
        "adds",
        "admitted",
        "alleged",
        "announced",
        "argued",
        "asserted",
        "believes",
        "claimed",
        "claims",
        "complained",
        "concluded",
        "confirmed",
        "confirms",
        "conceded",
        "declared",
        "denied",
        "denies",
        "explained",
        "hinted",
        "indicated",
        "insisted",
        "insists",
        "maintains",
        "noted",
        "notes",
        "predicted",
        "reported",
        "reports",
        "revealed",
        "stated",
        "states",
        "stressed",
        "suggested",
        "warned",
        "warns",
        "wrote",
    ]
)
"""Verbs that also do other things: they report only before "that", after a comma or a closing mark, or before a day."""

ACCUSING = frozenset({"accused", "accuses"})
"""Verbs whose object is blamed; what follows is the speaker's word, whatever its grammar."""

READING = frozenset({"reads", "runs"})
"""Verbs of a text: an article reads."""

MODIFIERS = frozenset(
    ["has", "have", "had", "also", "later", "further", "earlier", "still", "again", "previously", "repeatedly"]
)
"""Words that stand between a speaker and the verb."""

UNNAMED_HEADS = frozenset(
    [
        "activist",
        "activists",
        "adviser",
        "advisers",
        "advisor",
        "advisors",
        "aide",
        "aides",
        "ambassador",
        "ambassadors",
        "analyst",
        "analysts",
        "commander",
        "commanders",
        "delegate",
        "delegates",
        "diplomat",
        "diplomats",
        "doctor",
        "doctors",
        "envoy",
        "envoys",
        "expert",
        "experts",
        "fighter",
        "fighters",
        "insider",
        "insiders",
        "lawmaker",
        "lawmakers",
        "leader",
        "leaders",
        "mediator",
        "mediators",
        "minister",
        "ministers",
        "negotiator",
        "negotiators",
        "observer",
        "observers",
        "officer",
        "officers",
        "official",
        "officials",
        "participant",
        "participants",
        "people",
        "person",
        "representative",
        "representatives",
        "resident",
        "residents",
        "soldier",
        "soldiers",
        "source",
        "sources",
        "spokesman",
        "spokesmen",
        "spokesperson",
        "spokespeople",
        "spokeswoman",
        "spokeswomen",
        "staffer",
        "staffers",
        "witness",
        "witnesses",
    ]
)
"""Roles: somebody whose role is told and whose name is not."""

MEDIUM_HEADS = frozenset(
    [
        "agency",
        "agencies",
        "article",
        "articles",
        "broadcaster",
        "bulletin",
        "channel",
        "daily",
        "dispatch",
        "magazine",
        "media",
        "network",
        "newspaper",
        "newspapers",
        "outlet",
        "outlets",
        "paper",
        "papers",
        "press",
        "report",
        "reports",
        "service",
        "site",
        "website",
    ]
)
"""Publications and what they publish: a link of the chain, not its end."""

BODY_HEADS = frozenset(
    [
        "administration",
        "agency",
        "army",
        "authority",
        "bureau",
        "cabinet",
        "coalition",
        "command",
        "commission",
        "committee",
        "council",
        "court",
        "department",
        "embassy",
        "force",
        "forces",
        "front",
        "government",
        "group",
        "headquarters",
        "league",
        "ministry",
        "mission",
        "monitors",
        "office",
        "parliament",
        "party",
        "police",
        "presidency",
        "secretariat",
        "union",
    ]
)
"""Bodies: a naming that ends with one of them is the body's name, or stands for the body named before."""

DEFENCE_ELSEWHERE = "defence".replace("c", "s")
"""The word as American papers spell it."""

TITLES = frozenset(
    [
        "admiral",
        "adviser",
        "advisor",
        "ambassador",
        "brigadier",
        "captain",
        "chairman",
        "chairwoman",
        "chancellor",
        "chief",
        "colonel",
        "commander",
        "commissioner",
        "coordinator",
        "defence",
        "deputy",
        "director",
        "envoy",
        "foreign",
        "general",
        "governor",
        "king",
        "lieutenant",
        "lord",
        "major",
        "marshal",
        "minister",
        "mr",
        "mrs",
        "ms",
        "observer",
        "officer",
        "official",
        "premier",
        "president",
        "presidents",
        "press",
        "prime",
        "prince",
        "representative",
        "secretary",
        "senator",
        "senior",
        "sergeant",
        "sheikh",
        "special",
        "spokesman",
        "spokesperson",
        "spokeswoman",
        "vice",
        "of",
        "the",
        "a",
        "an",
        "staff",
        "state",
        "and",
        "for",
        "to",
    ]
) | {DEFENCE_ELSEWHERE}
"""Words of a title: what follows the last of them is the name."""

NUMBERS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "both": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
}
"""Numbers as words; above twelve the press writes figures."""

INDEFINITE = frozenset(
    ["several", "some", "many", "various", "multiple", "numerous", "few", "other", "unnamed", "anonymous"]
)
"""Words for more than one that tell no number."""

GRADES = frozenset(
    ["senior", "top", "high-ranking", "high-level", "former", "local", "military", "security", "defence"]
) | {DEFENCE_ELSEWHERE}
"""Words of rank: kept in the role, never what tells two groups apart."""

PRONOUNS = frozenset(["he", "she", "they", "it", "who", "which", "that", "i", "we"])
"""Stand for somebody told before."""

ANONYMITY = (
    ("requested", "anonymity"),
    ("condition", "of", "anonymity"),
    ("customary", "anonymity"),
    ("not", "to", "be", "identified"),
    ("not", "to", "be", "named"),
    ("not", "be", "identified"),
    ("not", "be", "named"),
    ("declined", "to", "be", "identified"),
    ("declined", "to", "be", "named"),
    ("weren't", "authorised"),
    ("weren't", "authorized"),
    ("wasn't", "authorised"),
    ("wasn't", "authorized"),
    ("not", "authorised", "to"),
    ("not", "authorized", "to"),
    ("spoke", "anonymously"),
)
"""How a text says why somebody is not named."""

ACCOUNTS = frozenset(
    ["account", "communique", "communiqué", "readout", "statement", "summary", "text", "transcript", "version"]
)
"""What introduces words quoted at length: whose account it is stands before it or after its "of"."""
