# SPDX-License-Identifier: Apache-2.0
"""R6: no node can ask another one about a cell: it asks for numbered parts of logs, and for its own boxes."""

from hypothesis import given
from hypothesis import strategies as st

from truceline.crypto.tiles import TilePath
from truceline.federation.happenings import FetchBody, FetchBox, FetchEntries, FetchTiles, NetworkEffect
from truceline.peers.asking import do
from truceline.peers.client import Answer, Question

ORIGIN = "truceline.example/exercise/northland/0123456789abcdef"
ALLOWED = set("0123456789abcdefx/.p") | set("recordlogstileentriesbodiesboxes")
COUNTS = st.integers(1, 256)
SEQS = st.integers(0, 2**40)
REQUESTS = st.one_of(
    st.builds(FetchEntries, peer=st.just("n"), origin=st.just(ORIGIN), first=SEQS.map(lambda n: n * 256), count=COUNTS),
    st.builds(FetchBody, peer=st.just("n"), origin=st.just(ORIGIN), seq=SEQS),
    st.builds(FetchBox, peer=st.just("n"), origin=st.just(ORIGIN), seq=SEQS, key=st.just("0" * 32)),
    st.builds(
        FetchTiles,
        peer=st.just("n"),
        origin=st.just(ORIGIN),
        size=SEQS,
        paths=st.lists(st.builds(TilePath, level=st.integers(0, 5), index=SEQS, width=COUNTS), max_size=3).map(tuple),
    ),
)


class Listening:
    """Keeps what it is asked, and gives nothing."""

    def __init__(self) -> None:
        self.asked: list[Question] = []

    def ask(self, question: Question) -> Answer:
        """Keep it."""
        self.asked.append(question)
        return Answer(status=404, media_type="", body=b"")


@given(REQUESTS)
def test_a_question_to_a_peer_is_a_path_of_numbers(request: NetworkEffect) -> None:
    """No query, no body, no coordinate: nothing with which one could feel out what is hidden."""
    peer = Listening()
    do(request, peer)

    assert all(each.method == "GET" and not each.content for each in peer.asked)
    assert all(set(each.path) <= ALLOWED for each in peer.asked)
