# SPDX-License-Identifier: Apache-2.0
"""Self-signed certificates for nodes that are met by their pinned certificate, and by no authority's word.

Who pins a certificate needs no authority: its bytes came with the card of the node, whose fingerprint was compared by
telephone. The name in it is for programs that insist on one.

Source:
    RFC 5280; RFC 9525, section 4.1 (the name stands as an alternative name of the subject).
"""

import datetime as dt
import ipaddress
import re

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from truceline.base.errors import InputError
from truceline.base.instants import NS_PER_S

CERTIFICATE_YEARS = 10
"""How long a self-signed certificate holds: renewing it means that every peer takes a new card."""
_COMMON_NAME_MAX = 64
"""Characters of a common name; RFC 5280, appendix A.1."""
_HOST = re.compile(r"(?=.{1,253}\Z)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*", re.ASCII)


def make_certificate(name: str, *, now_ns: int) -> tuple[bytes, bytes]:
    """Make a key and a certificate of it that it signs itself.

    The key is drawn inside the library.

    Args:
        name: Of the host, or its IP address.
        now_ns: The present instant [ns since 1970 UTC]; the certificate holds from a day before, for clocks that lag.

    Returns:
        The certificate and its private key, both PEM.

    Raises:
        InputError: The name cannot stand in a certificate.
    """
    now = dt.datetime.fromtimestamp(now_ns // NS_PER_S, tz=dt.UTC)
    alternative = _alternative(name)
    key = generate_private_key(SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:_COMMON_NAME_MAX])])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=round(365.25 * CERTIFICATE_YEARS)))
        .add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return made.public_bytes(Encoding.PEM), private


def certificate_der(pem: bytes, where: str) -> bytes:
    """Give the first certificate of a file as a card holds it.

    Args:
        pem: The file.
        where: Its name, for messages.

    Raises:
        InputError: There is none.
    """
    try:
        return x509.load_pem_x509_certificates(pem)[0].public_bytes(Encoding.DER)
    except (ValueError, IndexError) as error:
        message = f"{where}: expected a certificate in PEM, got something else"
        raise InputError(message) from error


def certificate_pem(der: bytes) -> str:
    """Write a certificate of a card as PEM.

    Raises:
        InputError: It is none.
    """
    return _read(der).public_bytes(Encoding.PEM).decode()


def certificate_ends_s(der: bytes) -> int:
    """Say until when a certificate holds [s since 1970 UTC].

    Raises:
        InputError: It is none.
    """
    return int(_read(der).not_valid_after_utc.timestamp())


def _read(der: bytes) -> x509.Certificate:
    try:
        return x509.load_der_x509_certificate(der)
    except ValueError as error:
        message = "certificate: expected one of X.509 in DER, got something else"
        raise InputError(message) from error


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        if _HOST.fullmatch(name):
            return x509.DNSName(name)
        message = f"certificate: expected the name of a host or an IP address, got {name!r:.80}"
        raise InputError(message) from None
