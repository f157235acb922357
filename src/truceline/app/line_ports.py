# SPDX-License-Identifier: Apache-2.0
"""What a store keeps of the line: messages, and what each side says of them.

Rules:
    - A message and a step stand in one log each: in whose, is kept with them. What stands in the sender's own log about
      its message reaches no level (``line.levels``).
    - A message is open for a party until that party's answer ends the waiting.
"""

from dataclasses import dataclass

from truceline.line.messages import Message, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMessage:
    """A message as a node took it.

    Attributes:
        id: The same at every node.
        message: What its sender signed.
        at_ns: When this node took it [ns since 1970 UTC].
        log: Party in whose log it stands.
    """

    id: str
    message: Message
    at_ns: int
    log: str

    @property
    def sides(self) -> tuple[str, ...]:
        """The sender and those who are to answer, each once."""
        return tuple(dict.fromkeys((self.message.party, *self.message.to)))


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptStep:
    """What a side says of a message.

    Attributes:
        message_id: Which message.
        party: Whose officers say it.
        log: Party in whose log it stands.
        at_ns: When this node took it [ns since 1970 UTC].
        step: What is said.
    """

    message_id: str
    party: str
    log: str
    at_ns: int
    step: Step
