# SPDX-License-Identifier: Apache-2.0
"""One act explained in plain lines, as a duty officer would read it.

The first line says whether anything rests on a gloss or an unverified passage. Provisions that do not come near the
act stand together at the end.
"""

from collections.abc import Iterator

from truceline.agreement.library import Library
from truceline.app.explain_act import Explained, Explanation
from truceline.base.fourvalue import FourValue, Told
from truceline.clauses.decide import exception_value
from truceline.findings.ruling import RULING_WORDS, Condition, Ruling, RulingWord
from truceline.picture.acts import Account
from truceline.picture.sources import Source
from truceline.report.catalogue import code_of, say
from truceline.report.conditions import exception_name, finding_names
from truceline.report.explaining import place_words
from truceline.report.naming import Namer, asked_words, labels_of
from truceline.report.plain import plain as shown
from truceline.report.times import moment_text

_UNDECIDED = frozenset({RulingWord.CONTESTED, RulingWord.CANNOT_JUDGE})


def explanation_text(explanation: Explanation, library: Library) -> str:
    """Write an explanation for people.

    Args:
        explanation: What is said of the act.
        library: Where names stand.

    Returns:
        Lines of text, nothing hidden in them.
    """
    namer = _namer(explanation, library)
    lines = [first_line(explanation), *_head(explanation, namer)]
    for each in sorted(explanation.near, key=lambda each: each.ruling.word is RulingWord.CLAUSE_SILENT):
        lines += ["", *_ruling_lines(each, explanation, namer)]
    lines += ["", *_far_lines(explanation, namer)] if explanation.far else []
    return "\n".join(shown(line) for line in lines)


def _namer(explanation: Explanation, library: Library) -> Namer:
    """Make a namer that knows who stands behind each account."""
    nameless = Namer(library=library)
    own = labels_of([(explanation.act.id, explanation.act.accounts)], nameless)
    return Namer(library=library, labels=own)


def first_line(explanation: Explanation) -> str:
    """Say first of all on what kind of passage the answers rest."""
    unsure = explanation.unsure_passages
    if not explanation.speaking:
        return say("explain.rests.none")
    if not any(unsure.values()):
        return say("explain.rests.text")
    shown, speaking = len(explanation.near), len(explanation.speaking)
    return say("explain.rests.unsure", shown=shown, silent=shown - speaking, speaking=speaking, **unsure)


def _head(explanation: Explanation, namer: Namer) -> Iterator[str]:
    act = explanation.act
    if act.exercise:
        yield say("explain.exercise")
    yield say("explain.act", act=act.id, title=f" ({act.title})" if act.title else "")
    for teller, account in explanation.accounts:
        what = "; ".join(_told(account, namer)) or say("explain.told.nothing")
        yield say("explain.account", id=teller, who=_who(account.source, namer), what=what)


def _who(source: Source, namer: Namer) -> str:
    party = say("explain.who.party", party=namer.actor(source.party)) if source.party else ""
    who = party or source.speaker or source.origin or source.origin_id
    return say("explain.who.cited", who=who, refs=", ".join(source.ref)) if source.ref else who


def _told(account: Account, namer: Namer) -> Iterator[str]:
    offset = namer.library.header.utc_offset.delta
    if account.actor:
        yield say("explain.told.actor", names=namer.actors(account.actor))
    if account.not_actor:
        yield say("explain.told.not_actor", names=namer.actors(account.not_actor, joined="name.and"))
    if account.kind:
        yield say("explain.told.kind", kinds=namer.kinds(account.kind))
    if account.against:
        yield say("explain.told.against", names=namer.actors(account.against))
    since, until = moment_text(account.since, offset), moment_text(account.until, offset)
    if since:
        yield say("explain.told.until" if until else "explain.told.since", since=since, until=until)
    if account.place:
        yield say("explain.told.place", place=place_words(account.place, namer.library))
    if account.first_act is not None:
        yield say("explain.told.began" if account.first_act else "explain.told.answered")


