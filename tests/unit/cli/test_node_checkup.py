# SPDX-License-Identifier: Apache-2.0
"""What the doctor says of a node's folder, whole and damaged, without unlocking it. EXERCISE."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from doors import LockableNode, open_door
from made_nodes import MADE_NS, made_node
from truceline.base.errors import NotFoundError
from truceline.cli import main, node_checkup
from truceline.cli.node_checkup import NodeCheck, Order, check_node
from truceline.crypto.checkpoints import parse_checkpoint
from truceline.crypto.notes import cosign_note, parse_note
from truceline.crypto.signatures import Signer

NOW_NS = 4_000_000_000_000_000_000
"""Later than anything that a test writes."""


@pytest.fixture
def node(tmp_path: Path) -> Path:
    """Give the folder of a node whose store is a file of some bytes."""
    root = made_node(tmp_path).folder.root
    (root / "store.db").write_bytes(b"encrypted")
    return root


def _checks(node: Path, now_ns: int = NOW_NS) -> dict[str, NodeCheck]:
    return {check.name: check for check in check_node(node, now_ns)}


def _wrong(node: Path, now_ns: int = NOW_NS) -> set[str]:
    return {name for name, check in _checks(node, now_ns).items() if check.order is Order.OUT_OF_ORDER}


def _set(node: Path, name: str, value: str) -> None:
    path = node / "settings.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text(
        "\n".join(f"{name}: {value}" if line.startswith(f"{name}:") else line for line in lines), encoding="utf-8"
    )


def _set_tls(node: Path, *, days: int = 365, other_key: bool = False) -> None:
    """Write a certificate that lasts so long from the checks' instant on, and its key or another one."""
    key = Ed25519PrivateKey.generate()
    end = dt.datetime.fromtimestamp(NOW_NS / 1e9, dt.UTC) + dt.timedelta(days=days)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "EXERCISE node.example")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(end - dt.timedelta(days=3_650))
        .not_valid_after(end)
        .sign(key, None)
    )
    kept = Ed25519PrivateKey.generate() if other_key else key
    for path, content in (
        (node / "tls.pem", made.public_bytes(Encoding.PEM)),
        (node / "tls.key", kept.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())),
    ):
        path.write_bytes(content)
        path.chmod(0o600)
    _set(node, "tls_certificate_file", "tls.pem")
    _set(node, "tls_key_file", "tls.key")


def _open_keys(node: Path) -> None:
    (node / "keys.json").chmod(0o644)


def _alter_library(node: Path) -> None:
    path = next((node / "library" / "agreements").glob("*.yaml"))
    path.write_text(path.read_text(encoding="utf-8") + "\n# altered\n", encoding="utf-8")


def _leave_keys(node: Path) -> None:
    path = node / "keys.json.new"
    path.write_bytes(b"{}")
    path.chmod(0o600)


def _lose_certificate(node: Path) -> None:
    _set_tls(node)
    (node / "tls.pem").unlink()


def _name_issuer(node: Path) -> None:
    _set(node, "issuers", "[{issuer: mill, parties: [northland], algorithms: [RS256], roles: [officer], key_file: no}]")


DAMAGES: dict[str, tuple[Callable[[Path], object], set[str]]] = {
    "others may read the keys": (_open_keys, {"modes"}),
    "the keys are no document": (lambda node: (node / "keys.json").write_bytes(b"{"), {"keys", "clock"}),
    "a command broke off": (_leave_keys, {"keys"}),
    "a setting that is none": (lambda node: _set(node, "host", "8"), {"settings"}),
    "a setting below a red line": (lambda node: _set(node, "coarse_cell_m", "500"), {"settings"}),
    "an altered agreement": (_alter_library, {"library"}),
    "an issuer without its file": (_name_issuer, {"issuer mill"}),
    "no store": (lambda node: (node / "store.db").unlink(), {"store"}),
    "an empty store": (lambda node: (node / "store.db").write_bytes(b""), {"store"}),
    "a certificate that ends soon": (lambda node: _set_tls(node, days=3), {"TLS"}),
    "a certificate of another key": (lambda node: _set_tls(node, other_key=True), {"TLS"}),
    "a certificate that is not there": (_lose_certificate, {"TLS"}),
}


def test_a_new_node_is_in_order(node: Path) -> None:
    """Nothing is out of order; what only the unlocked store can tell is said not to be known."""
    found = _checks(node)

    assert _wrong(node) == set()
    assert found["store"].order is Order.NOT_KNOWN
    assert "its version is known once it is unlocked" in found["store"].said
    assert found["keys"].said.startswith("ways of unlocking: 1 by passphrase, 0 by ssh-agent; fingerprint ")
    assert "EXERCISE" in found["library"].said
    assert found["process"].said == "the node does not run"


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damage_is_found_and_hides_no_other_check(node: Path, damage: str) -> None:
    """The check that it concerns says so, and the others stand."""
    spoil, expected = DAMAGES[damage]
    before = set(_checks(node))
    spoil(node)

    assert _wrong(node) == expected
    assert before <= set(_checks(node))


