# SPDX-License-Identifier: Apache-2.0
"""What the federation tells the app and the operator: entries of others, entries to make, proofs and suspicions.

Rules:
    - Proved and suspected are logged by different words, each by its class and log; no content is.
    - An entry that the federation has made stands on the shelf first, as everything that goes into the log.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from truceline.app.ports import Records, Store
from truceline.app.record_ports import Delivered, DeliveredRow, Recordable
from truceline.base.clock import Clock
from truceline.bootstrap.peer_cards import KnownPeer
from truceline.bootstrap.peering import AppNews
from truceline.bootstrap.waiting import written_to
from truceline.federation.evidence import Proved
from truceline.federation.happenings import Deliver, LogStopped, RecordDraft, TellProved, TellSuspected
from truceline.http.door import Log

_ID_DIGITS = 32
DRAFTED = "record"
"""Kind of what the federation records about logs: it is no noun of the app."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerNews:
    """Takes what the federation tells.

    Attributes:
        store: The store.
        party: Whose node this is.
        peers: Whose cards were taken.
        clock: Tells the present instant.
        log: Takes what happened.
    """

    store: Store
    party: str
    peers: tuple[KnownPeer, ...]
    clock: Clock
    log: Log

    def take(self, news: AppNews) -> None:
        """Take one piece of news; waits for the store where it must.

        Raises:
            NodeError: The store takes nothing now: it is to be brought again.
        """
        match news:
            case Deliver():
                self._deliver(news)
            case RecordDraft():
                written_to(self.store, self._job_of(news))
            case TellProved():
                self.log("proved", evidence=news.proved.word, log=_log_of(news.proved))
            case TellSuspected():
                word = "suspicion withdrawn" if news.is_withdrawn else "suspected"
                self.log(word, suspicion=news.suspected.word, party=news.suspected.party)
            case LogStopped():
                self.log("log stopped", log=news.origin.rpartition("/")[2], trouble=news.reason[:200])

    def _deliver(self, news: Deliver) -> None:
        """Keep what another log delivered, once."""
        if news.body is None:
            return
        delivered = Delivered(
            origin=news.origin,
            seq=news.entry.header.seq,
            leaf=news.entry.leaf,
            party=next((each.card.party for each in self.peers if each.card.log_party == news.party), news.party),
            type=news.type,
            at_ms=news.entry.header.at_ms,
            salt=news.body.salt,
            body=news.body.content,
        )

        def job(records: Records) -> None:
            if records.recorded.delivered(delivered.origin, delivered.seq) is None:
                records.recorded.take(DeliveredRow(delivered=delivered, what="", id=""))

        written_to(self.store, job)

    def _job_of(self, draft: RecordDraft) -> Callable[[Records], None]:
        now_ns = self.clock.now_ns()
        digest = sha256(b"truceline drafted\n" + draft.type.encode() + b"\n" + draft.body).hexdigest()[:_ID_DIGITS]

        def job(records: Records) -> None:
            thing = Recordable(
                type=draft.type,
                what=DRAFTED,
                id=digest,
                author=self.party,
                at_ns=now_ns,
                body=draft.body,
                recipients=draft.to,
                is_open=True,
                refers=tuple((each.log, each.seq, bytes.fromhex(each.leaf)) for each in draft.refers),
                deadline_ms=draft.deadline_ms,
            )
            records.recorded.put(thing)

        return job


def _log_of(proved: Proved) -> str:
    """Give the digits of the log that a proof is about; none of one about a party alone."""
    origin = getattr(proved, "origin", "")
    return str(origin).rpartition("/")[2]
