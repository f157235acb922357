# SPDX-License-Identifier: Apache-2.0
"""Puts a node together: from its folder and its key to the door that the http floor is given.

What is secret is held by what is made here and by nothing else; a locked node drops all of it.
"""

import hmac
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from hashlib import sha256

from truceline import __version__
from truceline.agreement.library import Library
from truceline.app.at_hand import make_at_hand
from truceline.app.caller import NodeLimits, NodeTerms
from truceline.app.current_terms import CurrentTerms
from truceline.app.ports import Records, Store, StoreState
from truceline.app.text_ground import TextGround
from truceline.base.clock import Clock
from truceline.base.instants import NS_PER_S
from truceline.base.limits import (
    BODY_DEPTH_MAX,
    CELLS_PER_INTENT_MAX,
    DOCUMENT_BYTES_MAX,
    HEADER_BYTES_MAX,
    HEADERS_MAX,
    IDLE_S_MAX,
    PATH_BYTES_MAX,
    QUERY_BYTES_MAX,
    STANDING_HOURS_MAX,
    STREAM_BATCH_MAX,
    STREAM_LIFE_S_MAX,
    STREAM_POLLS_PER_S_MAX,
    STREAM_SILENCE_S_MAX,
    STREAMS_PER_OFFICER_MAX,
    TOKEN_BYTES_MAX,
)
from truceline.bootstrap.federated_log import FederatedLog
from truceline.bootstrap.federating import (
    Federation,
    FederationPlan,
    begin_federation,
    close_federated,
    open_federated,
    tokens_of,
)
from truceline.bootstrap.folder import NodeFolder, refuse_open
from truceline.bootstrap.keys_file import Keys
from truceline.bootstrap.peer_cards import KnownPeer, check_card, issuer_of, read_peers
from truceline.bootstrap.peer_news import PeerNews
from truceline.bootstrap.recording import Recording
from truceline.bootstrap.settings import Issuer, Settings, rows
from truceline.bootstrap.tokens import issuer_name
from truceline.bootstrap.waiting import now_from
from truceline.clauses.judging import clause_test
from truceline.clauses.planned import PlanTest, plan_test
from truceline.coordination.coarse import CoarseGrid
from truceline.coordination.roles import Role
from truceline.crypto.derivation import Purpose
from truceline.crypto.randomness import random_bytes
from truceline.crypto.store_key import StoreKey
from truceline.crypto.tokens import ALGORITHM, token_key
from truceline.http.cursors import CursorSeal
from truceline.http.door import Check, HttpLimits, Kept, Log, NodeDoor
from truceline.http.token_keys import FileKeys, FixedKeys, KeySource, token_key_of
from truceline.http.tokens import Tokens, TrustedIssuer
from truceline.storage.sqlite import SQLiteStore

_ID_BYTES = 16
_PSEUDONYM_BYTES = 10
_S_PER_HOUR = 3_600
_NS_PER_HOUR = _S_PER_HOUR * NS_PER_S
_THINGS_KEPT = {"intents": "intent", "claims": "claim", "reports": "report", "acts": "act", "findings": "finding"}
_KINDS_KEPT = {
    **_THINGS_KEPT,
    "plan_findings": "plan_finding",
    "looks": "look",
    "answers": "answer",
    "bodies": "body",
    "events": "event",
}
"""Kinds of noun by the names of their settings."""
CELL_DAYS_KEPT = 2
"""Cells asked about matter for a day [d]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a node stands on, locked or not: nothing in it is secret.

    Attributes:
        folder: Its folder.
        settings: Its settings.
        keys: Its sealed keys.
        library: The agreement that it was made for.
        text: The same as it was read from its files.
        clock: Tells the present instant.
        log: Takes what happens.
        without_peers: Whether the operator says that no peer can be asked about the log.
    """

    folder: NodeFolder
    settings: Settings
    keys: Keys
    library: Library
    text: TextGround
    clock: Clock
    log: Log
    without_peers: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembled:
    """An unlocked node, ready to be served.

    Attributes:
        store: Its store.
        door: What the http floor is given.
        tokens: Remembers verified tokens.
        recording: Its log.
        federation: The same among the logs of its peers.
    """

    store: SQLiteStore
    door: NodeDoor
    tokens: Tokens
    recording: Recording
    federation: Federation

    def close(self) -> None:
        """Forget tokens and keys, and finish what was begun: the store after peers, the log after the store."""
        self.tokens.forget()
        with ExitStack() as closing:  # the last one first, each of them whatever another raises
            closing.callback(self.federation.close)
            closing.callback(self.store.close)
            closing.callback(self.federation.end)


def read_ground(folder: NodeFolder, clock: Clock, log: Log) -> Ground:
    """Read what is no secret, and check it.

    Raises:
        NotFoundError: Something of the folder is not there.
        StateError: The library was altered.
        AuthorityError: Others can read the key of TLS.
        ExceptionGroup: Every fault of the settings or of the library.
    """
    settings = folder.read_settings()
    if settings.tls_key_file:
        refuse_open(folder.beside(settings.tls_key_file))
    text, library = folder.read_library(settings)
    return Ground(
        folder=folder,
        settings=settings,
        keys=folder.read_keys(),
        library=library,
        text=text,
        clock=clock,
        log=log,
    )


