# SPDX-License-Identifier: Apache-2.0
"""A verifier's policy: which logs, which cosigners, and how many of them must have cosigned a head.

Rules:
    - A policy is read strictly and as a whole: whoever relies on it must be able to see at once what it asks for.
    - An organisation counts once. Its witness and its mirror (names that differ only in the last part ``/witness`` or
      ``/mirror``) are one: two keys of one hand are not two opinions. Here we are stricter than the specification.
    - A key stands once, in one role. A cosigner that stands nowhere in the quorum proves nothing.

Source:
    C2SP tlog-policy (editor's copy). Departures: text must be UTF-8; names hold no control characters; one organisation
    counts once within a group and stands in one group only; a threshold that it can never reach is refused.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from truceline.base.errors import LimitError, RecordError, SignatureError
from truceline.base.limits import POLICY_BYTES_MAX, POLICY_NAMES_MAX
from truceline.crypto.notes import MIRROR_ENDING, KeyRole, VerifierKey, parse_key

NONE = "none"
"""The quorum that asks for no cosignature."""
WITNESS_ENDING = "/witness"
"""How a cosigner may name its witness beside its mirror."""
_SPACES = re.compile(r"[ \t]+")
_FORBIDDEN = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufffd]")
"""Controls, signs that turn the direction of a text without being seen, and the one for what could not be read."""
_THRESHOLD = re.compile(r"[1-9][0-9]{0,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyLog:
    """A log that the policy accepts.

    Attributes:
        key: Its key, named as its origin.
        url: Where it may be reached; empty when not said.
    """

    key: VerifierKey
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyWitness:
    """A cosigner that the policy knows, a witness or a mirror.

    Attributes:
        name: Within the policy.
        key: Its key.
        url: Where it may be reached; empty when not said.
    """

    name: str
    key: VerifierKey
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyGroup:
    """Members of which some must have cosigned.

    Attributes:
        name: Within the policy.
        threshold: How many organisations; none for all members, whosever they are.
        members: Names of cosigners and groups, in their order.
    """

    name: str
    threshold: int | None
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A policy as read.

    Attributes:
        logs: Accepted ones; may be empty where the log is known otherwise.
        witnesses: Known cosigners.
        groups: In the order in which they rest on each other.
        quorum: Name of the cosigner or group that must have cosigned, or ``none``.
    """

    logs: tuple[PolicyLog, ...]
    witnesses: tuple[PolicyWitness, ...]
    groups: tuple[PolicyGroup, ...]
    quorum: str

    @property
    def log_keys(self) -> tuple[VerifierKey, ...]:
        """The keys of all logs."""
        return tuple(each.key for each in self.logs)

    @property
    def cosigner_keys(self) -> tuple[VerifierKey, ...]:
        """The keys of all cosigners."""
        return tuple(each.key for each in self.witnesses)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuorumVerdict:
    """Whether a quorum holds, and by whom.

    Attributes:
        is_met: Whether it does.
        witnesses: Names of cosigners that counted towards it, sorted.
        organisations: Their organisations, each once, sorted.
    """

    is_met: bool
    witnesses: tuple[str, ...]
    organisations: tuple[str, ...]


def parse_policy(content: bytes) -> Policy:
    """Read a policy.

    Raises:
        LimitError: It is too large, or names too much.
        RecordError: It is none; the message names the line.
    """
    if len(content) > POLICY_BYTES_MAX:
        message = f"policy: expected at most {POLICY_BYTES_MAX} bytes, got {len(content)}"
        raise LimitError(message)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        message = "policy: expected UTF-8, got other bytes"
        raise RecordError(message) from error
    if _FORBIDDEN.search(text) or not text.endswith("\n"):
        message = "policy: expected lines that end in a newline, without control characters but tabs, got others"
        raise RecordError(message)
    reading = _Reading()
    for number, line in enumerate(text[:-1].split("\n"), start=1):
        reading.take(number, [word for word in _SPACES.split(line) if word])
    return reading.policy()


def write_policy(policy: Policy) -> bytes:
    """Write a policy in its plain form, which reads back as the same."""
    lines = [_line("log", each.key.to_text(), each.url) for each in policy.logs]
    lines += [_line("witness", each.name, each.key.to_text(), each.url) for each in policy.witnesses]
    lines += [
        _line("group", each.name, "all" if each.threshold is None else str(each.threshold), *each.members)
        for each in policy.groups
    ]
    lines.append(_line("quorum", policy.quorum))
    content = "".join(lines).encode()
    assert parse_policy(content) == policy
    return content


def judge_quorum(policy: Policy, cosigners: Iterable[VerifierKey], *, without: Iterable[str] = ()) -> QuorumVerdict:
    """Judge whether enough of those who must cosign a head have done so.

    Args:
        policy: Which asks for them.
        cosigners: Keys whose cosignatures of the head hold.
        without: Organisations that do not count, such as the author of the log.

    Returns:
        The verdict; unknown keys count nothing.
    """
    left_out = set(without)
    given = {key for key in cosigners if organisation_of(key.name) not in left_out}
    counted = {each.name: {each.name} if each.key in given else set() for each in policy.witnesses}
    own = {each.name: {organisation_of(each.key.name)} for each in policy.witnesses}
    for group in policy.groups:
        counted[group.name] = _counted_in(group, counted, own)
        own[group.name] = {f"group {group.name}"}  # No organisation has a space in its name.
    found = set() if policy.quorum == NONE else counted[policy.quorum]
    keys = {each.name: each.key for each in policy.witnesses}
    return QuorumVerdict(
        is_met=policy.quorum == NONE or bool(found),
        witnesses=tuple(sorted(found)),
        organisations=tuple(sorted({organisation_of(keys[name].name) for name in found})),
    )


