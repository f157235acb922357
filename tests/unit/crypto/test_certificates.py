# SPDX-License-Identifier: Apache-2.0
"""A certificate of one's own is read by the system's TLS, names its host, and is drawn anew each time."""

import ssl
from pathlib import Path

import pytest
from cryptography import x509

from truceline.base.errors import InputError
from truceline.crypto.certificates import certificate_der, certificate_ends_s, certificate_pem, make_certificate

NOW_NS = 1_790_000_000_000_000_000
YEAR_S = 31_557_600


@pytest.mark.parametrize("name", ["north.example", "192.0.2.7", "2001:db8::7", "localhost", "n" * 63 + ".example"])
def test_a_certificate_is_usable_and_names_its_host(name: str, tmp_path: Path) -> None:
    """By the alternative name, as programs ask for it; for ten years and no authority."""
    pem, private = make_certificate(name, now_ns=NOW_NS)
    (tmp_path / "tls.pem").write_bytes(pem)
    (tmp_path / "tls.key").write_bytes(private)
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(tmp_path / "tls.pem", tmp_path / "tls.key")
    der = certificate_der(pem, "tls.pem")
    read = x509.load_der_x509_certificate(der)
    (named,) = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value

    assert str(named.value) == name
    assert read.extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False
    assert 9.9 < (certificate_ends_s(der) - NOW_NS // 10**9) / YEAR_S < 10.1
    assert certificate_der(certificate_pem(der).encode(), "again") == der


def test_keys_are_drawn_anew() -> None:
    """Two certificates of one name have nothing in common but the name."""
    first, second = (make_certificate("north.example", now_ns=NOW_NS) for _ in range(2))
    assert first[0] != second[0]
    assert first[1] != second[1]


@pytest.mark.parametrize(
    "name", ["", "a b", "north.example\n", "*.example", "x" * 64, "a..b", "\u00fcber.example", "/", "x" * 300]
)
def test_what_is_no_host_is_refused(name: str) -> None:
    """Nothing of it comes into a certificate."""
    with pytest.raises(InputError):
        make_certificate(name, now_ns=NOW_NS)


@pytest.mark.parametrize(
    "content", [b"", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", b"\x30\x00"]
)
def test_what_is_no_certificate_is_refused(content: bytes) -> None:
    """As PEM and as a card has it."""
    with pytest.raises(InputError):
        certificate_der(content, "tls.pem")
    with pytest.raises(InputError):
        certificate_pem(content)
    with pytest.raises(InputError):
        certificate_ends_s(content)
