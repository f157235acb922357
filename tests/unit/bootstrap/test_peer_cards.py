# SPDX-License-Identifier: Apache-2.0
"""Cards of peers in a node's folder: taken once, read strictly, and the settings left as they were. EXERCISE."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from made_nodes import PASSPHRASE, by_passphrase, made_node, passphrase_file, write_plain_store
from truceline.agreement.library import load_library
from truceline.base.clock import FixedClock
from truceline.base.errors import AuthorityError, InputError, NodeError, NotFoundError, StateError, TakenError
from truceline.base.instants import NS_PER_S
from truceline.bootstrap.making import MadeNode, NodePlan, make_node
from truceline.bootstrap.peer_cards import (
    add_peer,
    box_keys_of,
    check_card,
    issuer_of,
    make_card,
    read_peers,
    remove_peer,
    token_for,
)
from truceline.cli import main
from truceline.crypto.boxes import box_key_id
from truceline.crypto.passphrases import passphrase_bytes
from truceline.crypto.tokens import token_key
from truceline.http.problems import ProblemError
from truceline.http.tokens import Tokens
from truceline.peers.cards import PeerCard, parse_card

ADDRESS = "http://127.0.0.1:8341"


@dataclass
class Pair:
    """Two nodes of one library, and the card of the second."""

    own: MadeNode
    other: MadeNode
    card: PeerCard


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    """Make them."""
    own = made_node(tmp_path)
    other = make_node(
        NodePlan(
            place=tmp_path / "other",
            library=load_library(own.folder.library),
            party="hill-league",
            means=by_passphrase(),
            made_ns=1_700_000_000_000_000_000,
            root_passphrase=passphrase_bytes(PASSPHRASE),
        ),
        write_plain_store,
    )
    card = make_card(other.folder, other.settings, other.library, other.store_key)
    yield Pair(own, other, card)
    own.store_key.wipe()
    other.store_key.wipe()


def test_a_card_is_taken_and_found_again(pair: Pair) -> None:
    """With its address, its keys of boxes and its log."""
    add_peer(pair.own.folder, pair.card, ADDRESS, may_replace=False)
    (found,) = read_peers(pair.own.folder, pair.own.folder.read_settings())

    assert found.card == pair.card
    assert found.address is not None
    assert found.address.to_text() == ADDRESS
    assert found.card.origin == pair.other.record.origin
    assert [box_key_id(key) for key in box_keys_of((found,), "hill-league")]
    assert box_keys_of((found,), "northland") == ()


def test_the_settings_keep_every_other_line(pair: Pair) -> None:
    """Also when somebody wrote the list in lines of its own."""
    place = pair.own.folder.settings
    text = place.read_text(encoding="utf-8").replace("port: 8340", "port: 9000  # ours")
    place.write_text(text.replace("peers: []\n", "peers:\n  # none yet\n  []\n"), encoding="utf-8")
    add_peer(pair.own.folder, pair.card, ADDRESS, may_replace=False)
    written = place.read_text(encoding="utf-8")

    assert "port: 9000  # ours\n" in written
    assert '\npeers: [{"party":"hill-league","address":"http://127.0.0.1:8341"}]\n' in written
    remove_peer(pair.own.folder, "hill-league")
    assert "\npeers: []\n" in place.read_text(encoding="utf-8")
    assert read_peers(pair.own.folder, pair.own.folder.read_settings()) == ()


def test_a_card_is_replaced_by_one_of_the_same_log_alone(pair: Pair) -> None:
    """And only where that was asked for."""
    add_peer(pair.own.folder, pair.card, ADDRESS, may_replace=False)
    newer = replace(pair.card, audience="truceline:other")
    with pytest.raises(TakenError, match="--replace"):
        add_peer(pair.own.folder, newer, ADDRESS, may_replace=False)
    add_peer(pair.own.folder, newer, "", may_replace=True)
    (found,) = read_peers(pair.own.folder, pair.own.folder.read_settings())
    assert (found.card, found.address) == (newer, None)

    stranger = replace(pair.card, genesis=make_card_of(pair.own).genesis)
    with pytest.raises(TakenError, match="peer remove"):
        add_peer(pair.own.folder, stranger, "", may_replace=True)


def make_card_of(made: MadeNode) -> PeerCard:
    """Give the card of a node."""
    return make_card(made.folder, made.settings, made.library, made.store_key)


def test_a_card_that_cannot_be_of_a_peer_is_refused(pair: Pair) -> None:
    """One's own, of a strange party, or of real parties in an exercise."""
    own = pair.own
    for card, error in (
        (make_card_of(own), InputError),
        (replace(pair.card, party="nobody"), NotFoundError),
        (replace(pair.card, is_exercise=not pair.card.is_exercise), InputError),
    ):
        with pytest.raises(error):
            check_card(card, own.settings, own.library, own.keys)
    check_card(pair.card, own.settings, own.library, own.keys)


