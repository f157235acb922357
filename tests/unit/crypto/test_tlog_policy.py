# SPDX-License-Identifier: Apache-2.0
"""Policies of verifiers: read strictly, judged so that one hand counts once."""

from itertools import chain, combinations

import pytest

from signed_heads import ORIGIN, cosigned, cosigner_key, head, log_key
from truceline.base.errors import LimitError, RecordError
from truceline.crypto.checkpoints import verify_checkpoint
from truceline.crypto.notes import VerifierKey
from truceline.crypto.tlog_policy import Policy, judge_quorum, organisation_of, parse_policy, write_policy

LOG = log_key().to_text()
NAMES = ("x1.example", "x2.example", "x3.example", "y1.example", "y2.example", "y3.example")


def witness(name: str, key: str) -> str:
    """Write a line."""
    return f"witness {name} {cosigner_key(key).to_text()}\n"


SPECIFIED = (
    f"# EXERCISE\nlog {LOG} https://log.example/\n\n"
    + "".join(witness(name[:2].upper(), name) for name in NAMES)
    + "group X-witnesses 2 X1 X2 X3\n\tgroup\tY-witnesses any  Y1 Y2 Y3 \n"
    + "group X-and-Y all X-witnesses Y-witnesses\nquorum X-and-Y\n"
)
POLICY = parse_policy(SPECIFIED.encode())


def keys(*names: str) -> list[VerifierKey]:
    """Give the keys of cosigners."""
    return [cosigner_key(name) for name in names]


def test_the_example_of_the_specification_is_judged_as_it_says() -> None:
    """Two of the first three and one of the others, in every one of the 64 cases."""
    for given in chain.from_iterable(combinations(NAMES, count) for count in range(7)):
        first = sum(name.startswith("x") for name in given)
        verdict = judge_quorum(POLICY, keys(*given))

        assert verdict.is_met is (first >= 2 and len(given) - first >= 1)
        assert verdict.organisations == (tuple(sorted(given)) if verdict.is_met else ())


def test_a_policy_reads_as_it_was_written() -> None:
    """Its plain form has no comments and one space."""
    assert parse_policy(write_policy(POLICY)) == POLICY
    assert POLICY.logs[0].url == "https://log.example/"
    assert POLICY.log_keys == (log_key(),)
    assert set(POLICY.cosigner_keys) == set(keys(*NAMES))


def two_hands(how: str) -> Policy:
    """Give a policy over three keys of two organisations."""
    lines = witness("a", "hill-league.example/witness") + witness("b", "hill-league.example/mirror")
    return parse_policy(f"{lines}{witness('c', 'un.example/witness')}group g {how} a b c\nquorum g\n".encode())


def test_witness_and_mirror_of_one_hand_count_once() -> None:
    """Two keys of one organisation are not two opinions."""
    both = keys("hill-league.example/witness", "hill-league.example/mirror")

    assert not judge_quorum(two_hands("2"), both).is_met
    assert judge_quorum(two_hands("any"), both).organisations == ("hill-league.example",)
    assert judge_quorum(two_hands("2"), [both[1], *keys("un.example/witness")]).is_met
    assert not judge_quorum(two_hands("all"), both).is_met
    assert judge_quorum(two_hands("all"), [*both, *keys("un.example/witness")]).is_met


def test_the_author_does_not_count() -> None:
    """Nobody is a witness of himself."""
    given = keys("hill-league.example/witness", "un.example/witness")

    assert judge_quorum(two_hands("2"), given).is_met
    assert not judge_quorum(two_hands("2"), given, without=["un.example"]).is_met


def test_unknown_keys_count_nothing() -> None:
    """Nor one of a known name with another key."""
    strangers = [*keys("z1.example", "z2.example"), cosigner_key("x1.example/witness")]

    assert not judge_quorum(POLICY, strangers).is_met


def test_no_quorum_is_asked_for() -> None:
    """`none` must be said."""
    verdict = judge_quorum(parse_policy(b"quorum none\n"), [])

    assert verdict.is_met
    assert verdict.organisations == ()


def test_a_cosigned_head_meets_a_policy() -> None:
    """From note to verdict."""
    found = verify_checkpoint(
        cosigned(head(), "x1.example", "x3.example", "y2.example"), POLICY.log_keys, POLICY.cosigner_keys
    )

    assert judge_quorum(POLICY, [each.key for each in found.cosignatures]).is_met
    assert found.checkpoint.origin == ORIGIN


