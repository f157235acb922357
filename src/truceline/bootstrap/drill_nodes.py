# SPDX-License-Identifier: Apache-2.0
"""Nodes of a drill: real folders under a temporary place, real processes, real lines on this machine alone.

Each node is made, given the cards of the others, and served by the same command that an operator types. Everything
here is of an invented library and marked EXERCISE.
"""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import permutations
from pathlib import Path

import truceline
from truceline.agreement.library import Library
from truceline.base.clock import Clock
from truceline.base.errors import StateError, UnavailableError
from truceline.base.instants import NS_PER_S
from truceline.bootstrap.drill_link import Link
from truceline.bootstrap.folder import FOLDER_MODE, NodeFolder, write_private
from truceline.bootstrap.making import MadeNode, NodePlan, make_node
from truceline.bootstrap.peer_cards import add_peer, check_card, make_card, token_for
from truceline.bootstrap.record_keys import HeldKeys, read_held_keys
from truceline.bootstrap.tokens import Bearer, issuer_name, make_claims, sign
from truceline.bootstrap.unlocking import ByPassphrase
from truceline.coordination.roles import Role
from truceline.crypto.passphrases import Argon2Cost, passphrase_bytes
from truceline.crypto.tokens import token_key
from truceline.peers.addresses import Address
from truceline.peers.cards import PeerCard
from truceline.peers.client import Answer, PeerClient, Question
from truceline.storage.sqlite import create_store

READY_S = 60.0
"""How long a node may take to answer after its start [s]: two or three are usual."""
END_S = 10.0
"""How long it may take to end [s]."""
_NAME = "127.0.0.1"
_CHEAP = Argon2Cost(memory_kib=8_192, iterations=1, lanes=1)
"""What a guess at a drill's passphrase costs: it has 128 bits, and is thrown away with the nodes."""
_PASSPHRASE_BYTES = 16


