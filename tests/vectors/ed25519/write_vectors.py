# SPDX-License-Identifier: Apache-2.0
"""Writes ``vectors.json``: signatures on which verifiers of Ed25519 differ, computed with whole numbers.

Source:
    RFC 8032, section 5.1, for the curve; the classes are those of ``SOURCE.md``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256, sha512
from pathlib import Path

import msgspec

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
Point = tuple[int, int]
IDENTITY: Point = (0, 1)


def add(first: Point, second: Point) -> Point:
    """Add two points."""
    (x1, y1), (x2, y2) = first, second
    both = D * x1 * x2 * y1 * y2 % P
    return (
        (x1 * y2 + x2 * y1) * pow(1 + both, -1, P) % P,
        (y1 * y2 + x1 * x2) * pow(1 - both, -1, P) % P,
    )


def times(number: int, point: Point) -> Point:
    """Add a point to itself a number of times."""
    found = IDENTITY
    while number:
        if number & 1:
            found = add(found, point)
        point = add(point, point)
        number >>= 1
    return found


def negative(point: Point) -> Point:
    """Give the opposite point."""
    return (-point[0] % P, point[1])


def encode(point: Point) -> bytes:
    """Write a point in its one form."""
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


def point_at(y: int) -> Point | None:
    """Give a point at a height, if there is one."""
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    return (x, y) if x * x % P == square else None


def decode(content: bytes) -> Point:
    """Read a point, also one that is written in a second way."""
    number = int.from_bytes(content, "little")
    found = point_at(number % 2**255 % P)
    assert found is not None
    return negative(found) if (found[0] & 1) != number >> 255 else found


def base_point() -> Point:
    """Give the base point."""
    found = point_at(4 * pow(5, -1, P) % P)
    assert found is not None
    return found if found[0] % 2 == 0 else negative(found)


def order_eight() -> Point:
    """Give a point of order eight."""
    for y in range(2, 200):
        whole = point_at(y)
        found = times(L, whole) if whole else IDENTITY
        if times(4, found) != IDENTITY:
            return found
    raise AssertionError


B = base_point()
T = order_eight()
SECRET = int.from_bytes(sha256(b"a secret of these vectors").digest(), "little") % L
NONCE = int.from_bytes(sha256(b"a nonce of these vectors").digest(), "little") % L
A = times(SECRET, B)
R = times(NONCE, B)
SECOND_IDENTITY = (P + 1).to_bytes(32, "little")
NEGATIVE_IDENTITY = (1 | 1 << 255).to_bytes(32, "little")


def challenge(r: bytes, public: bytes, message: bytes) -> int:
    """Give the number that binds a signature to its message."""
    return int.from_bytes(sha512(r + public + message).digest(), "little") % L


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A signature to be made.

    Attributes:
        name: Its class.
        public: The key.
        r: Its first half.
        secret: The part of the key in the large subgroup.
        nonce: The part of ``R`` in the large subgroup.
        holds: Whether the equation without cofactor shall hold.
        more: What is added to ``S``.
    """

    name: str
    public: bytes
    r: bytes
    secret: int
    nonce: int
    holds: bool = True
    more: int = 0


WANTED = (
    Wanted(name="an honest signature", public=encode(A), r=encode(R), secret=SECRET, nonce=NONCE),
    Wanted(name="S = 0, small key, small R", public=encode(T), r=encode(times(3, T)), secret=0, nonce=0),
    Wanted(name="small key, mixed R", public=encode(T), r=encode(add(R, T)), secret=0, nonce=NONCE),
    Wanted(name="mixed key, small R", public=encode(add(A, T)), r=encode(T), secret=SECRET, nonce=0),
    Wanted(name="mixed key, mixed R", public=encode(add(A, T)), r=encode(add(R, T)), secret=SECRET, nonce=NONCE),
    Wanted(
        name="mixed key, mixed R, holds only with cofactor",
        public=encode(add(A, T)),
        r=encode(add(R, T)),
        secret=SECRET,
        nonce=NONCE,
        holds=False,
    ),
    Wanted(name="mixed key, R of prime order", public=encode(add(A, T)), r=encode(R), secret=SECRET, nonce=NONCE),
    Wanted(
        name="honest key, mixed R, holds only with cofactor",
        public=encode(A),
        r=encode(add(R, T)),
        secret=SECRET,
        nonce=NONCE,
        holds=False,
    ),
    Wanted(name="S + L", public=encode(A), r=encode(R), secret=SECRET, nonce=NONCE, more=L),
    Wanted(name="S + 14 L", public=encode(A), r=encode(R), secret=SECRET, nonce=NONCE, more=14 * L),
    Wanted(name="honest key, R is the identity", public=encode(A), r=encode(IDENTITY), secret=SECRET, nonce=0),
    Wanted(
        name="honest key, R is the identity in a second form",
        public=encode(A),
        r=SECOND_IDENTITY,
        secret=SECRET,
        nonce=0,
    ),
    Wanted(name="the key is the identity", public=encode(IDENTITY), r=encode(R), secret=0, nonce=NONCE),
    Wanted(name="the key is the identity in a second form", public=SECOND_IDENTITY, r=encode(R), secret=0, nonce=NONCE),
    Wanted(name="the key is the identity, x negative", public=NEGATIVE_IDENTITY, r=encode(R), secret=0, nonce=NONCE),
)


def equation_holds(wanted: Wanted, message: bytes, s: int) -> bool:
    """Say whether ``S B = R + k A`` on the curve, whatever the encodings."""
    k = challenge(wanted.r, wanted.public, message)
    return times(s, B) == add(decode(wanted.r), times(k, decode(wanted.public)))


def make(wanted: Wanted) -> dict[str, object]:
    """Find a message for which the signature has its class."""
    for count in range(1000):
        message = f"{wanted.name} {count}".encode()
        k = challenge(wanted.r, wanted.public, message)
        s = (wanted.nonce + k * wanted.secret) % L
        if equation_holds(wanted, message, s) is wanted.holds:
            break
    else:
        raise AssertionError(wanted.name)
    s += wanted.more
    return {
        "name": wanted.name,
        "public": wanted.public.hex(),
        "message": message.hex(),
        "signature": (wanted.r + s.to_bytes(32, "little")).hex(),
        "enrolled": is_enrolled(wanted.public),
        "accepted": accepted(wanted, s) and equation_holds(wanted, message, s),
    }


def is_enrolled(public: bytes) -> bool:
    """Say whether a key lies in the subgroup of prime order, in its one form."""
    point = decode(public)
    return encode(point) == public and point != IDENTITY and times(L, point) == IDENTITY


def accepted(wanted: Wanted, s: int) -> bool:
    """Say whether the rules of libsodium let a signature come to its equation."""
    is_small: Callable[[bytes], bool] = lambda each: times(8, decode(each)) == IDENTITY  # noqa: E731
    return (
        s < L
        and not is_small(wanted.public)
        and not is_small(wanted.r)
        and all(encode(decode(each)) == each for each in (wanted.public, wanted.r))
    )


if __name__ == "__main__":
    content = msgspec.json.format(msgspec.json.encode([make(each) for each in WANTED]), indent=1)
    (Path(__file__).parent / "vectors.json").write_bytes(content + b"\n")