def assemble(ground: Ground, key: StoreKey) -> Assembled:
    """Put an unlocked node together.

    Args:
        ground: What it stands on.
        key: Its store key; not wiped here.

    Returns:
        The node; its store runs.

    Raises:
        NodeError: The log or the store does not open, or a text agreed in it holds no longer.
    """
    peers = read_peers(ground.folder, ground.settings)
    for each in peers:
        check_card(each.card, ground.settings, ground.library, ground.keys)
    recording = open_federated(ground.folder, ground.settings, key, peers, without_peers=ground.without_peers)
    try:
        return _assemble(ground, key, recording, peers)
    except BaseException:
        close_federated(recording)
        raise


def _assemble(ground: Ground, key: StoreKey, recording: Recording, peers: tuple[KnownPeer, ...]) -> Assembled:
    settings = ground.settings
    store = SQLiteStore(
        ground.folder.store,
        key.derive(Purpose.STORE_FILE),
        block_ns=settings.coarse_block_hours * _NS_PER_HOUR,
    )
    federation: Federation | None = None
    try:
        store.attach(recording)
        pseudonyms = key.derive(Purpose.PSEUDONYMS)
        issuers = [_own_issuer(ground, key), *(_issuer(each, ground) for each in settings.issuers)]
        tokens = Tokens(
            [*issuers, *(issuer_of(each.card) for each in peers)],
            audience=settings.audience,
            clock=ground.clock,
            pseudonym=lambda issuer, party, subject: pseudonym_of(pseudonyms, "officer", issuer, party, subject),
        )
        door = _door(ground, (store, recording), tokens, key.derive(Purpose.STREAM_CURSORS), pseudonyms)
        federation = begin_federation(_federation_plan(ground, key, recording, peers, door))
        door = replace(door, record=federation.served, peer_gauges=federation.gauges)
        door = replace(door, parties_elsewhere=frozenset(each.card.party for each in peers))
    except BaseException:
        if federation is not None:
            federation.end()
        store.close()
        raise
    return Assembled(store=store, door=door, tokens=tokens, recording=recording, federation=federation)


def _federation_plan(
    ground: Ground, key: StoreKey, recording: Recording, peers: tuple[KnownPeer, ...], door: NodeDoor
) -> FederationPlan:
    log = recording.own
    assert isinstance(log, FederatedLog)
    assert door.at_hand is not None
    news = PeerNews(
        store=door.store,
        party=ground.settings.party,
        peers=peers,
        terms=door.terms,
        at_hand=door.at_hand,
        dek_of=log.dek_of,
        clock=ground.clock,
        log=ground.log,
    )
    return FederationPlan(
        recording=recording,
        peers=peers,
        token_for=tokens_of(ground.settings, issuer_name(ground.keys), token_key(key), ground.clock),
        take=news.take,
        lacks=news.lacks,
        row_of=lambda seq: now_from(door.store, lambda records: records.recorded.at(seq)),
        clock=ground.clock,
        log=ground.log,
    )


def pseudonym_of(key: bytes, *names: str) -> str:
    """Give the pseudonym of names: the same for the same names in one node, and nothing to anybody without the key."""
    content = b"".join(len(name.encode()).to_bytes(4, "big") + name.encode() for name in names)
    return hmac.new(key, content, sha256).hexdigest()[: 2 * _PSEUDONYM_BYTES]


def http_limits(settings: Settings) -> HttpLimits:
    """Give the bounds of the http floor that settings set."""
    return HttpLimits(
        body_bytes_max=settings.body_bytes_max,
        document_bytes_max=DOCUMENT_BYTES_MAX,
        body_depth_max=BODY_DEPTH_MAX,
        body_s=float(settings.request_timeout_s),
        header_bytes_max=HEADER_BYTES_MAX,
        headers_max=HEADERS_MAX,
        query_bytes_max=QUERY_BYTES_MAX,
        path_bytes_max=PATH_BYTES_MAX,
        requests_max=settings.requests_queued_max,
        connections_max=settings.connections_max,
        store_s=float(settings.request_timeout_s),
        idle_s=IDLE_S_MAX,
        drain_s=settings.drain_timeout_s,
        page_max=settings.page_items_max,
        streams_max=settings.stream_clients_max,
        streams_per_officer_max=STREAMS_PER_OFFICER_MAX,
        stream_batch=STREAM_BATCH_MAX,
        heartbeat_s=STREAM_SILENCE_S_MAX,
        stream_life_s=STREAM_LIFE_S_MAX,
        stream_poll_s=1.0 / STREAM_POLLS_PER_S_MAX,
        token_bytes_max=TOKEN_BYTES_MAX,
    )


