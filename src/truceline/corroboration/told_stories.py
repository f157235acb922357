# SPDX-License-Identifier: Apache-2.0
"""Stories with what their copies state, and the unnamed sources behind them.

Unnamed sources of one story count once, however many copies quote them, and the number told stays the number told.
Two groups are one when nothing that qualifies one speaks against the other: "officials" and "four N. officials" of one
report are one group; "a K. official" is another. Nobody is identified by this.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from truceline.corroboration.language import Language
from truceline.corroboration.press_text import Story
from truceline.corroboration.speakers import Speaker, SpeakerKind, anonymity_reason, role_key
from truceline.corroboration.spelling import spell_all, words_of
from truceline.corroboration.statements import Statement, statements_of
from truceline.corroboration.subjects import Telling, tellings_of


@dataclass(frozen=True, slots=True, kw_only=True)
class UnnamedSource:
    """One group of unnamed sources of one story.

    Attributes:
        story: Id of the story.
        role: Their role as published, in its longest form.
        numbers: The numbers told of them, each once, in order; empty when no copy tells one.
        reason: Why they are not named, in the words of the first text that says so.
        statements: What they are quoted with; copies of one sentence are in it once each.
    """

    story: str
    role: str
    numbers: tuple[int, ...]
    reason: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldStory:
    """A story with what its copies state.

    Attributes:
        id: Id of the story.
        statements: Of every copy in English, by digest and place; of the others nothing is read.
        tellings: What they tell of contacts, channels and announcements, in the same order.
        unnamed: Its unnamed sources.
    """

    id: str
    statements: tuple[Statement, ...]
    tellings: tuple[Telling, ...]
    unnamed: tuple[UnnamedSource, ...]


def told_story(story: Story) -> ToldStory:
    """Read what the copies of a story state.

    Args:
        story: The story.

    Returns:
        Its statements, tellings and unnamed sources, in an order that no file name changes.

    Source:
        docs/statements.md; docs/texts.md.
    """
    statements: list[Statement] = []
    tellings: list[Telling] = []
    for member in sorted(story.members, key=lambda text: text.digest):
        if member.language is not Language.ENGLISH:
            continue
        told = statements_of(member)
        statements += told
        tellings += tellings_of(told)
    return ToldStory(
        id=story.id,
        statements=tuple(statements),
        tellings=tuple(tellings),
        unnamed=_unnamed_sources(story.id, statements),
    )


def _unnamed_sources(story: str, statements: Sequence[Statement]) -> tuple[UnnamedSource, ...]:
    """Gather the unnamed speakers of one story into groups that do not speak against each other."""
    by_key: dict[tuple[str, frozenset[str]], list[Statement]] = {}
    for statement in statements:
        if statement.speaker.kind is SpeakerKind.UNNAMED:
            by_key.setdefault(_key(statement.speaker), []).append(statement)
    joined: dict[tuple[str, frozenset[str]], list[Statement]] = {}
    for head, qualifiers in sorted(by_key, key=lambda key: (key[0], -len(key[1]), sorted(key[1]))):
        wider = [key for key in joined if key[0] == head and qualifiers <= key[1]]
        home = wider[0] if len(wider) == 1 else (head, qualifiers)
        joined.setdefault(home, []).extend(by_key[head, qualifiers])
    reasons = _reasons(statements)
    return tuple(
        _unnamed_source(story, sorted(joined[key], key=_place), reasons.get(key[0], ""))
        for key in sorted(joined, key=_by_words)
    )


def _unnamed_source(story: str, statements: Sequence[Statement], reason: str) -> UnnamedSource:
    roles = [statement.speaker.role for statement in statements]
    numbers = {number for statement in statements if (number := statement.speaker.number) is not None}
    own = next((statement.speaker.reason for statement in statements if statement.speaker.reason), "")
    return UnnamedSource(
        story=story,
        role=max(roles, key=lambda role: (len(role.split()), len(role), role)),
        numbers=tuple(sorted(numbers)),
        reason=own or reason,
        statements=tuple(statements),
    )


def _reasons(statements: Iterable[Statement]) -> Mapping[str, str]:
    """Give for each head of a role the first reason told for it: "The officials weren't authorised ..."."""
    found: dict[str, str] = {}
    for statement in statements:
        reason = anonymity_reason(statement.sentence)
        if reason:
            for low in statement.sentence.lows:
                found.setdefault(low.removesuffix("s"), reason)
    return found


def _key(speaker: Speaker) -> tuple[str, frozenset[str]]:
    head, qualifiers = role_key(speaker.role)
    return head, frozenset("".join(spell_all(words_of(word))) for word in qualifiers)


def _place(statement: Statement) -> tuple[str, int]:
    return statement.digest, statement.start


def _by_words(key: tuple[str, frozenset[str]]) -> tuple[str, tuple[str, ...]]:
    return key[0], tuple(sorted(key[1]))
