# SPDX-License-Identifier: Apache-2.0
"""Nouns read by their own annotations, every fault at once."""

from dataclasses import dataclass, make_dataclass
from enum import StrEnum

import pytest

from truceline.base.errors import Fault, FaultList, InputError
from truceline.base.moments import Moment, UTCOffset
from truceline.records.document import parse_document
from truceline.records.reader import field_forms, maybe_read, read
from truceline.records.writer import plain


class Colour(StrEnum):
    """Two words."""

    RED = "red"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    """A noun in a noun.

    Attributes:
        name: A text.
    """

    name: str

    def __post_init__(self) -> None:
        """Refuse one name."""
        if self.name == "nobody":
            message = "a name of somebody"
            raise InputError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outer:
    """Every form that is understood.

    Attributes:
        text: A text,
            on two lines.
        count: A whole number.
    """

    text: str
    count: int = 0
    share: float = 0.0
    flag: bool = False
    colour: Colour = Colour.RED
    day: Moment | None = None
    offset: UTCOffset | None = None
    inner: Inner | None = None
    inners: tuple[Inner, ...] = ()
    facts: dict[str, bool] | None = None


WHOLE = b"""\
text: hello
count: 3
share: 2
flag: true
colour: off
day: 2017-05-06
offset: "+03:00"
inner: {name: a}
inners: [{name: b}, {name: c}]
facts: {seen: true, "off": false}
"""


def _read(text: bytes) -> Outer:
    return read(Outer, parse_document(text, "x.yaml"))


def test_every_form_is_read() -> None:
    """A word stays a word where a word is wanted, a whole number serves as a number."""
    outer = _read(WHOLE)

    assert outer == Outer(
        text="hello",
        count=3,
        share=2.0,
        flag=True,
        colour=Colour.OFF,
        day=Moment("2017-05-06"),
        offset=UTCOffset("+03:00"),
        inner=Inner(name="a"),
        inners=(Inner(name="b"), Inner(name="c")),
        facts={"seen": True, "off": False},
    )
    assert [form.name for form in field_forms(Outer) if form.required] == ["text"]


def test_what_is_left_out_has_its_default_and_nothing_is_nothing() -> None:
    """``null`` stands for what may be left out."""
    assert _read(b"{text: a, day: null}") == Outer(text="a")


FAULTS = (
    (b"{text: 1}", "text", "text", "'1'"),
    (b"{count: 1}", "text", "this field", "nothing"),
    (b"{text: a, count: 1.5}", "count", "a whole number", "'1.5'"),
    (b"{text: a, count: true}", "count", "a whole number", "'true'"),
    (b"{text: a, share: .inf}", "share", "a finite number", "'.inf'"),
    (b"{text: a, share: many}", "share", "a finite number", "'many'"),
    (b"{text: a, flag: yes}", "flag", "true or false", "'yes'"),
    (b"{text: a, colour: green}", "colour", "one of red, off", "'green'"),
    (b"{text: a, colour: [red]}", "colour", "one of red, off", "a list of 1"),
    (b"{text: a, day: 2017-02-30}", "day", "a real day", "'2017-02-30'"),
    (b"{text: a, day: 5}", "day", "YYYY-MM-DD", "'5'"),
    (b"{text: a, offset: 3}", "offset", "a UTC offset", "'3'"),
    (b"{text: a, inners: {name: b}}", "inners", "a list", "a mapping with name"),
    (b"{text: a, inners: [{name: 1}, {nam: b}]}", "inners[0].name", "text", "'1'"),
    (b"{text: a, inner: x}", "inner", "a mapping with the fields of Inner", "'x'"),
    (b"{text: a, inner: {name: nobody}}", "inner", "a name of somebody", "a mapping with name"),
    (b"{text: a, facts: [1]}", "facts", "a mapping", "a list of 1"),
    (b"{text: a, facts: {seen: 1}}", "facts.seen", "true or false", "'1'"),
    (b"{text: a, txet: b}", "txet", "did you mean text?", "the unknown field 'txet'"),
    (b"{text: a, zzz: b}", "zzz", "one of colour, count", "the unknown field 'zzz'"),
    (b"- a", "Outer", "a mapping with the fields of Outer", "a list of 1"),
    (b"{text: }", "text", "text", "nothing"),
)


@pytest.mark.parametrize(("text", "where", "expected", "got"), FAULTS, ids=[row[0].decode() for row in FAULTS])
def test_each_fault_says_where_what_and_what_instead(text: bytes, where: str, expected: str, got: str) -> None:
    """Nothing is turned into anything else to make it fit."""
    faults = FaultList()
    assert maybe_read(Outer, parse_document(text, "x.yaml"), faults) is None

    first: Fault = faults.faults[0]
    assert (first.where, first.got, first.file, first.line) == (where, got, "x.yaml", 1)
    assert expected in first.expected


def test_all_faults_come_together() -> None:
    """One reading tells everything that is wrong, with its lines."""
    text = b"count: x\nflag: x\ninners:\n  - {name: 1}\n  - {name: 2}\nfacts: {a: 1, b: 2}\n"
    with pytest.raises(ExceptionGroup) as raised:
        _read(text)

    lines = [str(error).split(":")[1] for error in raised.value.exceptions]
    assert sorted(lines) == ["1", "1", "2", "4", "5", "6", "6"]


def test_writing_leaves_out_what_is_left_out() -> None:
    """And writes everything else in plain values."""
    assert plain(Outer(text="a")) == {"text": "a"}
    assert plain(_read(WHOLE)) == {
        "text": "hello",
        "count": 3,
        "share": 2.0,
        "flag": True,
        "colour": "off",
        "day": "2017-05-06",
        "offset": "+03:00",
        "inner": {"name": "a"},
        "inners": [{"name": "b"}, {"name": "c"}],
        "facts": {"seen": True, "off": False},
    }


@pytest.mark.parametrize(
    ("form", "text", "told"),
    [
        (Moment, "2017-02-30", "expected a real day YYYY-MM-DD, got '2017-02-30'"),
        (Moment, "0001-01-01", "expected a day between 1900-01-01 and 2110-01-01, got '0001-01-01'"),
        (UTCOffset, "+23:59", "expected a UTC offset from -14:59 to +14:59, such as +03:00, got '+23:59'"),
    ],
    ids=["no such day", "no day of the range", "no offset"],
)
def test_a_scalar_that_is_refused_is_told_once(form: type, text: str, told: str) -> None:
    """With its file, its line and its place in the document, and no message inside a message."""
    noun = make_dataclass("Told", [("when", form)], frozen=True, kw_only=True)
    faults = FaultList()

    assert maybe_read(noun, parse_document(f'# head\nwhen: "{text}"\n'.encode(), "x.yaml"), faults) is None
    assert [fault.sentence() for fault in faults.faults] == [f"x.yaml:2: when: {told}"]
