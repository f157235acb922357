# SPDX-License-Identifier: Apache-2.0
"""Makes a node for load tests: a large exercise library, 100 officers with tokens of their own, and stored intents.

Rules:
    - The node is made by ``truceline init`` with its shipped defaults; one issuer of tokens is added, nothing is
      loosened. Officers keep inside their cells, so that no quota is in the way.
    - Up to ``WEIGHED_MAX`` stored intents went through the use case that answers a filing. What is stored beyond that
      is for the size of the store only: the same rows, written through the same shelves, but weighed against nobody;
      findings stand beside them as often as beside the weighed ones, as copies under ids of their own.
    - What was made stays in the working folder and is used again on the same day: intents are of the days to come.
"""

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from hashlib import sha256
from itertools import islice
from pathlib import Path

import jwt
import msgspec
import numpy as np
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from invented_intents import DAYS, Officer, invented_intents, officers_of
from large_exercise import write_large_exercise

from truceline.agreement.library import Library, load_library
from truceline.app.caller import Caller, NodeTerms
from truceline.app.declare_intent import declare_intent, intent_of
from truceline.app.keep_intent import tell_readers
from truceline.app.ports import Event, Page, Records, Selection, Store
from truceline.app.weigh_intent import cover_of
from truceline.base.clock import SystemClock
from truceline.base.instants import NS_PER_S
from truceline.bootstrap.assembling import assemble, now_from, read_ground
from truceline.bootstrap.folder import library_digest, open_folder
from truceline.bootstrap.record_making import drop_record
from truceline.bootstrap.recording import apart_beside
from truceline.bootstrap.settings import SETTINGS_SCHEMA, Algorithm, Issuer, Settings
from truceline.bootstrap.settings_file import write_settings
from truceline.bootstrap.unlocking import ByPassphrase, unlock
from truceline.coordination.coarse import Cover
from truceline.coordination.roles import Role, scopes_of
from truceline.crypto.derivation import Purpose
from truceline.crypto.passphrases import passphrase_bytes
from truceline.findings.finding import Finding
from truceline.http.intents_wire import IntentIn, wish_of
from truceline.picture.intents import Intent
from truceline.storage.sqlite.opening import open_connection
from truceline.storage.sqlite.records import records_on
from truceline.storage.sqlite.transactions import run_writes

WEIGHED_MAX = 100_000
STAFF_SEED, STORED_SEED = 7, 8
ISSUER = "https://exercise.example/issuer"
KEY_FILE = "exercise-issuer.pem"
PASSPHRASE = "EXERCISE nine herons over a grey lake 4711"  # noqa: S105 - of nodes that live for one measurement
RSA_BITS = 2_048
TOKEN_HOURS = 20
SAMPLED_MAX = 1_000
"""Findings of one party that are taken as a sample."""
AT_ONCE, FILL_CACHE_KIB = 10_000, 2_000_000
"""Jobs of one transaction, and memory for pages [KiB], while a store is filled."""
ROOT = Path(__file__).resolve().parents[1]
_DECODER = msgspec.json.Decoder(IntentIn)


