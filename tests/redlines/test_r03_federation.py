# SPDX-License-Identifier: Apache-2.0
"""R3: what an entry says about a party reaches it no later than anyone else: a log is one for all its readers."""

from pathlib import Path

from federated import Arrangement
from truceline.federation.happenings import AnswerExchange, Deliver, Exchange, NotesReceived, TellProved


def test_every_member_is_delivered_the_same_entries_in_the_same_order(tmp_path: Path) -> None:
    """Nothing can be shown to one and kept from another: below a cosigned head both have all of it."""
    made = Arrangement(tmp_path)
    made.say("northland", *(f"something about the hill league {number}" for number in range(20)))
    made.pass_time(3_000)
    origin = made["northland"].origin
    read = {
        name: [each.entry.raw for each in made[name].of(Deliver) if each.origin == origin]
        for name in ("hill-league", "observers")
    }

    assert len(read["observers"]) == 21
    assert read["hill-league"] == read["observers"]


def test_every_peer_is_shown_the_same_heads(tmp_path: Path) -> None:
    """Notes are made for nobody in particular: who asks first is told no more."""
    made = Arrangement(tmp_path)
    made.say("northland", "one")
    made.pass_time(2_000)
    node, shown = made["northland"].node, list[tuple[bytes, ...]]()
    for number, peer in enumerate(("observers", "hill-league"), 900):
        told = node.happen(NotesReceived(peer=peer, notes=(), request=number))
        (answer,) = (each for each in told if isinstance(each, AnswerExchange))
        shown.append(answer.notes)

    assert shown[0] == shown[1]
    assert not any(hasattr(Exchange, name) for name in ("priority", "delay", "first"))


def test_the_party_concerned_is_shown_a_proof_about_it(tmp_path: Path) -> None:
    """Evidence of a fork goes to every peer, the log's own author among them."""
    made = Arrangement(tmp_path)
    made.part("hill-league", "observers")
    second = made.split("northland", frozenset({"observers"}))
    made.say("northland", "one")
    second.node.submit((second.draft("another"),))
    made.route(second, second.node.take_outgoing())
    made.pass_time(2_000)
    made.join()
    made.pass_time(3_000)

    assert [each.proved.origin for each in made["northland"].of(TellProved)] == [second.origin]
    assert [each.proved.origin for each in made["observers"].of(TellProved)] == [second.origin]
