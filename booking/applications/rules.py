"""How an application may go on, and what a reference number is."""

from __future__ import annotations

from booking.applications.model import ApplicationKind
from booking.applications.states import KindState
from booking.errors import Refused

LAST_NUMBER = 999_999
"""A reference number has six digits: callers key them."""

FIRST_YEAR = 1990
LAST_YEAR = 2099
"""Reference numbers with four-digit years; whatever lies outside is a slip."""


def check_transition(kind: ApplicationKind, before: str, after: str) -> KindState:
    """Let a permitted change pass; the state that it leads to.

    Raises:
        Refused: an application of this kind and in this state does not become that one.
    """
    if after not in kind.state(before).next:
        raise Refused("state", f"an application that is {before} does not become {after}")
    return kind.state(after)