@dataclass(slots=True)
class DrillNode:
    """One node.

    Attributes:
        name: What the drill calls it.
        party: Whose it is.
        made: As it was made.
        passphrase_file: What unlocks it.
        clock: Tells the present instant.
        library: Its agreements.
        links: The lines on which others reach it, by their names.
    """

    name: str
    party: str
    made: MadeNode
    passphrase_file: Path
    clock: Clock
    library: Library
    links: dict[str, Link] = field(default_factory=dict)
    _card: PeerCard | None = None
    _port: int = 0
    _process: "subprocess.Popen[bytes] | None" = None

    @property
    def folder(self) -> NodeFolder:
        """Where it lies."""
        return self.made.folder

    @property
    def card(self) -> PeerCard:
        """Its card."""
        if self._card is None:
            self._card = make_card(self.folder, self.folder.read_settings(), self.library, self.made.store_key)
        return self._card

    @property
    def log(self) -> str:
        """The digits at the end of its log's origin."""
        return self.card.origin.rpartition("/")[2]

    def begin(self) -> None:
        """Begin to serve it in a process of its own."""
        command = [sys.executable, "-m", "truceline", "serve", str(self.folder.root)]
        command += ["--port", "0", "--passphrase-file", str(self.passphrase_file)]
        with (self.folder.root.with_name(f"{self.name}.log")).open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own command and paths
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, env=_environment()
            )

    def await_answer(self) -> None:
        """Wait until it answers.

        Raises:
            UnavailableError: It ended instead.
        """
        assert self._process is not None
        assert self._process.stdout is not None
        patience = threading.Timer(READY_S, self._process.kill)
        patience.start()
        line = self._process.stdout.readline().decode().strip()
        patience.cancel()
        port = line.rpartition(":")[2]
        if not port.isdigit():
            told = self.folder.root.with_name(f"{self.name}.log").read_text(encoding="utf-8", errors="replace")
            self.kill()
            message = f"drill: expected the node of {self.name} to answer, got its end: {told[-300:]}"
            raise UnavailableError(message)
        self._port = int(port)
        for link in self.links.values():
            link.goes_to = self._port

    def start(self) -> None:
        """Serve it, and wait until it answers.

        Raises:
            UnavailableError: It ended instead.
        """
        self.begin()
        self.await_answer()

    def stop(self) -> None:
        """End it in good order."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a power failure does to a process: without a word."""
        self._end(signal.SIGKILL)

    def held_keys(self) -> HeldKeys:
        """Give the private keys of its record, as whoever controls the node has them."""
        return read_held_keys(self.folder, self.made.store_key)

    def as_officer(self, question: Question) -> Answer:
        """Ask it as its own duty officer."""
        claims = make_claims(
            Bearer(officer="Duty officer (EXERCISE)", party=self.party, role=Role.OFFICER),
            keys=self.made.keys,
            settings=self.made.settings,
            parties=self.library.parties,
            hours=1,
            now_ns=self.clock.now_ns(),
        )
        return self._ask(question, sign(claims, self.made.store_key))

    def as_peer(self, peer: "DrillNode", question: Question) -> Answer:
        """Ask it as the node of another party."""
        token = token_for(
            self.card,
            issuer=issuer_name(peer.made.keys),
            party=peer.party,
            key=token_key(peer.made.store_key),
            now_s=self.clock.now_ns() // NS_PER_S,
        )
        return self._ask(question, token)

    def close(self) -> None:
        """End it and take its lines away."""
        self.kill()
        for link in self.links.values():
            link.close()
        self.made.store_key.wipe()

    def _ask(self, question: Question, token: str) -> Answer:
        address = Address(is_tls=True, host=_NAME, port=self._port)
        client = PeerClient(address=address, certificate=self.card.certificate, token=lambda: token)
        try:
            return client.ask(question)
        finally:
            client.close()

    def _end(self, number: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(number)
        try:
            process.wait(END_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(END_S)
        if process.stdout is not None:
            process.stdout.close()


def make_drill_node(place: Path, name: str, library: Library, party: str, clock: Clock) -> DrillNode:
    """Make a node: its folder, its keys, its log and its certificate.

    Args:
        place: A temporary place of the drill.
        name: What the drill calls it.
        library: The invented agreements.
        party: Whose node it is.
        clock: Tells the present instant.

    Raises:
        StateError: The library is not an invented one.
        NodeError: It cannot be made.
    """
    if not library.header.is_exercise:
        message = f"drill: expected an invented library (R11), got {library.header.id}"
        raise StateError(message)
    passphrase = secrets.token_hex(_PASSPHRASE_BYTES)
    passphrase_file = place / f"{name}.passphrase"
    write_private(passphrase_file, f"{passphrase}\n".encode())
    plan = NodePlan(
        place=place / name,
        library=library,
        party=party,
        means=ByPassphrase(passphrase=passphrase_bytes(passphrase), cost=_CHEAP),
        made_ns=clock.now_ns(),
        root_passphrase=passphrase_bytes(passphrase),
        tls_name=_NAME,
    )
    made = make_node(plan, create_store)
    return DrillNode(name, party, made, passphrase_file, clock, library)


def bring_together(nodes: Mapping[str, DrillNode]) -> None:
    """Have each node take the cards of the others, each met over a line of its own.

    Raises:
        NodeError: A card is not taken.
    """
    for node, other in permutations(nodes.values(), 2):
        link = node.links[other.name] = Link()
        check_card(node.card, other.made.settings, other.library, other.made.keys)
        add_peer(other.folder, node.card, f"https://{_NAME}:{link.port}", may_replace=False)


def copy_image(node: DrillNode, image: Path) -> None:
    """Copy the folder of a stopped node as it is, as an image of its disk would be."""
    shutil.copytree(node.folder.root, image, symlinks=True)
    image.chmod(FOLDER_MODE)


def put_image_back(node: DrillNode, image: Path) -> None:
    """Put an old image in the place of the folder of a stopped node; what lies apart stays as it is."""
    root = node.folder.root
    shutil.rmtree(root)
    shutil.copytree(image, root, symlinks=True)
    root.chmod(FOLDER_MODE)


def wait_until(is_so: Callable[[], bool], what: str, seconds: float) -> None:
    """Wait until something is so.

    Raises:
        UnavailableError: It is not so in time.
    """
    end_s = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end_s:
            message = f"drill: expected within {seconds:g} s: {what}; got nothing of the kind"
            raise UnavailableError(message)
        time.sleep(0.1)


def _environment() -> dict[str, str]:
    """Give the environment of this process, in which the same software is found again."""
    root = str(Path(truceline.__file__).resolve().parents[1])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
