# SPDX-License-Identifier: Apache-2.0
"""The cards of other parties' nodes in a node's folder: taken once by hand, read strictly at every start.

    peers/PARTY.card    the card, as it was brought

Rules:
    - A card is taken only by an operator who compared its fingerprint with the other party.
    - What lies in the folder is as hostile as what comes over the network, and read as strictly.
    - Where a peer is met stands in the settings: an address may change, a card may not.
"""

from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from truceline.agreement.library import Library
from truceline.base.errors import InputError, NotFoundError, StateError, StorageError, TakenError
from truceline.base.limits import CARD_BYTES_MAX, PEERS_MAX
from truceline.bootstrap.folder import FOLDER_MODE, NodeFolder, refuse_open, sync_folder, write_private
from truceline.bootstrap.keys_file import Keys
from truceline.bootstrap.settings import PeerAddress, Settings
from truceline.bootstrap.settings_file import with_peers
from truceline.bootstrap.tokens import issuer_name
from truceline.coordination.roles import Role, Scope
from truceline.crypto.certificates import certificate_der
from truceline.crypto.randomness import random_bytes
from truceline.crypto.store_key import StoreKey
from truceline.crypto.tokens import ALGORITHM, TokenClaims, issue_token, token_key
from truceline.http.token_keys import FixedKeys, token_key_of
from truceline.http.tokens import TrustedIssuer
from truceline.peers.addresses import Address, parse_address
from truceline.peers.cards import PeerCard, parse_card
from truceline.peers.wire import parse_body
from truceline.records.document import read_bytes

