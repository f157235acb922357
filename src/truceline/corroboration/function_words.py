# SPDX-License-Identifier: Apache-2.0
"""English words that carry no matter of their own, for telling what two wordings have in common."""

FUNCTION_WORDS = frozenset(
    {
        "a",
        "an",
        "the",
        "of",
        "in",
        "on",
        "at",
        "to",
        "by",
        "for",
        "from",
        "and",
        "or",
        "as",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "has",
        "have",
        "had",
        "with",
        "that",
        "this",
        "it",
        "its",
        "their",
        "his",
        "her",
        "they",
        "which",
        "who",
    }
)
"""Articles, prepositions, auxiliaries and pronouns."""
