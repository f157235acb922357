# SPDX-License-Identifier: Apache-2.0
"""Opens a node's record together with those of its peers, and runs the federation beside the store.

In order: the log is opened (``open_federated``), the store is opened on it, then peers are asked
(``begin_federation``). They end the other way round.
"""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from truceline.app.record_ports import EVERY_MEMBER, RecordedRow
from truceline.base.clock import Clock
from truceline.base.errors import StorageError
from truceline.base.instants import NS_PER_S
from truceline.bootstrap.federated_log import FederatedLog, RecordFolders, make_federated_log
from truceline.bootstrap.folder import NodeFolder
from truceline.bootstrap.peer_cards import KnownPeer, box_keys_of, token_for
from truceline.bootstrap.peering import AppNews, Peering, PeeringParts
from truceline.bootstrap.record_keys import read_held_keys
from truceline.bootstrap.record_served import ServedRecord
from truceline.bootstrap.recording import (
    RESTORED,
    Recording,
    apart_of,
    check_folders,
    forget_restoring,
    hold_folder,
    refuse_unasked,
)
from truceline.bootstrap.settings import Settings
from truceline.crypto.boxes import box_key_id
from truceline.crypto.store_key import StoreKey
from truceline.federation.happenings import Deliver
from truceline.federation.members import member_of
from truceline.federation.timing import Timing
from truceline.http.door import Log, PeerGauges
from truceline.ledger.states import Phase
from truceline.peers.client import PeerClient
from truceline.storage.kept_logs import damage_in

