# SPDX-License-Identifier: Apache-2.0
"""Agreements on the wire: where each stands at an instant, who has accepted which version, and what they say."""

from collections.abc import Sequence
from typing import Annotated, Any, cast

from pydantic import Field

from truceline.app.agreed_texts import TextVersion
from truceline.app.ports import Acceptance
from truceline.app.read_agreement import AgreementView, RecordedIn
from truceline.base.instants import to_text
from truceline.base.limits import RESERVATIONS_LENGTH_MAX
from truceline.http.routing import Marked, Sent, Told
from truceline.report.naming import Namer
from truceline.report.overview_document import bound_text, overview_document


class AcceptanceSent(Sent):
    """That your party accepts this version; in its own words, what it reserves."""

    words: Annotated[str, Field(max_length=RESERVATIONS_LENGTH_MAX)] = ""


class StandsIn(Told):
    """An entry of a party's log."""

    party: str = Field(description="Whose log it is.")
    log: str
    seq: int
    leaf: str


class AcceptanceTold(Told):
    """A party's own record that it accepts one version."""

    party: str
    officer: str
    at: str
    digest: str
    words: str
    stands_in: list[StandsIn] = Field(default=[], description="Entries in which it stands, as far as they are known.")


class TextTold(Told):
    """One version of a proposed agreement."""

    digest: str = Field(description="SHA-256 of the document; it names the version.")
    party: str = Field(description="Who proposed it.")
    officer: str
    at: str
    replaces: str = Field(description="Digest of the version before it; empty for the first.")
    state: str = Field(description="`proposed`, `agreed`, or `replaced` by a later version that was agreed.")
    agreed_at: str | None
    needed: list[str] = Field(description="Parties whose own acceptance it needs.")
    acceptances: list[AcceptanceTold]
    missing: list[str]


class AgreementRow(Told):
    """One agreement at an instant."""

    id: str
    title: str
    state: str = Field(description="`proposed`, or a state of docs/agreement-format.md.")
    state_since: str | None
    contested_by: list[str]
    rule_set: bool
    rules: int
    text: TextTold | None = Field(description="The version that stood then; null for a text of the installed library.")


class AgreementRows(Marked):
    """Agreements: those of the installed library in its order, then proposed ones by id."""

    library: str
    at: str
    items: list[AgreementRow]
    next: str


class OneAgreement(Marked):
    """Everything that can be said of an agreement at an instant."""

    agreement: dict[str, Any] = Field(description="As `truceline agreement show --json` prints it.")
    text: TextTold | None


class OneText(Marked):
    """One version of a proposed agreement."""

    id: str
    text: TextTold


class TextList(Marked):
    """Versions of a proposed agreement, the first one first."""

    id: str
    items: list[TextTold]


class AcceptanceList(Marked):
    """Acceptances of the versions that your party may read, in the order in which they came."""

    id: str
    items: list[AcceptanceTold]
    joint: list[str] = Field(
        description="Versions, by their digests, that every party whom they need has accepted in a log of its own."
    )


def row_told(view: AgreementView) -> AgreementRow:
    """Write one line of a list."""
    agreement, standing = view.agreement, view.standing
    return AgreementRow(
        id=agreement.id,
        title=agreement.title,
        state=view.state,
        state_since=_since(view),
        contested_by=list(standing.phase.contested_by),
        rule_set=agreement.rule_set,
        rules=len(agreement.provisions),
        text=text_told(view.version) if view.version else None,
    )


def overview_told(view: AgreementView, namer: Namer) -> dict[str, Any]:
    """Write everything that can be said of an agreement; one that is only proposed stands as such."""
    document = cast("dict[str, Any]", overview_document(view.standing, namer))
    if view.version is not None and view.version.agreed_ns is None:
        document |= {"state": view.state, "state_since": _since(view), "because": "proposed"}
    return document


def text_told(version: TextVersion) -> TextTold:
    """Write where one version stands."""
    text = version.text
    return TextTold(
        digest=text.digest,
        party=text.party,
        officer=text.officer,
        at=to_text(text.at_ns),
        replaces=text.replaces,
        state=version.state,
        agreed_at=None if version.agreed_ns is None else to_text(version.agreed_ns),
        needed=list(version.needed),
        acceptances=[acceptance_told(each) for each in version.acceptances],
        missing=list(version.missing),
    )


def acceptance_told(acceptance: Acceptance, entries: Sequence[RecordedIn] = ()) -> AcceptanceTold:
    """Write an acceptance, with the entries in which it stands."""
    return AcceptanceTold(
        party=acceptance.party,
        officer=acceptance.officer,
        at=to_text(acceptance.at_ns),
        digest=acceptance.digest,
        words=acceptance.words,
        stands_in=[StandsIn(party=each.party, log=each.log, seq=each.seq, leaf=each.leaf.hex()) for each in entries],
    )


def _since(view: AgreementView) -> str | None:
    if view.version is not None and view.version.agreed_ns is None:
        return to_text(view.version.text.at_ns)
    return bound_text(view.standing.state_since_ns)