def organisation_of(name: str) -> str:
    """Give the organisation behind a cosigner's key: its name without ``/mirror`` or ``/witness`` at the end."""
    return name.removesuffix(MIRROR_ENDING).removesuffix(WITNESS_ENDING)


def _counted_in(group: PolicyGroup, counted: dict[str, set[str]], own: dict[str, set[str]]) -> set[str]:
    """Give the cosigners that counted if a group is met, none otherwise."""
    met = [name for name in group.members if counted[name]]
    distinct = set().union(*(own[name] for name in met))
    is_met = len(met) == len(group.members) if group.threshold is None else len(distinct) >= group.threshold
    return set().union(*(counted[name] for name in met)) if is_met else set()


def _line(*words: str) -> str:
    return " ".join(word for word in words if word) + "\n"


@dataclass(slots=True)
class _Reading:
    """A policy while its lines are taken one by one."""

    number: int = 0
    logs: list[PolicyLog] = field(default_factory=list)
    witnesses: dict[str, PolicyWitness] = field(default_factory=dict)
    groups: dict[str, PolicyGroup] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    keys: set[bytes] = field(default_factory=set)
    quorum: str = ""

    def take(self, number: int, words: list[str]) -> None:
        """Take one line.

        Raises:
            LimitError: The policy names too much.
        """
        self.number = number
        if not words or words[0].startswith("#"):
            return
        lines: dict[str, Callable[[list[str]], None]] = {
            "log": self._log,
            "witness": self._witness,
            "group": self._group,
            "quorum": self._quorum,
        }
        if words[0] not in lines:
            self._refuse("log, witness, group, quorum or a comment", words[0])
        lines[words[0]](words[1:])
        if len(self.logs) + len(self.witnesses) + len(self.groups) > POLICY_NAMES_MAX:
            message = f"policy: expected at most {POLICY_NAMES_MAX} logs, witnesses and groups, got more"
            raise LimitError(message)

    def policy(self) -> Policy:
        """Give the whole.

        Raises:
            RecordError: No line says what the quorum is.
        """
        if not self.quorum:
            message = "policy: expected one quorum line, got none"
            raise RecordError(message)
        return Policy(
            logs=tuple(self.logs),
            witnesses=tuple(self.witnesses.values()),
            groups=tuple(self.groups.values()),
            quorum=self.quorum,
        )

    def _log(self, words: list[str]) -> None:
        key, url = self._key_and_url(words, is_log=True)
        self.logs.append(PolicyLog(key=key, url=url))

    def _witness(self, words: list[str]) -> None:
        name = self._new_name(words)
        key, url = self._key_and_url(words[1:], is_log=False)
        self.witnesses[name] = PolicyWitness(name=name, key=key, url=url)

    def _group(self, words: list[str]) -> None:
        name = self._new_name(words)
        kind, members = (words[1], words[2:]) if len(words) > 2 else ("", [])  # noqa: PLR2004 - name, how many, members
        is_number = _THRESHOLD.fullmatch(kind) is not None
        if not members or not (kind in {"all", "any"} or is_number):
            self._refuse("group NAME all|any|NUMBER MEMBER...", " ".join(words))
        for member in members:
            if member not in self.witnesses and member not in self.groups:
                self._refuse("members that earlier lines name", member)
            if member in self.used:
                self._refuse("each name as a member once", member)
            self.used.add(member)
        threshold = None if kind == "all" else 1 if kind == "any" else int(kind)
        self._check_organisations(members, threshold)
        self.groups[name] = PolicyGroup(name=name, threshold=threshold, members=tuple(members))

    def _check_organisations(self, members: list[str], threshold: int | None) -> None:
        here = [organisation_of(self.witnesses[name].key.name) for name in members if name in self.witnesses]
        elsewhere = {
            organisation_of(self.witnesses[name].key.name)
            for name in self.used - set(members)
            if name in self.witnesses
        }
        for each in here:
            if each in elsewhere:
                self._refuse("each organisation in one group only", each)
        distinct = len(set(here)) + sum(name in self.groups for name in members)
        if threshold is not None and threshold > distinct:
            self._refuse(f"a number of at most {distinct}, for an organisation counts once", str(threshold))

    def _quorum(self, words: list[str]) -> None:
        if self.quorum:
            self._refuse("one quorum line", "a second one")
        name = words[0] if len(words) == 1 else ""
        if name != NONE and name not in self.witnesses and name not in self.groups:
            self._refuse("quorum NAME with a name of an earlier line, or none", " ".join(words))
        self.quorum = name

    def _new_name(self, words: list[str]) -> str:
        name = words[0] if words else ""
        if not name or name == NONE or name in self.witnesses or name in self.groups:
            self._refuse("a name that is new and not none", name)
        return name

    def _key_and_url(self, words: list[str], *, is_log: bool) -> tuple[VerifierKey, str]:
        if len(words) not in {1, 2}:
            self._refuse("a key, then an address or nothing", " ".join(words))
        try:
            key = parse_key(words[0])
        except (RecordError, SignatureError) as error:
            message = f"policy, line {self.number}: {error}"
            raise RecordError(message) from error
        if (key.role is KeyRole.LOG) is not is_log:
            self._refuse(f"the key of a {'log' if is_log else 'witness or mirror'}", f"that of a {key.role}")
        if key.public in self.keys:
            self._refuse("each key once, in one role", f"{key.name} again")
        self.keys.add(key.public)
        return key, words[1] if len(words) > 1 else ""

    def _refuse(self, expected: str, got: str) -> None:
        message = f"policy, line {self.number}: expected {expected}, got {got!r:.80}"
        raise RecordError(message)