def test_settings_that_cannot_be_read_leave_open_what_rests_on_them(node: Path) -> None:
    """Nothing is guessed from a file with faults."""
    _set(node, "port", "many")
    found = _checks(node)

    assert {name for name, check in found.items() if check.order is Order.NOT_KNOWN} == {
        *("library", "TLS", "issuers", "peers", "record", "store"),
    }


def test_tls_that_holds_is_in_order(node: Path) -> None:
    """It says when the certificate ends."""
    _set_tls(node)

    assert _wrong(node) == set()
    assert "belong together; it ends " in _checks(node)["TLS"].said


def test_a_clock_before_the_node_was_made_is_wrong(node: Path) -> None:
    """Tokens and plans hang on it."""
    assert _wrong(node, MADE_NS - 10**9) == {"clock"}


def test_a_disk_that_is_nearly_full_is_told(node: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the node turns read-only."""
    monkeypatch.setattr(node_checkup, "SPACE_BYTES_MIN", 2**80)

    assert _wrong(node) == {"space"}


def test_a_journal_that_was_left_is_told(node: Path) -> None:
    """It is no fault: the next start takes the transaction back."""
    journal = node / "store.db-journal"
    journal.write_bytes(b"")
    journal.chmod(0o600)

    assert _wrong(node) == set()
    assert "taken back at the next start" in _checks(node)["store"].said


@pytest.mark.network
def test_a_running_node_is_asked_how_it_stands(node: Path) -> None:
    """Its door answers without a passphrase."""
    with open_door(LockableNode(folder=node)):
        assert _checks(node)["process"].said == "the node runs, unlocked"


@pytest.mark.network
def test_a_running_node_whose_log_takes_nothing_is_out_of_order(node: Path) -> None:
    """A log that was stopped, or that still asks its peers, is no good order."""

    class Asking(LockableNode):
        def status(self) -> dict[str, str | int | bool]:
            return {"state": "unlocked", "record": "asking", "record_trouble": "it is asking: peers must be asked"}

    with open_door(Asking(folder=node)):
        assert _wrong(node) == {"process"}
        assert "its log takes nothing: it is asking" in _checks(node)["process"].said


def _cosign(node: Path, at_s: int) -> None:
    """Have somebody cosign the head that is shown."""
    head = parse_note((node / "record" / "head").read_bytes())
    signer = Signer.from_seed(b"\x31" * 32)
    line = cosign_note(head.body, signer, name="exercise.example/hill-league/mirror", time_s=at_s)
    (node / "record" / "head").write_bytes(head.with_signatures([line]).to_bytes())


def test_the_age_of_a_head_is_what_cosigners_say(node: Path) -> None:
    """A file that was just put back is not new; a head that nobody cosigned has no age."""
    assert "cosigned by nobody" in _checks(node)["record"].said
    _cosign(node, NOW_NS // 10**9 - 86_400)
    assert "cosigned 86400 s ago" in _checks(node)["record"].said


def _keep_proof(node: Path) -> None:
    origin = parse_checkpoint(parse_note((node / "record" / "head").read_bytes()).body).origin
    place = node / "mirrors" / origin[-16:] / "evidence"
    place.mkdir(parents=True)
    for folder in (node / "mirrors", place.parent, place):
        folder.chmod(0o700)
    (place / "E1-0123456789abcdef.fork").write_bytes(b"")
    (place / "E1-0123456789abcdef.fork").chmod(0o600)


def _lock_more(node: Path) -> None:
    lock = node.with_name("node-apart") / "lock"
    lock.write_bytes(lock.read_bytes().replace(b'"size":1', b'"size":9'))


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda node: (node / "record" / "restored").touch(0o600), "put back from a backup"),
        (lambda node: (node.with_name("node-apart") / "lock").unlink(), "there is no lock"),
        (_lock_more, "9 entries were signed, as its lock says"),
        (_keep_proof, "1 proofs about it are kept"),
    ],
    ids=["restored", "no lock", "the lock knows more", "a proof about it"],
)
def test_a_log_that_will_not_go_on_by_itself_is_out_of_order(
    node: Path, damage: Callable[[Path], object], words: str
) -> None:
    """Also while the node does not run."""
    damage(node)

    assert _wrong(node) == {"record"}
    assert words in _checks(node)["record"].said


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """The doctor makes nothing."""
    with pytest.raises(NotFoundError, match="expected the folder of a node, got no folder"):
        check_node(tmp_path / "none", NOW_NS)


def test_the_command_tells_text_and_document(node: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 69 when something is out of order, in either form."""
    assert main.main(["doctor", "--node", str(node)]) == 0
    assert "nothing of the node is out of order" in capsys.readouterr().out
    _open_keys(node)
    told = {form: _ended(capsys, "doctor", "--node", str(node), *form) for form in ((), ("--json",))}

    assert [code for code, _ in told.values()] == [69, 69]
    assert "out of order: modes" in told[()][1]
    first = msgspec.json.decode(told["--json",][1])["node"][0]
    assert (first["name"], first["order"]) == ("modes", "out of order")
    assert "keys.json: mode 0644" in first["said"]


def _ended(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, str]:
    """Run a command that leaves with a code of its own."""
    with pytest.raises(SystemExit) as left:
        main.main(list(arguments))
    return left.value.code, capsys.readouterr().out