@pytest.mark.parametrize("address", ["https://192.0.2.1:1", "http://192.0.2.1:1", "http://127.0.0.1:1/x"])
def test_an_address_that_does_not_fit_is_refused(pair: Pair, address: str) -> None:
    """HTTPS needs a certificate in the card, plain HTTP stays on this machine."""
    with pytest.raises(InputError):
        add_peer(pair.own.folder, pair.card, address, may_replace=False)
    assert not list(pair.own.folder.root.glob("peers/*.card"))


def test_what_lies_in_the_folder_is_not_believed(pair: Pair) -> None:
    """A card under another name, one that others can write, and one that was altered."""
    add_peer(pair.own.folder, pair.card, ADDRESS, may_replace=False)
    place = pair.own.folder.peers / "hill-league.card"
    settings = pair.own.folder.read_settings()
    place.chmod(0o644)
    with pytest.raises(AuthorityError):
        read_peers(pair.own.folder, settings)
    place.chmod(0o600)
    place.rename(place.with_name("northland.card"))
    with pytest.raises(StateError):
        read_peers(pair.own.folder, settings)
    place.with_name("northland.card").unlink()
    with pytest.raises(NotFoundError, match="card of a party in the settings"):
        read_peers(pair.own.folder, settings)
    place.write_bytes(pair.card.to_bytes()[:-10])
    place.chmod(0o600)
    with pytest.raises(NodeError):
        read_peers(pair.own.folder, settings)


@pytest.mark.parametrize(
    ("apart_s", "is_taken"), [(-7_100, True), (-60, True), (0, True), (7_100, True), (7_300, False), (-7_300, False)]
)
def test_clocks_that_differ_by_less_than_two_hours_keep_nobody_apart(
    pair: Pair, apart_s: int, *, is_taken: bool
) -> None:
    """A node whose clock is wrong is still heard; what it may cosign is another question."""
    now_s = 1_790_000_000
    own_card = make_card_of(pair.own)
    token = token_for(
        own_card,
        issuer=pair.card.issuer,
        party="hill-league",
        key=token_key(pair.other.store_key),
        now_s=now_s,
    )
    clock = FixedClock((now_s + apart_s) * NS_PER_S)
    tokens = Tokens([issuer_of(pair.card)], audience=own_card.audience, clock=clock, pseudonym=lambda *_: "pseudonym")
    if is_taken:
        caller = tokens.caller_of(token)
        assert (caller.party, caller.role, caller.scopes) == ("hill-league", "peer", frozenset({"record:exchange"}))
    else:
        with pytest.raises(ProblemError):
            tokens.caller_of(token)


def test_the_command_line_takes_a_card_only_by_its_fingerprint(
    pair: Pair, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As it was heard; another one, or none where nobody can be asked, changes nothing."""
    folder, passphrase = str(pair.own.folder.root), str(passphrase_file(tmp_path))
    assert main.main(["peer", "card", str(pair.other.folder.root), "--passphrase-file", passphrase]) == 0
    told = capsys.readouterr()
    card = tmp_path / "other.card"
    card.write_text(told.out, encoding="utf-8")
    said = parse_card(card.read_bytes()).fingerprint
    assert said in told.err

    base = ["peer", "add", folder, str(card), "--address", ADDRESS]
    assert main.main(base) == 65
    assert main.main([*base, "--fingerprint", "AAAA-BBBB"]) == 77
    assert main.main(["peer", "list", folder]) == 0
    assert "no peers" in capsys.readouterr().out
    assert main.main([*base, "--fingerprint", said.lower().replace("-", " ")]) == 0
    assert main.main(["peer", "list", folder, "--json"]) == 0
    assert said in capsys.readouterr().out
    assert main.main(["peer", "remove", folder, "hill-league"]) == 0
    assert main.main(["peer", "remove", folder, "hill-league"]) == 66