def truceline(*words: str) -> tuple[str, ...]:
    """Write a command of the program under test, run by the interpreter that runs this."""
    return (sys.executable, "-m", "truceline", *words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """What is kept between runs of one day.

    Attributes:
        place: Folder.
        day: First day of the intents.
        library: The exercise library.
        staff: The officers.
        private: Private key of their issuer (PEM).
        say: Tells how far things are.
    """

    place: Path
    day: date
    library: Library
    staff: tuple[Officer, ...]
    private: bytes
    say: Callable[[str], None]

    @property
    def passphrase_file(self) -> Path:
        """File with the passphrase of every node made here."""
        return self.place / "passphrase"


def open_stock(work: Path, say: Callable[[str], None]) -> Stock:
    """Make or find today's library, officers and issuer."""
    day = datetime.fromtimestamp(SystemClock().now_ns() / NS_PER_S, UTC).date()
    place = work / f"node-load-{day}"
    place.mkdir(parents=True, exist_ok=True)
    if not (place / "library").exists():
        say("writing an exercise library as large as the shipped one")
        shutil.rmtree(place / "library.partial", ignore_errors=True)
        write_large_exercise(place / "library.partial", day)
        (place / "library.partial").rename(place / "library")
    library = load_library(place / "library")
    if not (place / "issuer.private.pem").exists():
        _make_issuer(place)
    _write_private(place / "passphrase", PASSPHRASE.encode() + b"\n")
    return Stock(
        place=place,
        day=day,
        library=library,
        staff=officers_of(library, 100, np.random.default_rng(STAFF_SEED)),
        private=(place / "issuer.private.pem").read_bytes(),
        say=say,
    )


def _make_issuer(place: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65_537, key_size=RSA_BITS)
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write_private(place / KEY_FILE, public)
    _write_private(place / "issuer.private.pem", private)


def _write_private(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)


def stored_node(stock: Stock, count: int) -> Path:
    """Make or find a node with so many stored intents.

    Returns:
        Its folder; copy it before it is used.
    """
    place = stock.place / f"stored-{count}-{_form()}"
    if place.exists():
        return place
    unfinished = place.with_suffix(".partial")
    shutil.rmtree(unfinished, ignore_errors=True)
    drop_record(unfinished)
    if count > WEIGHED_MAX:
        _copy_node(stored_node(stock, WEIGHED_MAX), unfinished)
        _settle(stock, unfinished)
    else:
        _init(stock, unfinished)
    _fill(stock, unfinished, count)
    apart_beside(unfinished).rename(apart_beside(place))
    unfinished.rename(place)
    return place


def _copy_node(source: Path, place: Path) -> None:
    """Copy a node that never runs again, with the folder apart of its log; the copy alone goes on with the log."""
    shutil.copytree(apart_beside(source), apart_beside(place))
    shutil.copytree(source, place)


def _form() -> str:
    """Name the form of stores, so that one of an older form is not used again."""
    files = sorted((ROOT / "src/truceline/storage/sqlite/schema").glob("*.sql"))
    return sha256(b"".join(each.read_bytes() for each in files)).hexdigest()[:8]


def _init(stock: Stock, place: Path) -> None:
    words = ("init", str(place), "--library", str(stock.place / "library"), "--party", stock.staff[0].party)
    passphrase = ("--passphrase-file", str(stock.passphrase_file), "--json")
    subprocess.run(truceline(*words, *passphrase), check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    shutil.copy(stock.place / KEY_FILE, place / KEY_FILE)
    _settle(stock, place)


def _settle(stock: Stock, place: Path) -> Settings:
    """Write the settings that ``init`` writes now, with the issuer; a node kept from earlier in the day may lag."""
    folder, party = open_folder(place), stock.staff[0].party
    settings = Settings(
        schema=SETTINGS_SCHEMA,
        party=party,
        library=stock.library.header.id,
        library_digest=library_digest(folder.library),
        audience=f"truceline:{party}",
        issuers=(_issuer(stock),),
    )
    folder.settings.write_text(write_settings(settings), encoding="utf-8")
    return settings


def copy_of_stored(stock: Stock, count: int, place: Path) -> dict[str, str]:
    """Copy a node with so many stored intents, made if need be, and give the token of each officer by name."""
    _copy_node(stored_node(stock, count), place)
    return tokens_of(stock, _settle(stock, place))


def _issuer(stock: Stock) -> Issuer:
    return Issuer(
        issuer=ISSUER,
        parties=tuple(sorted(stock.library.parties)),
        algorithms=(Algorithm.RS256,),
        roles=(Role.OFFICER,),
        key_file=KEY_FILE,
    )


def tokens_of(stock: Stock, settings: Settings) -> dict[str, str]:
    """Sign a token for each officer, by name."""
    now_s = SystemClock().now_ns() // NS_PER_S
    scope = " ".join(sorted(scopes_of(Role.OFFICER)))
    fixed = {"iss": ISSUER, "aud": settings.audience, "role": Role.OFFICER.value, "scope": scope}
    times = {"iat": now_s, "nbf": now_s, "exp": now_s + TOKEN_HOURS * 3_600}
    return {
        each.name: jwt.encode(
            {**fixed, **times, "sub": each.name, "party": each.party, "jti": secrets.token_hex(8)},
            stock.private,
            algorithm="RS256",
        )
        for each in stock.staff
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One intent to be filed.

    Attributes:
        officer: By whom.
        body: The request's body.
    """

    officer: Officer
    body: bytes


def intents_to_file(stock: Stock, count: int, seed: int) -> Iterator[Sent]:
    """Invent intents that a node takes now: none is over within two hours, none ends beyond the horizon."""
    now_s = SystemClock().now_ns() / NS_PER_S
    first_s, last_s = now_s + 7_200, now_s + DAYS * 86_400 - 600
    drawn = invented_intents(
        stock.library, WEIGHED_MAX, seed=seed, first_day=stock.day, officers=len(stock.staff), staff=stock.staff
    )
    given = 0
    while given < count:
        for each in drawn:
            sent = Sent(officer=each.officer, body=msgspec.json.encode(each.body))
            if _is_between(sent.body, first_s, last_s):
                given += 1
                yield sent
            if given == count:
                return
        seed += 1_000
        drawn = invented_intents(
            stock.library, WEIGHED_MAX, seed=seed, first_day=stock.day, officers=len(stock.staff), staff=stock.staff
        )


def _is_between(body: bytes, first_s: float, last_s: float) -> bool:
    for volume in msgspec.json.decode(body)["volumes"]:
        start_s = datetime.fromisoformat(volume["start"]).timestamp()
        end_s = datetime.fromisoformat(volume["end"]).timestamp() if "end" in volume else start_s
        if start_s < first_s or end_s > last_s:
            return False
    return True


def _fill(stock: Stock, place: Path, count: int) -> None:
    ground = read_ground(open_folder(place), SystemClock(), lambda _event, **_facts: None)
    opened = unlock(ground.keys, ByPassphrase(passphrase=passphrase_bytes(PASSPHRASE)))
    key = opened.key.derive(Purpose.STORE_FILE)
    assembled = assemble(ground, opened.key)
    opened.key.wipe()
    try:
        tokens = tokens_of(stock, ground.settings)
        callers = {name: assembled.tokens.caller_of(token) for name, token in tokens.items()}
        terms = assembled.door.terms()
        if count <= WEIGHED_MAX:
            jobs = _weighed_jobs(stock, count, callers, terms)
        else:
            jobs = _plain_jobs(stock, count - WEIGHED_MAX, callers, terms, _sample(assembled.store, callers))
    finally:
        assembled.close()
    _write(stock, ground.folder.store, key, jobs, terms.grid.block_ns)
    # The log takes what was stored past it, so that no start of a copy has to.
    opened = unlock(ground.keys, ByPassphrase(passphrase=passphrase_bytes(PASSPHRASE)))
    assemble(ground, opened.key).close()
    opened.key.wipe()


def _write(stock: Stock, store: Path, key: bytes, jobs: Iterator[Callable[[Records], object]], block_ns: int) -> None:
    """Do jobs in large transactions with a large cache: the same rows as in small ones, many times as quickly."""
    connection = open_connection(store, key).connection
    connection.pragma("cache_size", -FILL_CACHE_KIB)
    records, done = records_on(connection, block_ns), 0
    while batch := list(islice(jobs, AT_ONCE)):
        for outcome in run_writes(connection, records, batch):
            if outcome.error is not None:
                raise outcome.error
        done += len(batch)
        stock.say(f"stored {done} intents")
    connection.close()


def _weighed_jobs(
    stock: Stock, count: int, callers: dict[str, Caller], terms: NodeTerms
) -> Iterator[Callable[[Records], object]]:
    for sent in intents_to_file(stock, count, STORED_SEED):
        wish, caller = wish_of(_DECODER.decode(sent.body)), callers[sent.officer.name]
        now_ns = SystemClock().now_ns()
        yield partial(declare_intent, wish=wish, caller=caller, terms=terms, now_ns=now_ns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Some findings of the weighed intents.

    Attributes:
        findings: Those taken.
        counted: How many there are in all.
    """

    findings: tuple[Finding, ...]
    counted: int

    def of(self, number: int) -> tuple[Finding, ...]:
        """Give so many as come on one intent on average, in turn."""
        begin, end = (self.counted * step // WEIGHED_MAX for step in (number, number + 1))
        return tuple(self.findings[place % len(self.findings)] for place in range(begin, end))


def _plain_jobs(
    stock: Stock, count: int, callers: dict[str, Caller], terms: NodeTerms, sample: Sample
) -> Iterator[Callable[[Records], object]]:
    now_ns, made = SystemClock().now_ns(), list[tuple[Intent, Cover]]()
    for sent in intents_to_file(stock, min(count, WEIGHED_MAX), STORED_SEED + 1):
        intent = intent_of(wish_of(_DECODER.decode(sent.body)), callers[sent.officer.name], terms, now_ns)
        made.append((intent, cover_of(intent, terms, now_ns)))
    for number in range(count):
        # The same ones again under ids of their own, for drawing them would take longer than storing them.
        intent, cover = made[number % len(made)]
        copied = replace(intent, id=terms.new_id())
        yield partial(_keep_plain, intent=copied, cover=cover, findings=sample.of(number), terms=terms)


def _keep_plain(
    records: Records, *, intent: Intent, cover: Cover, findings: tuple[Finding, ...], terms: NodeTerms
) -> None:
    records.requests.ask_cells(intent.party, intent.officer, cover.cells, intent.filed_ns)
    records.intents.add(intent, cover.slots, cover.standing_cells)
    tell_readers(records, intent, "filed", intent.filed_ns)
    for finding in findings:
        copied = replace(finding, id=terms.new_id())
        records.findings.add(copied)
        event = Event(number=0, at_ns=copied.at_ns, what="finding", change="raised", id=copied.id)
        records.events.tell(event, copied.readers)


def _sample(store: Store, callers: dict[str, Caller]) -> Sample:
    """Count the findings of the stored intents and take some of each party's."""
    found, counted = list[Finding](), 0
    for party in sorted({caller.party for caller in callers.values()}):
        after, own = "", 0
        while own == 0 or after:
            selection = Selection(reader=party, limit=500, after=after)
            page = now_from(store, partial(_page, selection))
            found += page.items if own < SAMPLED_MAX else ()
            # One that two parties read is counted at the first of its readers alone.
            counted += sum(min(each.readers) == party for each in page.items)
            own, after = own + max(len(page.items), 1), page.next
    return Sample(findings=tuple(found), counted=counted)


def _page(selection: Selection, records: Records) -> Page[Finding]:
    return records.findings.page(selection)
