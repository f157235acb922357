# SPDX-License-Identifier: Apache-2.0
"""Agreements: where each stands at an instant; texts proposed and accepted by each party for itself."""

import re
from typing import Annotated
from urllib.parse import quote

from fastapi import Path, Query
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from truceline.app.accept_agreement import accept_agreement
from truceline.app.agreed_texts import TextVersion
from truceline.app.ports import Acceptance, Records
from truceline.app.propose_agreement import propose_agreement
from truceline.app.read_agreement import (
    find_version,
    is_joint_fact,
    list_agreements,
    read_agreement,
    recorded_in,
    versions_of,
)
from truceline.app.record_bodies import AGREEMENT, acceptance_id, proposal_id
from truceline.base.instants import to_text
from truceline.base.limits import PROPOSAL_BYTES_MAX
from truceline.http.agreements_wire import (
    AcceptanceList,
    AcceptanceSent,
    AcceptanceTold,
    AgreementRows,
    OneAgreement,
    OneText,
    TextList,
    acceptance_told,
    overview_told,
    row_told,
    text_told,
)
from truceline.http.asking import Asking, Made, to_json
from truceline.http.at_hand import at_hand
from truceline.http.fields import etag_of, expected_tags
from truceline.http.headers_read import MATCH, ONCE
from truceline.http.paging import PAGE_DEFAULT, After, Limit, paging, read_instant
from truceline.http.problems import ProblemError
from truceline.http.routing import Ask, Asked, Routes
from truceline.report.naming import Namer

AGREEMENTS = Routes("Agreements")
READ = "agreements:read"
YAML = "application/yaml"
TEXT_YAML = "text/yaml"
_FORMS = (YAML, "application/x-yaml", "text/yaml")
_DIGEST = re.compile(r'"([0-9a-f]{64})"')
At = Annotated[str, Query(max_length=40, description="As of when (RFC 3339); now when not given.")]
AgreementId = Annotated[str, Path(max_length=200, description="Id of the agreement.")]
Digest = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="SHA-256 of the version's document.")]
EXAMPLE = """schema: truceline/agreement/1
id: quay-truce
title: Quay truce
utc_offset: "+00:00"
participants:
  - {party: northland, role: party}
  - {party: eastmere, role: party}
in_force: {on: 2026-12-01, source: {words: enters into force on 1 December}}
provisions:
  - id: Q1
    title: No use of force
    type: PROH.FIRE
    modality: prohibited
    bound: ["role:party"]
    kinds: [force]
    self_defence: inherent
    passage: {status: text, source: {words: no use of force}, words: no use of force}
"""


@AGREEMENTS.get("/v1/agreements", Ask(scope=READ, answers=AgreementRows))
async def get_agreements(asking: Asked, at: At = "", limit: Limit = PAGE_DEFAULT, after: After = "") -> Response:
    """Give the agreements that your party may read, and where each stood at an instant."""
    agreed, at_ns = at_hand(asking).agreed, _instant(asking, at)
    page = paging(asking, "agreements", limit, after, at)
    views = await asking.read(lambda records: list_agreements(records, asking.caller, agreed, at_ns=at_ns))
    start = next((number for number, view in enumerate(views, 1) if view.agreement.id == page.after), 0)
    found, has_more = views[start : start + page.limit], len(views) > start + page.limit
    return asking.answer(
        AgreementRows(
            exercise=asking.node.is_exercise,
            library=agreed.base.header.id,
            at=to_text(at_ns),
            items=[row_told(view) for view in found],
            next=page.seal(found[-1].agreement.id) if has_more else "",
        )
    )


@AGREEMENTS.get("/v1/agreements/{agreement_id}", Ask(scope=READ, answers=OneAgreement, problems=("not-found",)))
async def get_agreement(asking: Asked, agreement_id: AgreementId, at: At = "") -> Response:
    """Say where an agreement stood at an instant: who was bound, which rules held, what was due."""
    agreed, at_ns = at_hand(asking).agreed, _instant(asking, at)
    view = await asking.read(lambda records: read_agreement(records, agreement_id, asking.caller, agreed, at_ns=at_ns))
    content = to_json(
        OneAgreement(
            exercise=asking.node.is_exercise,
            agreement=overview_told(view, Namer(library=agreed.base)),
            text=text_told(view.version) if view.version else None,
        )
    )
    return asking.answer(content, etag=etag_of(content))


@AGREEMENTS.post(
    "/v1/agreements",
    Ask(
        scope="agreements:propose",
        answers=OneText,
        status=201,
        problems=("authority", "red-line", "agreement", "limit", "taken", "stale-version", "condition-required"),
        document=YAML,
        example=EXAMPLE,
        reads=(ONCE, MATCH),
    ),
)
async def post_agreement(asking: Asked) -> Response:
    """Propose the text of an agreement, or with `If-Match` (the digest of the latest version) a new version of one."""
    content = await asking.body(bytes_max=min(PROPOSAL_BYTES_MAX, asking.node.limits.document_bytes_max), forms=_FORMS)
    hand, replaces = at_hand(asking), _replaces(asking)
    agreed = hand.agreed
    ground = await asking.read(agreed.ground)
    proposal = await run_in_threadpool(hand.read_proposal, content, asking.caller, ground)

    def job(records: Records) -> Made:
        if not replaces and agreed.versions(records, proposal.noun.id):
            detail = "A new version needs If-Match with the ETag of the latest version, which is its digest."
            raise ProblemError(code="condition-required", detail=detail)
        version = propose_agreement(records, proposal, asking.caller, agreed, now_ns=asking.now_ns, replaces=replaces)
        return _made(asking, version, proposal_id(proposal.noun.id, version.text.digest))

    return await asking.write_once(job, content=content + replaces.encode())