TokenFor = Callable[[KnownPeer], str]
"""Makes a token that a peer takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Federation:
    """The federation of one running node.

    Attributes:
        recording: The own log, as the store brings entries to it.
        log: The same among those that are followed.
        peering: Drives them.
        served: What peers are given.
        peers: Whose cards were taken.
    """

    recording: Recording
    log: FederatedLog
    peering: Peering
    served: ServedRecord
    peers: tuple[KnownPeer, ...]

    def end(self) -> None:
        """End, before the store is closed: nothing more is asked of peers or brought to the app."""
        self.peering.end()

    def close(self) -> None:
        """Close all files and forget the keys, after the store was closed."""
        close_federated(self.recording)

    def gauges(self) -> PeerGauges:
        """Give, for each peer, how long ago its log was heard of, what is still to be fetched of it, what waits."""
        now_s = time.monotonic()
        logs = [each for each in self.peering.logs.values() if each.origin != self.log.origin]
        return {
            "head_age_seconds": {each.party: now_s - each.heard_s for each in logs if each.heard_s is not None},
            "backlog_entries": {each.party: float(each.known_size - each.size) for each in logs},
            "requests_waiting": {party: float(count) for party, count in self.peering.waiting.items()},
        }


def keys_of_peers(peers: tuple[KnownPeer, ...], party: str) -> Sequence[str]:
    """Give the ids of the keys for which bodies are sealed for a party; for ``*`` those of every peer."""
    parties = [each.card.party for each in peers] if party == EVERY_MEMBER else [party]
    return [box_key_id(key) for each in parties for key in box_keys_of(peers, each)]


def open_federated(
    folder: NodeFolder,
    settings: Settings,
    key: StoreKey,
    peers: tuple[KnownPeer, ...],
    *,
    without_peers: bool = False,
    timing: Timing | None = None,
) -> Recording:
    """Open the log of a node among those of its peers.

    Args:
        folder: The node's folder.
        settings: Its settings.
        key: Its store key.
        peers: Whose cards it took.
        without_peers: Whether the operator says that no peer can be asked.
        timing: How long the node waits for what; the usual when not told.

    Returns:
        The log; ``refusal`` says whether it takes entries, and its ``own`` is a ``FederatedLog``.

    Raises:
        StateError: There is no log, its folder apart is not there, or another process holds it.
        AuthorityError: Its keys do not open, or others can read its folders.
        StorageError: Its files cannot be opened.
        NodeError: What lies in them is damaged.
    """
    apart = apart_of(folder, settings)
    check_folders(folder, apart)
    if not peers and not without_peers:
        refuse_unasked(folder, apart)
    keys = read_held_keys(folder, key)
    folders = RecordFolders(record=folder.record, mirrors=folder.mirrors, apart=apart)
    holds = list[int]()
    try:
        holds += [hold_folder(folder.record), hold_folder(apart)]
        members = tuple(member_of(each.card.genesis) for each in peers)
        log = make_federated_log(folders, keys, members, timing=timing)
        damage = damage_in(log.files.entries, log.files.head())
        log.open(restored=(folder.record / RESTORED).exists())
    except BaseException as error:
        for each in holds:
            os.close(each)
        keys.forget()
        if isinstance(error, OSError):
            message = f"{folder.record}: expected to open the log there, got: {error.strerror or error}"
            raise StorageError(message) from error
        raise
    if log.phase is Phase.ASKING and without_peers:
        log.go_without_peers()
    log.on_taking = partial(forget_restoring, folder)
    found = Recording(party=settings.party, own=log, files=log.files, keys=keys, keys_of=partial(keys_of_peers, peers))
    found.damage = damage
    found._holds = holds  # noqa: SLF001 - it is made here alone
    return found


def close_federated(recording: Recording) -> None:
    """Close all files of a record and forget its keys."""
    recording.close()
    if isinstance(recording.own, FederatedLog):
        recording.own.mirrors.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class FederationPlan:
    """What the federation of a node begins with.

    Attributes:
        recording: From ``open_federated``.
        peers: Whose cards were taken.
        token_for: Makes a token that a peer takes.
        take: Brings the app its news; may wait for the store.
        lacks: Says whether the app has not taken a delivery yet; may wait for the store.
        row_of: Gives a row of the shelf; may wait for the store.
        clock: Tells the present instant.
        log: Takes what happens.
    """

    recording: Recording
    peers: tuple[KnownPeer, ...]
    token_for: TokenFor
    take: Callable[[AppNews], None]
    lacks: Callable[[Deliver], bool]
    row_of: Callable[[int], RecordedRow | None]
    clock: Clock
    log: Log


def begin_federation(plan: FederationPlan) -> Federation:
    """Begin to ask peers, to let time pass, and to bring the app its news."""
    log = plan.recording.own
    assert isinstance(log, FederatedLog)
    clients = {
        each.card.log_party: PeerClient(
            address=each.address, certificate=each.card.certificate, token=partial(plan.token_for, each)
        )
        for each in plan.peers
        if each.address is not None
    }
    parts = PeeringParts(
        node=log.node,
        lock=plan.recording.lock,
        origin=log.origin,
        clients=clients,
        take=plan.take,
        lacks=plan.lacks,
        clock=plan.clock,
        log=plan.log,
    )
    peering = Peering(parts)
    served = ServedRecord(
        peering=peering,
        own=log.files,
        own_log=log.origin.rpartition("/")[2],
        mirrors=log.mirrors,
        row_of=plan.row_of,
        box_keys_of=partial(box_keys_of, plan.peers),
        log_parties={each.card.party: each.card.log_party for each in plan.peers},
    )
    log.on_time = peering.tick
    peering.start(log.take_outgoing())
    plan.recording.start()
    return Federation(recording=plan.recording, log=log, peering=peering, served=served, peers=plan.peers)


def tokens_of(settings: Settings, issuer: str, signing: Ed25519PrivateKey, clock: Clock) -> TokenFor:
    """Give what makes tokens for peers; it holds the key with which this node signs tokens."""

    def make(peer: KnownPeer) -> str:
        now_s = clock.now_ns() // NS_PER_S
        return token_for(peer.card, issuer=issuer, party=settings.party, key=signing, now_s=now_s)

    return make
