# SPDX-License-Identifier: Apache-2.0
"""The settings: written as they are read, every fault told at once with its line, red lines not to be moved."""

from dataclasses import fields, replace

import pytest

from truceline.base.errors import InputError, RedLineError
from truceline.bootstrap.settings import SETTINGS_SCHEMA, Algorithm, Issuer, Retention, Settings, rows, told_of
from truceline.bootstrap.settings_file import (
    check_parties,
    is_loopback,
    read_settings,
    with_address,
    write_settings,
)
from truceline.coordination.roles import Role

SETTINGS = Settings(
    schema=SETTINGS_SCHEMA,
    party="northland",
    library="exercise-exland",
    library_digest="0" * 64,
    audience="truceline:northland",
)
ISSUER = Issuer(
    issuer="https://login.example",
    parties=("northland",),
    algorithms=(Algorithm.RS256,),
    roles=(Role.OFFICER,),
    key_file="northland.pem",
)
TEXT = write_settings(SETTINGS)

ONE_FAULT = {
    "an unknown key": (("page_items_max", "page_itms_max"), "did you mean page_items_max?"),
    "a key that stands twice": (("\nport: 8340", "\nport: 8340\nport: 8341"), "port: expected the key once"),
    "a number out of range": (("port: 8340", "port: 65536"), "port: expected 0 to 65535, got 65536"),
    "a text for a number": (("port: 8340", 'port: "8340"'), "port: expected a whole number"),
    "a broken number": (("port: 8340", "port: 83.4"), "port: expected a whole number"),
    "a truth value for a number": (("port: 8340", "port: true"), "port: expected a whole number"),
    "a nested number out of range": (("looks: 365", "looks: 0"), "retention_days.looks: expected 1 to 36500 [d]"),
    "an unknown kind of record": (("looks: 365", "look: 365"), "did you mean looks?"),
    "a missing party": (('party: "northland"\n', ""), "party: expected this field, got nothing"),
    "a party that is no id": (('party: "northland"', 'party: "North land"'), "party: expected an id"),
    "a digest that is none": (("0" * 64, "0" * 63), "library_digest: expected 64 hexadecimal digits"),
    "another form": (("settings/1", "settings/2"), "schema: expected truceline/settings/1"),
    "an address open to all without TLS": (("127.0.0.1", "0.0.0.0"), "tokens would travel in the open"),  # noqa: S104
    "an address that is none": (("127.0.0.1", "not a host"), "host: expected an IP address"),
    "one file of TLS alone": (('tls_key_file: ""', 'tls_key_file: "k.pem"'), "expected both files of TLS or neither"),
    "a text that steers terminals": (
        ('log_file: ""', 'log_file: "\\u001b[2J"'),
        "log_file: expected at most 1024 printable",
    ),
    "no audience": (("truceline:northland", " "), "audience: expected a name, got nothing"),
}
ISSUERS = {
    "without parties": (replace(ISSUER, parties=()), "issuers[0].parties: expected at least one, got none"),
    "without algorithms": (replace(ISSUER, algorithms=()), "issuers[0].algorithms: expected at least one"),
    "without roles": (replace(ISSUER, roles=()), "issuers[0].roles: expected at least one"),
    "without keys": (replace(ISSUER, key_file=""), "issuers[0]: expected either key_file or jwks_file, got neither"),
    "with keys twice": (replace(ISSUER, jwks_file="k.json"), "expected either key_file or jwks_file, got both"),
    "without a name": (replace(ISSUER, issuer=""), "issuers[0].issuer: expected a name of its own, got nothing"),
    "for ever": (
        replace(ISSUER, token_lifetime_hours_max=100_000),
        "issuers[0].token_lifetime_hours_max: expected 1 to 8784 [h], got 100000",
    ),
}


def faults_of(text: str) -> list[Exception]:
    """Read settings that have faults and give them."""
    with pytest.raises(ExceptionGroup) as caught:
        read_settings(text.encode(), "settings.yaml")
    return list(caught.value.exceptions)


def test_what_is_written_is_read() -> None:
    """The file that init leaves gives the same settings."""
    assert read_settings(TEXT.encode(), "settings.yaml") == SETTINGS


def test_issuers_are_written_and_read() -> None:
    """Lists of nouns as well."""
    settings = replace(SETTINGS, issuers=(ISSUER,), retention_days=Retention(looks=30))

    assert read_settings(write_settings(settings).encode(), "settings.yaml") == settings


def test_the_example_of_issuers_can_be_used() -> None:
    """What the comment shows is taken when it stands in the file."""
    told = next(row.told for row in rows() if row.name == "issuers")
    text = TEXT.replace("issuers: []", f"issuers: {told.example}")

    assert [each.issuer for each in read_settings(text.encode(), "settings.yaml").issuers] == ["https://login.example"]


def test_every_setting_is_in_the_file_with_its_words() -> None:
    """Each row of the table stands there, with its range where it has one."""
    for each in fields(Settings):
        told = told_of(each)
        assert f"\n{each.name}:" in TEXT
        assert told.says.removesuffix(".") in " ".join(TEXT.replace("\n# ", " ").split())


