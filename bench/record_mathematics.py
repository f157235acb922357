# SPDX-License-Identifier: Apache-2.0
"""What the mathematics of the record costs: tree, proofs, signatures, notes and boxes; usage: [LEAVES]."""

import sys
from collections.abc import Callable
from hashlib import sha256
from time import perf_counter

from truceline.crypto.boxes import box_public_half, open_box, open_wrap, seal_box, wrap_key
from truceline.crypto.checkpoints import Checkpoint, cosign_checkpoint, sign_checkpoint, verify_checkpoint
from truceline.crypto.merkle import (
    CompactTree,
    HashTree,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    verify_consistency,
    verify_inclusion,
)
from truceline.crypto.notes import COSIGNATURE_TYPE, LOG_TYPE, VerifierKey
from truceline.crypto.signatures import Signer, verify_again, verify_signature
from truceline.crypto.tiles import TileHashes, TilePath, make_tile

LEAVES = 1_000_000
ROUNDS = 1_000


def each_us(run: Callable[[int], object], rounds: int = ROUNDS) -> float:
    """Give what one run costs [us], the best of five series."""
    best = float("inf")
    for _ in range(5):
        start = perf_counter()
        for number in range(rounds // 5):
            run(number)
        best = min(best, (perf_counter() - start) / (rounds // 5) * 1e6)
    return best


def trees(count: int) -> None:
    """Measure tree and proofs."""
    leaves = [leaf_hash(number.to_bytes(8, "big")) for number in range(count)]
    tree = CompactTree()
    start = perf_counter()
    for each in leaves:
        tree.append(each)
    say("append, edge alone", (perf_counter() - start) / count * 1e6)
    start = perf_counter()
    kept = HashTree(leaves)
    say("append, all levels kept", (perf_counter() - start) / count * 1e6)
    places = [number * 7919 % count for number in range(ROUNDS)]
    root = tree.root()
    proofs = [inclusion_proof(place, count, kept.hash_at) for place in places]
    steps = [consistency_proof(place + 1, count, kept.hash_at) for place in places]
    roots = [kept.root(place + 1) for place in places]
    say("inclusion proof", each_us(lambda number: inclusion_proof(places[number], count, kept.hash_at)))
    say("inclusion verified", each_us(lambda n: verify_inclusion(leaves[places[n]], places[n], count, proofs[n], root)))
    say("consistency proof", each_us(lambda number: consistency_proof(places[number] + 1, count, kept.hash_at)))
    say("consistency verified", each_us(lambda n: verify_consistency(places[n] + 1, count, steps[n], roots[n], root)))

    def tile(path: TilePath) -> bytes:
        return make_tile(path, kept.hash_at)

    say(
        "inclusion proof from tiles, cold",
        each_us(lambda number: inclusion_proof(places[number], count, TileHashes(tile, count).hash_at), 100),
    )


def signatures() -> None:
    """Measure signatures and notes."""
    signer, other = (Signer.from_seed(sha256(name).digest()) for name in (b"log", b"witness"))
    message = bytes(800)
    signature = signer.sign(message)
    say("sign 800 bytes", each_us(lambda _: signer.sign(message)))
    say("verify, both libraries", each_us(lambda _: verify_signature(signer.public, message, signature)))
    say("verify again, libsodium", each_us(lambda _: verify_again(signer.public, message, signature)))
    head = Checkpoint(origin="log.example/exercise", size=7, root=sha256(b"root").digest())
    cosignature = cosign_checkpoint(head, other, name="w.example/witness", time_s=1)
    content = sign_checkpoint(head, signer).with_signatures([cosignature]).to_bytes()
    keys = [VerifierKey(name=head.origin, type=LOG_TYPE, public=signer.public)]
    cosigners = [VerifierKey(name="w.example/witness", type=COSIGNATURE_TYPE, public=other.public)]
    say("head with one cosignature, read and verified", each_us(lambda _: verify_checkpoint(content, keys, cosigners)))


def boxes() -> None:
    """Measure sealed boxes."""
    secret, dek, salt, body = (sha256(name).digest() for name in (b"secret", b"dek", b"salt", b"body"))
    public = box_public_half(secret)
    box = seal_box(body * 30, salt=salt, dek=dek)
    wrap = wrap_key(dek, public, commitment=box.header.commitment)
    say("seal 960 bytes", each_us(lambda _: seal_box(body * 30, salt=salt, dek=dek)))
    say("wrap for one recipient", each_us(lambda _: wrap_key(dek, public, commitment=box.header.commitment)))
    say(
        "open wrap and box", each_us(lambda _: open_box(box, open_wrap(wrap, secret, commitment=box.header.commitment)))
    )


def say(what: str, cost_us: float) -> None:
    """Print one figure."""
    print(f"{what:48} {cost_us:9.2f} us")


if __name__ == "__main__":
    trees(int(sys.argv[1]) if len(sys.argv) > 1 else LEAVES)
    signatures()
    boxes()