@AGREEMENTS.get("/v1/agreements/{agreement_id}/versions", Ask(scope=READ, answers=TextList, problems=("not-found",)))
async def get_versions(asking: Asked, agreement_id: AgreementId) -> Response:
    """Give every version of a proposed agreement that your party may read, and who has accepted it."""
    agreed = at_hand(asking).agreed
    versions = await asking.read(lambda records: versions_of(records, agreement_id, asking.caller, agreed))
    items = [text_told(each) for each in versions]
    content = to_json(TextList(exercise=asking.node.is_exercise, id=agreement_id, items=items))
    return asking.answer(content, etag=etag_of(content))


@AGREEMENTS.get(
    "/v1/agreements/{agreement_id}/versions/{digest}",
    Ask(scope=READ, problems=("not-found",), form=YAML, or_forms=(TEXT_YAML,)),
)
async def get_version(asking: Asked, agreement_id: AgreementId, digest: Digest) -> Response:
    """Give the document of one version exactly as it was proposed."""
    form = asking.accepts(YAML, TEXT_YAML)
    agreed = at_hand(asking).agreed
    version = await asking.read(lambda records: find_version(records, agreement_id, digest, asking.caller, agreed))
    return asking.answer(version.text.document, etag=f'"{digest}"', form=form)


@AGREEMENTS.post(
    "/v1/agreements/{agreement_id}/versions/{digest}/acceptances",
    Ask(
        scope="agreements:accept",
        answers=OneText,
        status=201,
        problems=("authority", "not-found", "taken", "closed", "limit"),
        example={"words": "Without prejudice to the status of the islands."},
        reads=(ONCE,),
    ),
)
async def post_acceptance(asking: Asked, agreement_id: AgreementId, digest: Digest, sent: AcceptanceSent) -> Response:
    """Accept one version, for your own party; nobody accepts for anybody else."""
    hand = at_hand(asking)

    def job(records: Records) -> Made:
        wanted = (agreement_id, digest)
        version = accept_agreement(records, wanted, asking.caller, hand.agreed, now_ns=asking.now_ns, words=sent.words)
        return _made(asking, version, acceptance_id(*wanted, asking.caller.party))

    answer = await asking.write_once(job, content=await asking.body())
    await asking.read(hand.renew)
    return answer


@AGREEMENTS.get(
    "/v1/agreements/{agreement_id}/acceptances", Ask(scope=READ, answers=AcceptanceList, problems=("not-found",))
)
async def get_acceptances(asking: Asked, agreement_id: AgreementId) -> Response:
    """Give the acceptances of the versions that your party may read."""
    agreed = at_hand(asking).agreed
    party = asking.node.terms().party

    def job(records: Records) -> tuple[list[AcceptanceTold], list[str]]:
        versions = versions_of(records, agreement_id, asking.caller, agreed)
        found = sorted((each for version in versions for each in version.acceptances), key=lambda each: each.at_ns)
        joint = [version.text.digest for version in versions if is_joint_fact(records, version, party)]
        return [_told(records, each, party) for each in found], joint

    items, joint = await asking.read(job)
    content = to_json(AcceptanceList(exercise=asking.node.is_exercise, id=agreement_id, items=items, joint=joint))
    return asking.answer(content, etag=etag_of(content))


def _told(records: Records, acceptance: Acceptance, party: str) -> AcceptanceTold:
    """Write an acceptance with the logs in which it stands."""
    thing_id = acceptance_id(acceptance.agreement, acceptance.digest, acceptance.party)
    return acceptance_told(acceptance, recorded_in(records, thing_id, party))


def _made(asking: Asking, version: TextVersion, thing_id: str) -> Made:
    text = version.text
    body = to_json(OneText(exercise=asking.node.is_exercise, id=text.agreement, text=text_told(version)))
    location = f"/v1/agreements/{quote(text.agreement, safe='')}/versions/{text.digest}"
    thing = (AGREEMENT, thing_id)
    return Made(status=201, body=body, etag=f'"{text.digest}"', location=location, thing=thing)


def _replaces(asking: Asking) -> str:
    """Give the digest of the version that a proposal changes; empty when it names none.

    Raises:
        ProblemError: The condition is none that can be met here.
    """
    if not asking.header("If-Match"):
        return ""
    tags = expected_tags(asking.scope)
    found = _DIGEST.fullmatch(tags[0]) if len(tags) == 1 else None
    if found is None:
        raise ProblemError(code="stale-version", detail="If-Match: expected the digest of the latest version alone.")
    return found[1]


def _instant(asking: Asking, at: str) -> int:
    return read_instant("at", at) if at else asking.now_ns
