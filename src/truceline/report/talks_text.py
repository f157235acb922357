# SPDX-License-Identifier: Apache-2.0
"""Talks at an instant in plain lines: what ``truceline talks show`` prints for people."""

import textwrap
from collections.abc import Iterable, Iterator

from truceline.agreement.files import Track
from truceline.app.read_talks import OwedDuty, Talks
from truceline.line.talks import ContactStanding, ForecastStanding, ForecastState, SideReadout
from truceline.picture.sources import Source
from truceline.report.catalogue import say, say_count
from truceline.report.naming import Namer
from truceline.report.overview_document import refs_text
from truceline.report.plain import plain as shown
from truceline.report.times import instant_text

WIDTH = 110
"""Lines are broken here [characters]."""


def talks_text(talks: Talks, namer: Namer) -> str:
    """Write how talks stood.

    Args:
        talks: How they stood.
        namer: Names for ids.

    Returns:
        Lines of text, nothing hidden in them.
    """
    header = namer.library.header
    offset = header.utc_offset.delta
    lines = [
        *([say("show.exercise")] if header.is_exercise else []),
        say("talks.at", at=instant_text(talks.at_ns, offset)),
        say("talks.nothing_resolved"),
    ]
    sections: tuple[tuple[str, Iterable[str]], ...] = (
        ("tracks", _tracks(talks, namer)),
        ("contacts", (line for each in talks.contacts for line in _contact(each, namer))),
        ("forecasts", (line for each in talks.forecasts for line in _forecast(each))),
        ("duties", (_duty(each) for each in talks.duties)),
    )
    for name, entries in sections:
        found = [line for entry in entries for line in _wrap(f"  {entry}")]
        lines += ["", say(f"talks.{name}"), *found] if found else []
    return "\n".join(shown(line).rstrip() for line in lines)


def _wrap(line: str) -> list[str]:
    indent = line[: len(line) - len(line.lstrip())]
    return textwrap.wrap(line, WIDTH, subsequent_indent=f"{indent}  ", break_long_words=False, break_on_hyphens=False)


def _tracks(talks: Talks, namer: Namer) -> Iterator[str]:
    for track in talks.tracks:
        yield from _track(track, namer)
    for each in talks.overlaps:
        first, second = each.tracks
        yield say("talks.overlap", first=first, second=second, agreements=", ".join(each.agreements))


def _track(track: Track, namer: Namer) -> Iterator[str]:
    yield say("talks.track", name=track.name, id=track.id, conveners=", ".join(map(namer.actor, track.conveners)))
    for each in track.rounds:
        refs = _refs(each.source)
        yield "  " + say("talks.track.round", on=each.on.text, place=each.place, result=each.result, refs=refs)
    for point in track.open_points:
        yield "  " + say("talks.track.point", title=point.title)
        for position in point.positions:
            party, refs = namer.actor(position.by), _refs(position.source)
            yield "    " + say("talks.track.position", party=party, says=position.says, refs=refs)


def _contact(standing: ContactStanding, namer: Namer) -> Iterator[str]:
    contact = standing.contact
    yield say(
        "talks.contact",
        on=contact.on.text if contact.on else say("talks.contact.day_not_told"),
        state=say(f"talks.state.{standing.state.status}"),
        form=say(f"talks.form.{contact.form}"),
        level=say(f"talks.level.{contact.level}"),
        parties=", ".join(map(namer.actor, contact.parties)),
        place=say("talks.contact.place", place=contact.place) if contact.place else "",
    )
    if contact.initiator:
        yield "  " + say("talks.contact.initiator", party=namer.actor(contact.initiator))
    if standing.state.reason:
        yield "  " + say("talks.contact.reason", reason=standing.state.reason)
    if standing.gap_days is not None:
        yield "  " + say_count("talks.contact.gap", standing.gap_days, thread=contact.thread)
    for side in standing.sides:
        yield from _side(side, namer)
    if standing.sides and standing.untold:
        yield "  " + say("talks.side.untold", parties=", ".join(map(namer.actor, standing.untold)))


def _side(side: SideReadout, namer: Namer) -> Iterator[str]:
    refs = list(dict.fromkeys(ref for each in side.readouts for ref in each.source.ref))
    party = namer.actor(side.party) if side.party else say("talks.side.nobody")
    yield "  " + say("talks.side", party=party, refs=_refs(Source(ref=tuple(refs))), topics="; ".join(side.topics))
    if side.alone:
        code = "talks.side.all_alone" if side.alone == side.topics else "talks.side.alone"
        yield "  " + say(code, topics="; ".join(side.alone))


def _forecast(standing: ForecastStanding) -> Iterator[str]:
    forecast = standing.forecast
    start, end = forecast.window_from.text, forecast.window_until.text
    window = start if start == end else f"{start} - {end}"
    yield say("talks.forecast", window=window, says=forecast.says, refs=_refs(forecast.source))
    outcome = forecast.outcome if standing.state is ForecastState.TOLD else ""
    told = say(f"talks.forecast.{standing.state}", outcome=outcome)
    if standing.is_within is not None:
        told += " " + say(f"talks.forecast.{'within' if standing.is_within else 'outside'}")
    yield "  " + told


def _duty(owed: OwedDuty) -> str:
    duty = owed.duty
    due = duty.duty.due
    return say(
        "talks.duty",
        state=say(f"talks.duty.state.{duty.state}"),
        agreement=owed.agreement.id,
        provision=duty.provision.id,
        what=duty.duty.what,
        due=say("talks.duty.due", due=due.text) if due else say("talks.duty.no_day"),
    )


def _refs(source: Source) -> str:
    refs = refs_text(source)
    return f" {refs}" if refs else ""