CLOCKS_APART_S = 7_200
"""A token that one node shows another holds so long before and after it is made [s]: clocks that differ by less keep no
two nodes apart, and what a clock in doubt may not do the federation decides."""
_ISSUER_S_MAX = 2 * CLOCKS_APART_S + 60
_ID_BYTES = 16
_PEM_BYTES_MAX = 65_536
_NODE = "node"
"""Whose token it is that one node shows another: nobody's but the node's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPeer:
    """Another party's node that the operator took.

    Attributes:
        card: Its card.
        address: Where it is met; none when it is met by files alone.
    """

    card: PeerCard
    address: Address | None = None


def read_peers(folder: NodeFolder, settings: Settings) -> tuple[KnownPeer, ...]:
    """Read all cards, by party.

    Raises:
        NotFoundError: The settings name the address of a party whose card is not there.
        StateError: They are too many, or one is of another party than its name says.
        AuthorityError: Others can alter them.
        NodeError: One is none.
    """
    addresses = {each.party: parse_address(each.address) for each in settings.peers}
    paths = sorted(folder.peers.glob("*.card")) if folder.peers.is_dir() else []
    if len(paths) > PEERS_MAX:
        message = f"{folder.peers}: expected at most {PEERS_MAX} cards, got {len(paths)}"
        raise StateError(message)
    found = tuple(_read_card(path, addresses) for path in paths)
    lacking = sorted(addresses.keys() - {each.card.party for each in found})
    if lacking:
        message = f"{folder.peers / lacking[0]}.card: expected the card of a party in the settings, got no such file"
        raise NotFoundError(message)
    return found


def make_card(folder: NodeFolder, settings: Settings, library: Library, key: StoreKey) -> PeerCard:
    """Make the card of a node.

    Args:
        folder: Its folder.
        settings: Its settings.
        library: Its agreement.
        key: Its store key.

    Raises:
        NotFoundError: It has no record yet.
        InputError: Its certificate is none.
        LockedError: It is locked.
    """
    certificate = b""
    if settings.tls_certificate_file:
        path = folder.beside(settings.tls_certificate_file)
        certificate = certificate_der(read_bytes(path, _PEM_BYTES_MAX), path.name)
    return PeerCard(
        party=settings.party,
        genesis=parse_body(read_bytes(folder.record / "keys" / "0", CARD_BYTES_MAX)),
        issuer=issuer_name(folder.read_keys()),
        audience=settings.audience,
        token_key=token_key(key).public_key().public_bytes_raw(),
        certificate=certificate,
        is_exercise=library.header.is_exercise,
    )


def check_card(card: PeerCard, settings: Settings, library: Library, keys: Keys) -> None:
    """Refuse a card that cannot be of a peer of this node.

    Raises:
        NotFoundError: The library does not know the party.
        InputError: It is this node's own, or of another arrangement's exercise.
    """
    if card.party == settings.party or card.issuer == issuer_name(keys):
        message = f"card: expected that of another party's node, got one of {card.party}"
        raise InputError(message)
    if card.party not in library.parties:
        message = f"card: expected a party of {settings.library}, got {card.party}"
        raise NotFoundError(message)
    if card.is_exercise is not library.header.is_exercise:
        wanted, got = ("an EXERCISE", "none") if library.header.is_exercise else ("no EXERCISE", "one")
        message = f"card: expected the node of {wanted}, as this one, got {got}"
        raise InputError(message)


def add_peer(folder: NodeFolder, card: PeerCard, address: str, *, may_replace: bool) -> None:
    """Take a card into the folder, and where its node is met into the settings.

    Args:
        folder: The node's folder.
        card: The card, checked, its fingerprint compared.
        address: Where it is met; empty when by files alone.
        may_replace: Whether a card of the same party may be replaced by one of the same log.

    Raises:
        TakenError: A card of this party is there.
        InputError: The address is none, or does not fit the certificate.
        StorageError: They cannot be written.
    """
    if address and parse_address(address).is_tls is not bool(card.certificate):
        wanted = "https, as its card has a certificate" if card.certificate else "http, as its card has no certificate"
        message = f"address: expected {wanted}, got {address!r:.80}"
        raise InputError(message)
    settings = folder.read_settings()
    place = folder.peers / f"{card.party}.card"
    if place.exists():
        _check_replaced(place, card, may_replace=may_replace)
    others = tuple(each for each in settings.peers if each.party != card.party)
    changed = (*others, PeerAddress(party=card.party, address=address)) if address else others
    written = with_peers(read_bytes(folder.settings), changed, str(folder.settings))
    try:
        if not folder.peers.is_dir():
            folder.peers.mkdir(mode=FOLDER_MODE)
            sync_folder(folder.root)
        _replace(place, card.to_bytes())
        # A crash before this line leaves a card without an address: the peer is known and not asked.
        _replace(folder.settings, written)
    except OSError as error:
        message = f"{place}: expected to write it, got: {error.strerror or error}"
        raise StorageError(message) from error


def remove_peer(folder: NodeFolder, party: str) -> None:
    """Forget a peer's card and address; what its log gave stays.

    Raises:
        NotFoundError: There is no such card.
        StorageError: It cannot be removed.
    """
    place = folder.peers / f"{party}.card"
    settings = folder.read_settings()
    if party not in {path.stem for path in folder.peers.glob("*.card")}:
        message = f"{folder.peers}: expected the card of {party!r:.60}, got none; truceline peer list names them"
        raise NotFoundError(message)
    left = tuple(each for each in settings.peers if each.party != party)
    written = with_peers(read_bytes(folder.settings), left, str(folder.settings))
    try:
        _replace(folder.settings, written)
        # A crash before this line leaves a card without an address: the peer is known and not asked.
        place.unlink()
        sync_folder(folder.peers)
    except OSError as error:
        message = f"{place}: expected to remove it, got: {error.strerror or error}"
        raise StorageError(message) from error


def box_keys_of(peers: tuple[KnownPeer, ...], party: str) -> tuple[bytes, ...]:
    """Give the public keys to which bodies are sealed for a party; none for one whose card is not here."""
    return next((each.card.keys.box_keys for each in peers if each.card.party == party), ())


def issuer_of(card: PeerCard) -> TrustedIssuer:
    """Give whose tokens a peer shows: for its own party, as a peer, about the record and nothing else."""
    public = Ed25519PublicKey.from_public_bytes(card.token_key)
    return TrustedIssuer(
        name=card.issuer,
        parties=frozenset({card.party}),
        roles=frozenset({Role.PEER}),
        algorithms=(ALGORITHM,),
        keys=FixedKeys((token_key_of(public, "", f"card of {card.party}"),)),
        lifetime_s_max=_ISSUER_S_MAX,
        scopes=frozenset({Scope.RECORD_EXCHANGE}),
    )


def token_for(card: PeerCard, *, issuer: str, party: str, key: Ed25519PrivateKey, now_s: int) -> str:
    """Make the token that this node shows a peer.

    Args:
        card: Of the peer.
        issuer: Name under which this node signs tokens.
        party: Whose node this is.
        key: With which this node signs tokens.
        now_s: The present instant [s since 1970 UTC].
    """
    claims = TokenClaims(
        id=random_bytes(_ID_BYTES).hex(),
        issuer=issuer,
        audience=card.audience,
        officer=_NODE,
        party=party,
        role=Role.PEER.value,
        scopes=(Scope.RECORD_EXCHANGE.value,),
        issued_s=now_s - CLOCKS_APART_S,
        expires_s=now_s + CLOCKS_APART_S,
    )
    return issue_token(claims, key)


def _read_card(path: Path, addresses: dict[str, Address]) -> KnownPeer:
    refuse_open(path)
    card = parse_card(read_bytes(path, CARD_BYTES_MAX))
    if path.stem != card.party:
        message = f"{path}: expected the card of {path.stem}, got that of {card.party}"
        raise StateError(message)
    return KnownPeer(card=card, address=addresses.get(card.party))


def _check_replaced(place: Path, card: PeerCard, *, may_replace: bool) -> None:
    """Refuse to put a card in the place of another.

    Raises:
        TakenError: It was not asked for, or it is of another log.
    """
    held = parse_card(read_bytes(place, CARD_BYTES_MAX))
    if held == card:
        return
    if not may_replace:
        message = (
            f"{place}: expected no card of {card.party} yet, got one with the fingerprint {held.fingerprint}; "
            "--replace takes a new card of the same log"
        )
        raise TakenError(message)
    if held.origin != card.origin:
        message = (
            f"{place}: expected a card of the log {held.origin}, got one of {card.origin}; a log that succeeds a lost "
            "one is taken after `peer remove`"
        )
        raise TakenError(message)


def _replace(path: Path, content: bytes) -> None:
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    write_private(new, content)
    new.replace(path)
    sync_folder(path.parent)
