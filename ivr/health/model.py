"""What is known of the telephone lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What a line of the health table is about."""

    ASTERISK = "asterisk"
    REGISTRATION = "registration"
    ENDPOINT = "endpoint"


class State(StrEnum):
    """UNKNOWN: nobody asks, or Asterisk cannot be asked now."""

    UP = "up"
    DOWN = "down"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Observation:
    """How one thing stands by Asterisk's own lists; `detail` says why, for people."""

    kind: Kind
    name: str
    state: State
    detail: str


@dataclass(frozen=True, slots=True)
class Health:
    """How one thing stands on a node.

    `since` is when it came into this state, `seen_at` when it was last looked at: a row that has
    not been looked at for some minutes tells that nobody watches.
    """

    node: str
    kind: Kind
    name: str
    state: State
    detail: str
    since: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody tried what they may not: one security event of Asterisk.

    `address` is where it came from. `account` is what the other side called itself: its words,
    cut and cleaned.
    """

    address: str
    event: str
    service: str
    account: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """How many more attempts an address made within a minute than stand in the audit."""

    address: str
    count: int
