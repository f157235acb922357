# SPDX-License-Identifier: Apache-2.0
"""Talks at an instant as one JSON document: what ``truceline talks show --json`` prints."""

from truceline.agreement.files import LibraryFile, Track
from truceline.app.read_talks import OwedDuty, Talks
from truceline.base.instants import to_text
from truceline.line.talks import ContactStanding, ForecastStanding
from truceline.records.writer import Plain, plain
from truceline.report.overview_document import exercise_mark

TALKS_SCHEMA = "truceline/talks/1"


def talks_document(talks: Talks, header: LibraryFile) -> dict[str, Plain]:
    """Write how talks stood.

    Args:
        talks: How they stood.
        header: Of the library.

    Returns:
        A document; moments as the record states them, instants in UTC.
    """
    return {
        "schema": TALKS_SCHEMA,
        "library": header.id,
        **exercise_mark(header),
        "at": to_text(talks.at_ns),
        "tracks": [_track(each) for each in talks.tracks],
        "overlaps": [{"tracks": list(each.tracks), "agreements": list(each.agreements)} for each in talks.overlaps],
        "contacts": [_contact(each) for each in talks.contacts],
        "forecasts": [_forecast(each) for each in talks.forecasts],
        "duties": [_duty(each) for each in talks.duties],
    }


def _track(track: Track) -> dict[str, Plain]:
    return {
        "id": track.id,
        "name": track.name,
        "conveners": list(track.conveners),
        "relation": track.relation,
        "agreements": list(track.agreements),
        "rounds": [plain(each) for each in track.rounds],
        "open_points": [plain(each) for each in track.open_points],
    }


def _contact(standing: ContactStanding) -> dict[str, Plain]:
    contact = standing.contact
    return {
        "id": contact.id,
        "form": contact.form.value,
        "level": contact.level.value,
        "parties": list(contact.parties),
        "on": contact.on.text if contact.on else None,
        "place": contact.place,
        "initiator": contact.initiator,
        "state": standing.state.status.value,
        "states": [plain(each) for each in standing.states],
        "thread": contact.thread,
        "days_since_the_one_before": standing.gap_days,
        "readouts": [
            {
                "party": side.party,
                "topics": list(side.topics),
                "told_by_nobody_else": list(side.alone),
                "sources": [plain(each.source) for each in side.readouts],
            }
            for side in standing.sides
        ],
        "no_readout_from": list(standing.untold),
        "agreements": list(contact.agreements),
        "note": contact.note,
    }


def _forecast(standing: ForecastStanding) -> dict[str, Plain]:
    forecast = standing.forecast
    is_told = standing.state == "told"
    return {
        "id": forecast.id,
        "says": forecast.says,
        "window": {"from": forecast.window_from.text, "until": forecast.window_until.text},
        "state": standing.state.value,
        "outcome": forecast.outcome if is_told else None,
        "outcome_on": forecast.outcome_on.text if is_told and forecast.outcome_on else None,
        "within_window": standing.is_within,
        "source": plain(forecast.source),
    }


def _duty(owed: OwedDuty) -> dict[str, Plain]:
    duty = owed.duty
    return {
        "agreement": owed.agreement.id,
        "provision": duty.provision.id,
        "what": duty.duty.what,
        "words": duty.duty.words,
        "due": duty.duty.due.text if duty.duty.due else None,
        "state": duty.state.value,
    }