def _ruling_lines(each: Explained, explanation: Explanation, namer: Namer) -> Iterator[str]:
    ruling, provision = each.ruling, each.provision
    status = say(f"passage.{ruling.passage_status}")
    fields = {"agreement": ruling.agreement, "provision": ruling.provision, "title": provision.title, "status": status}
    yield say("explain.ruling", word=_word(ruling.word, explanation).upper(), **fields)
    if ruling.word is RulingWord.PERMITTED and any(one.ruling.word in _UNDECIDED for one in explanation.near):
        yield f"    {say('explain.permitted_open')}"
    passage = provision.passage
    article = f", {passage.article}" if passage.article else ""
    words = f'"{passage.words}"' if passage.words else provision.title
    yield say("explain.passage", words=words, article=article, refs=", ".join(passage.source.ref))
    yield _decided(each, namer)
    yield from _condition_lines(each, namer)
    if ruling.rests_on:
        yield say("explain.rests_on", tellers="; ".join(namer.teller(teller) for teller in ruling.rests_on))
    findings = (*ruling.conditions, *ruling.exceptions)
    asks = ", ".join(dict.fromkeys(one.asks for one in findings if one.missing and one.asks))
    for code in ruling.missing:
        yield say("explain.missing", fact=missing_words(code, asks))
    for flip in ruling.flips:
        dropped = namer.actor(flip.dropped) if flip.kind == "party" else namer.origin(flip.dropped)
        yield say("explain.flip", kind=flip.kind, dropped=dropped, word=flip.word.value)
    if not ruling.flips:
        yield say("explain.no_flip")


def missing_words(code: str, asks: str = "") -> str:
    """Say what is missing; a further fact by its name.

    Args:
        code: What kind of thing (``clauses.slots.Missing``).
        asks: Name of the fact, where it is a further one.
    """
    return say("missing.fact.named", names=asked_words(asks)) if code == "fact" and asks else say(f"missing.{code}")


def _decided(each: Explained, namer: Namer) -> str:
    """Say what decided: a condition, an exception, or that nothing stands against the provision."""
    ruling = each.ruling
    if ruling.word in (RulingWord.PROHIBITED, RulingWord.PERMITTED):
        return say("explain.decided.whole")
    if ruling.decided_by is Condition.EXCEPTIONS:
        wanted = {RulingWord.EXEMPT: FourValue.TRUE, RulingWord.CONTESTED: FourValue.BOTH}
        value = wanted.get(ruling.word, FourValue.NEITHER)
        names = [
            say("condition.exception", name=exception_name(name, each.provision, namer))
            for name, applies in exception_values(ruling).items()
            if applies is value
        ]
        return say("explain.decided.exception", names=f" {say('name.and')} ".join(names), value=_value(value))
    values = dict.fromkeys(_value(one.value) for one in ruling.conditions if one.condition is ruling.decided_by)
    condition = say(f"condition.{code_of(ruling.decided_by.value)}")
    return say("explain.decided", condition=condition, value=", ".join(values))


def exception_values(ruling: Ruling) -> dict[str, FourValue]:
    """Say how far each exception of a ruling applies, by its id."""
    names = dict.fromkeys(finding.exception for finding in ruling.exceptions)
    return {
        name: exception_value([finding.value for finding in ruling.exceptions if finding.exception == name])
        for name in names
    }


def _word(word: RulingWord, explanation: Explanation) -> str:
    if word is not RulingWord.PERMITTED:
        return word.value
    return say("explain.text_permits" if explanation.text_permits else "explain.permitted_not_shown")


def _condition_lines(each: Explained, namer: Namer) -> Iterator[str]:
    findings = (*each.ruling.conditions, *each.ruling.exceptions)
    for finding, name in zip(findings, finding_names(findings, each.provision, namer), strict=True):
        fields = {"value": _value(finding.value), "tellers": _tellers(finding.told, namer)}
        if not finding.exception:
            yield say("explain.condition", condition=name, **fields)
            continue
        asked = "; ".join(missing_words(code, finding.asks) for code in finding.missing)
        code = "explain.exception_missing" if asked else "explain.exception"
        yield say(code, exception=name, asked=asked, **fields)


def _tellers(told: Told, namer: Namer) -> str:
    def names(tellers: frozenset[str]) -> str:
        return ", ".join(namer.teller(teller) for teller in sorted(tellers))

    if told.for_it and told.against_it:
        return say("explain.by", for_it=names(told.for_it), against_it=names(told.against_it))
    either = told.for_it or told.against_it
    return say("explain.by_for", for_it=names(either)) if either else ""


def _value(value: FourValue) -> str:
    return say(f"told.{value.name.lower()}")


def _far_lines(explanation: Explanation, namer: Namer) -> Iterator[str]:
    yield say("explain.far")
    for word in RULING_WORDS:
        keys = [
            f"{each.ruling.agreement}/{each.ruling.provision}" for each in explanation.far if each.ruling.word is word
        ]
        if keys:
            yield say("explain.far_row", word=word.value, count=len(keys), provisions=", ".join(keys))
    for agreement, assertion in explanation.assertions:
        yield say(
            "explain.assertion",
            agreement=agreement.id,
            by=namer.actor(assertion.by),
            about=namer.actor(assertion.about),
            says=assertion.says,
            refs=", ".join(assertion.source.ref),
        )