def test_every_number_has_a_range_that_holds_its_default() -> None:
    """No number is without bounds, and no default outside them."""
    numbers = [row for row in rows() if row.type == "whole number"]

    assert len(numbers) > 25
    for row in numbers:
        assert row.told.low is not None
        assert row.told.high is not None
        assert row.told.low <= int(row.default) <= row.told.high


@pytest.mark.parametrize(("change", "expected"), ONE_FAULT.values(), ids=ONE_FAULT)
def test_a_fault_is_told_with_its_line(change: tuple[str, str], expected: str) -> None:
    """One fault, one sentence, and where it stands."""
    before, after = change
    assert before in TEXT
    (fault,) = faults_of(TEXT.replace(before, after))

    assert expected in str(fault)
    assert str(fault).startswith("settings.yaml:")


def test_all_faults_are_told_at_once_in_the_order_of_lines() -> None:
    """Whoever mends the file mends it once."""
    text = TEXT.replace("port: 8340", "port: -1").replace("looks: 365", "looks: 0").replace("log_file", "log_fil")
    lines = [int(str(fault).split(":")[1]) for fault in faults_of(text)]

    assert len(lines) == 3
    assert lines == sorted(lines)
    assert TEXT.splitlines()[lines[0] - 1].startswith("port:")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"coarse_cell_m: {SETTINGS.coarse_cell_m}", "coarse_cell_m: 9999"),
        (f"coarse_block_hours: {SETTINGS.coarse_block_hours}", "coarse_block_hours: 0"),
    ],
)
def test_a_red_line_cannot_be_moved(before: str, after: str) -> None:
    """Finer cells and shorter blocks than R5 allows are refused as such, before any other fault."""
    assert before in TEXT
    faults = faults_of(TEXT.replace(before, after).replace("port: 8340", "port: -1"))

    assert isinstance(faults[0], RedLineError)
    assert "red line R5" in str(faults[0])
    assert [type(fault) for fault in faults] == [RedLineError, InputError]


@pytest.mark.parametrize(("issuer", "expected"), ISSUERS.values(), ids=ISSUERS)
def test_an_issuer_that_is_none_is_refused(issuer: Issuer, expected: str) -> None:
    """An issuer has a name, keys, parties, roles and algorithms of its own."""
    (fault,) = faults_of(write_settings(replace(SETTINGS, issuers=(issuer,))))

    assert expected in str(fault)


@pytest.mark.parametrize("algorithm", ["none", "HS256", "EdDSA"])
def test_an_issuer_cannot_sign_as_it_likes(algorithm: str) -> None:
    """Only two algorithms are known."""
    text = write_settings(replace(SETTINGS, issuers=(ISSUER,))).replace("RS256", algorithm)

    assert any("algorithms[0]: expected one of RS256, Ed25519" in str(fault) for fault in faults_of(text))


def test_one_issuer_does_not_stand_twice() -> None:
    """Whose rules would hold?"""
    (fault,) = faults_of(write_settings(replace(SETTINGS, issuers=(ISSUER, ISSUER))))

    assert "issuers[1].issuer: expected a name of its own, got one twice" in str(fault)


def test_an_issuer_of_the_wrong_shape_is_one_fault() -> None:
    """What could not be read is not judged again."""
    (fault,) = faults_of(TEXT.replace("issuers: []", "issuers: [northland]"))

    assert "issuers[0]: expected a mapping" in str(fault)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"- a\n- b\n", b"a: [", b"{" * 10_000])
def test_what_is_no_mapping_is_refused(content: bytes) -> None:
    """Empty, not text, a list, broken, or endlessly deep."""
    with pytest.raises(ExceptionGroup):
        read_settings(content, "settings.yaml")


def test_the_address_may_come_from_the_command_line() -> None:
    """It is checked like that of the file."""
    assert with_address(SETTINGS, host=None, port=0).port == 0
    assert with_address(SETTINGS, host="::1", port=None).host == "::1"
    with pytest.raises(ExceptionGroup) as caught:
        with_address(SETTINGS, host="0.0.0.0", port=None)  # noqa: S104 - what is refused
    assert "tokens would travel in the open" in str(caught.value.exceptions[0])


def test_with_tls_any_address_will_do() -> None:
    """The bar is against tokens in the open alone."""
    settings = replace(SETTINGS, tls_certificate_file="c.pem", tls_key_file="k.pem")

    assert with_address(settings, host="192.0.2.1", port=443).host == "192.0.2.1"


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        *(("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("localhost", True)),
        *(("localhost.example", False), ("192.0.2.1", False), ("::", False)),
    ],
)
def test_this_machine_is_known(host: str, expected: object) -> None:
    """Only what nobody else can reach counts."""
    assert is_loopback(host) is expected


def test_unknown_parties_are_refused() -> None:
    """The settings speak of parties that the library knows."""
    settings = replace(SETTINGS, party="nobody", issuers=(replace(ISSUER, parties=("northland", "someone")),))
    with pytest.raises(ExceptionGroup) as caught:
        check_parties(settings, {"northland", "hill-league"})

    told = [str(each) for each in caught.value.exceptions]
    assert len(told) == 2
    assert "party: expected the id of a party of exercise-exland, got 'nobody'" in told[0]
    assert "issuers[0].parties" in told[1]