@pytest.mark.parametrize(
    ("name", "organisation"),
    [
        ("un.example/mirror", "un.example"),
        ("un.example/witness", "un.example"),
        ("un.example/witness/mirror", "un.example"),
        ("un.example", "un.example"),
        ("un.example/w1", "un.example/w1"),
    ],
)
def test_the_organisation_is_in_the_name(name: str, organisation: str) -> None:
    """Its last part says the role."""
    assert organisation_of(name) == organisation


A, B = witness("a", "a.example"), witness("b", "b.example")
REFUSED = {
    "nothing": "",
    "no quorum": A,
    "no last newline": "quorum none",
    "a carriage return": "quorum none\r\n",
    "two quorums": "quorum none\nquorum none\n",
    "a quorum of later lines": f"quorum a\n{A}",
    "an unknown word": "trust me\nquorum none\n",
    "a log's key as a witness": f"witness a {LOG}\nquorum a\n",
    "a witness's key as a log": f"log {cosigner_key('a').to_text()}\nquorum none\n",
    "a key twice": f"log {LOG}\nlog {LOG}\nquorum none\n",
    "a key under two names": f"{A}{A.replace('witness a', 'witness b')}quorum a\n",
    "a name twice": f"{A}{B.replace('witness b', 'witness a')}quorum a\n",
    "the name none": f"{A.replace('witness a', 'witness none')}quorum none\n",
    "a member of no line": f"{A}group g any a c\nquorum g\n",
    "a group in itself": f"{A}group g any a g\nquorum g\n",
    "none as a member": f"{A}group g any a none\nquorum g\n",
    "no members": f"{A}group g any\nquorum g\n",
    "no number": f"{A}{B}group g a b\nquorum g\n",
    "zero": f"{A}{B}group g 0 a b\nquorum g\n",
    "more than there are": f"{A}{B}group g 3 a b\nquorum g\n",
    "a number with a sign": f"{A}{B}group g +1 a b\nquorum g\n",
    "a number in another script": f"{A}{B}group g \u0661 a b\nquorum g\n",
    "a member twice": f"{A}{B}group g any a a\nquorum g\n",
    "a member of two groups": f"{A}{B}group g any a\ngroup h any a b\nquorum h\n",
    "one hand in two groups": (
        f"{witness('a', 'a.example/mirror')}{witness('b', 'a.example/witness')}group g any a\ngroup h any b\n"
        "group i all g h\nquorum i\n"
    ),
    "a number that one hand never reaches": (
        f"{witness('a', 'a.example/mirror')}{witness('b', 'a.example/witness')}group g 2 a b\nquorum g\n"
    ),
    "words behind": f"{A}quorum a b\n",
    "words behind a key": f"log {LOG} https://a.example b\nquorum none\n",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_other_policies_are_refused(text: str) -> None:
    """As a whole: half a policy is another one."""
    with pytest.raises(RecordError):
        parse_policy(text.encode())


def test_the_line_is_named() -> None:
    """So that whoever wrote it finds it."""
    with pytest.raises(RecordError, match=r"policy, line 3: expected members that earlier lines name, got 'c'"):
        parse_policy(f"{A}\ngroup g any a c\nquorum g\n".encode())


def test_policies_are_bounded() -> None:
    """Bytes and names."""
    with pytest.raises(LimitError):
        parse_policy(b"#" * 65_537)
    with pytest.raises(LimitError, match="128"):
        parse_policy("".join(witness(f"w{number}", f"w{number}.example") for number in range(129)).encode() + b"\n")


def test_other_bytes_are_refused() -> None:
    """Stricter than the specification, which lets names hold any octets: people must be able to read a policy."""
    with pytest.raises(RecordError, match="UTF-8"):
        parse_policy(b"# \xff\nquorum none\n")


def test_a_key_of_small_order_is_refused() -> None:
    """Its line is named too."""
    weak = LOG.partition("+")[0] + "+00000000+" + "AQ" + "A" * 42
    with pytest.raises(RecordError, match="line 1"):
        parse_policy(f"log {weak}\nquorum none\n".encode())
