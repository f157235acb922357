# SPDX-License-Identifier: Apache-2.0
"""The readers of policies of the node and of the one-file verifier: neither takes what the other refuses."""

from itertools import combinations

import numpy as np
import pytest

from truceline.base.errors import InputError, SignatureError
from truceline.crypto.tlog_policy import NONE, judge_quorum, parse_policy
from unit.verify.making import MadeLog, policy
from unit.verify.running import verifier

TOKENS = (
    *(b"\n", b" ", b"\t", b"#", b"none", b"all", b"any", b"0", b"1", b"2", b"3", b"4", b"group ", b"quorum ", b"log "),
    *(
        b"witness ",
        b"north",
        b"south",
        b"un",
        b"enough",
        b"north-mirror",
        b"\xe2\x80\xae",
        b"\xff",
        b"\x00",
        b"\xc2\x85",
    ),
    *(b"/mirror", b"/witness", b"group x any un\n", b"group y 2 north-witness un-mirror\n", b"quorum enough\n"),
)


def seed() -> bytes:
    """Give a policy of three parties."""
    log = MadeLog("north")
    log.genesis()
    return policy(log)


SEED = seed()


def altered(rng: np.random.Generator) -> bytes:
    """Alter a policy by lines and by bytes."""
    lines = SEED.split(b"\n")[:-1]
    for _ in range(int(rng.integers(3))):
        place = int(rng.integers(len(lines)))
        match int(rng.integers(4)):
            case 0:
                lines = lines[:place] + lines[place + 1 :]
            case 1:
                lines = [*lines[: place + 1], *lines[place:]]
            case 2:
                lines[place : place + 2] = reversed(lines[place : place + 2])
            case _:
                words = lines[place].split(b" ")
                words[int(rng.integers(len(words)))] = TOKENS[int(rng.integers(len(TOKENS)))]
                lines[place] = b" ".join(words)
        if not lines:
            break
    content = bytearray(b"".join(line + b"\n" for line in lines))
    for _ in range(int(rng.integers(2))):
        place = int(rng.integers(len(content) + 1))
        content[place : place + int(rng.integers(3))] = TOKENS[int(rng.integers(len(TOKENS)))]
    return bytes(content)


def node_quorums(content: bytes) -> list[bool] | None:
    """Say for every set of cosigners whether it is enough; none when the policy is refused."""
    try:
        read = parse_policy(content)
    except (InputError, SignatureError):
        return None
    sets = [names for count in range(4) for names in combinations(sorted(each.name for each in read.witnesses), count)]
    keys = {each.name: each.key for each in read.witnesses}
    return [read.quorum == NONE or judge_quorum(read, [keys[name] for name in names]).is_met for names in sets]


def file_quorums(content: bytes) -> list[bool] | None:
    """Say the same by the one-file verifier."""
    try:
        read = verifier.Policy(content)
    except verifier.MalformedError:
        return None
    sets = [names for count in range(4) for names in combinations(sorted(read.witnesses), count)]
    return [read.is_met(set(names), read.quorum) for names in sets]


@pytest.mark.parametrize("seed_number", range(4))
def test_policies_are_read_and_counted_alike(seed_number: int) -> None:
    """500 altered policies each."""
    rng, taken = np.random.default_rng(seed_number), 0
    for _ in range(500):
        content = altered(rng)
        found = node_quorums(content)
        assert found == file_quorums(content), content
        taken += found is not None

    assert taken > 50