def node_limits(settings: Settings) -> NodeLimits:
    """Give the bounds of use cases that settings set."""
    return NodeLimits(
        horizon_days=settings.intent_horizon_days,
        duration_hours_max=settings.intent_duration_hours_max,
        volumes_max=settings.volumes_per_intent_max,
        vertices_max=settings.vertices_per_ring_max,
        cells_per_intent_max=CELLS_PER_INTENT_MAX,
        cells_per_officer_per_day=settings.cells_per_officer_per_day,
        cells_per_party_per_day=settings.cells_per_party_per_day,
        probing_revisions_per_day=settings.probing_revisions_per_day,
        standing_hours=STANDING_HOURS_MAX,
    )


def kept(settings: Settings) -> tuple[Kept, ...]:
    """Say how long what is kept, and why; findings about plans never longer than plans, of which they tell."""
    why = {row.name.partition(".")[2]: row.told.why for row in rows() if row.name.startswith("retention_days.")}
    days = {name: getattr(settings.retention_days, name) for name in _KINDS_KEPT}
    days["plan_findings"] = min(days["plan_findings"], days["intents"])
    found = [Kept(what=what, days=days[name], reason=why[name]) for name, what in _KINDS_KEPT.items()]
    return (
        *found,
        Kept(what="cell", days=CELL_DAYS_KEPT, reason="Quotas look back one day."),
    )


def _door(
    ground: Ground, kept_in: tuple[SQLiteStore, Recording], tokens: Tokens, cursors: bytes, pseudonyms: bytes
) -> NodeDoor:
    settings, library, (store, recording) = ground.settings, ground.library, kept_in
    current: CurrentTerms

    def renew(records: Records) -> None:
        current.renew(records)

    at_hand = make_at_hand(library, ground.text, lambda name: pseudonym_of(pseudonyms, "witness", name), renew)
    terms = NodeTerms(
        party=settings.party,
        library=library,
        plans=plan_test(clause_test(library)),
        grid=CoarseGrid(cell_m=settings.coarse_cell_m, block_hours=settings.coarse_block_hours),
        limits=node_limits(settings),
        new_id=new_id,
    )
    current = CurrentTerms(terms=terms, agreed=at_hand.agreed, tests=at_hand.current)
    now_from(store, current.renew)
    warm_up(current.terms.plans)
    return NodeDoor(
        store=store,
        terms=lambda: current.terms,
        callers=tokens,
        clock=ground.clock,
        seal=CursorSeal(cursors),
        readiness=readiness_of(store, recording),
        record_gauges=lambda: gauges_of(recording, ground.clock),
        is_exercise=library.header.is_exercise,
        version=__version__,
        log=ground.log,
        limits=http_limits(settings),
        retention=kept(settings),
        at_hand=at_hand,
    )


def warm_up(plans: PlanTest) -> None:
    """Have every shape made ready before anybody waits for an answer about it."""
    plans.zones.make_ready()


def new_id() -> str:
    """Draw an id of which nothing can be counted or guessed."""
    return random_bytes(_ID_BYTES).hex()


def gauges_of(recording: Recording, clock: Clock) -> Mapping[str, float]:
    """Give what ``/metrics`` shows of the log."""
    status = recording.status(clock.now_ns())
    return {
        "takes_entries": float(not recording.refusal),
        "entries": float(status.entries),
        "head_entries": float(status.head_entries),
        "head_age_seconds": status.head_age_s,
    }


def readiness_of(store: Store, recording: Recording) -> Callable[[], tuple[Check, ...]]:
    """Give what says whether a node is ready; an unlocked one has passed the first checks, or it would not run."""

    def checks() -> tuple[Check, ...]:
        return (
            Check(name="settings and library read", is_done=True),
            Check(name="keys unlocked", is_done=store.state is not StoreState.LOCKED),
            Check(name="store takes writes", is_done=store.state is StoreState.OPEN, trouble=store.trouble),
            Check(name="record takes entries", is_done=not recording.refusal, trouble=recording.refusal),
        )

    return checks


def _own_issuer(ground: Ground, key: StoreKey) -> TrustedIssuer:
    public = token_key(key).public_key()
    own = token_key_of(public, "", "own key")
    return TrustedIssuer(
        name=issuer_name(ground.keys),
        parties=frozenset(ground.library.parties),
        roles=frozenset(Role),
        algorithms=(ALGORITHM,),
        keys=FixedKeys((own,)),
        lifetime_s_max=ground.settings.token_lifetime_hours_max * _S_PER_HOUR,
    )


def _issuer(issuer: Issuer, ground: Ground) -> TrustedIssuer:
    return TrustedIssuer(
        name=issuer.issuer,
        parties=frozenset(issuer.parties),
        roles=frozenset(issuer.roles),
        algorithms=tuple(each.value for each in issuer.algorithms),
        keys=_keys_of(issuer, ground),
        lifetime_s_max=issuer.token_lifetime_hours_max * _S_PER_HOUR,
    )


def _keys_of(issuer: Issuer, ground: Ground) -> KeySource:
    path = ground.folder.beside(issuer.key_file or issuer.jwks_file)
    return FileKeys(path, lambda trouble: ground.log("issuer keys", issuer=issuer.issuer, trouble=trouble))
