# SPDX-License-Identifier: Apache-2.0
"""How the peers of a node stand, as its folder tells without being unlocked: for ``truceline doctor --node``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from truceline.base.errors import NodeError

if TYPE_CHECKING:
    from truceline.bootstrap.folder import NodeFolder
    from truceline.bootstrap.peer_cards import KnownPeer
    from truceline.bootstrap.settings import Settings

CERTIFICATE_DAYS_MIN = 60
"""A peer's certificate that ends sooner is worth a word: a new card must be brought and compared [d]."""
_S_PER_DAY = 86_400
_NS_PER_S = 1_000_000_000


def told_of_peers(folder: NodeFolder, settings: Settings, now_ns: int) -> tuple[bool, str]:
    """Say how peers stand.

    Args:
        folder: Of the node.
        settings: Of the node.
        now_ns: The present instant [ns since 1970 UTC].

    Returns:
        Whether all is in order, and what is so.

    Raises:
        NodeError: A card is damaged, or lacking.
    """
    from truceline.bootstrap.peer_cards import read_peers

    peers = read_peers(folder, settings)
    if not peers:
        return True, "none: nobody else keeps this log; truceline peer add takes the card of a node"
    told = [_told(folder, each, now_ns) for each in peers]
    return all(is_in_order for is_in_order, _ in told), "; ".join(said for _, said in told)


def _told(folder: NodeFolder, peer: KnownPeer, now_ns: int) -> tuple[bool, str]:
    where = f"at {peer.address.to_text()}" if peer.address else "by files alone"
    mirror = folder.mirrors / peer.card.origin.rpartition("/")[2]
    proofs = len(list((mirror / "evidence").glob("E[1-6]-*"))) if (mirror / "evidence").is_dir() else 0
    is_in_order, ends = _certificate(peer, now_ns)
    size = _size(mirror / "note")
    kept = f"{size} entries of its log are kept" if size else "nothing of its log is kept yet"
    proved = f"; {proofs} proofs about it in mirrors/{mirror.name}/evidence" if proofs else ""
    return is_in_order and not proofs, f"{peer.card.party} {where}, {kept}{ends}{proved}"


def _certificate(peer: KnownPeer, now_ns: int) -> tuple[bool, str]:
    from truceline.crypto.certificates import certificate_ends_s

    if not peer.card.certificate:
        return True, ""
    left_days = (certificate_ends_s(peer.card.certificate) - now_ns // _NS_PER_S) // _S_PER_DAY
    if left_days < 0:
        return False, ", its certificate has ended: take a new card (peer add --replace)"
    return True, f", its certificate ends in {left_days} days" if left_days < CERTIFICATE_DAYS_MIN else ""


def _size(note: Path) -> int:
    from truceline.crypto.checkpoints import parse_checkpoint
    from truceline.crypto.notes import parse_note

    try:
        return parse_checkpoint(parse_note(note.read_bytes()).body).size
    except (OSError, NodeError):
        return 0
