"""Whose a call is: what a caller proved in it holds for the operator who talks with them."""

from __future__ import annotations

from datetime import timedelta

from ivr.routing.api import ContactRequest
from operator_console.console import Here

WRITTEN_UP_FOR = timedelta(minutes=10)
"""So long after a talk its operator may write down what was said in it."""


def is_own(here: Here, request: ContactRequest) -> bool:
    """Whether whoever is here talks with this caller, or did a moment ago.

    The number of a call stands in the address: anybody can type another one, or one of last month.
    """
    return request.operator == here.member.username and _is_fresh(here, request)


def may_be_own(here: Here, request: ContactRequest) -> bool:
    """The same before anybody has answered: the panel opens while it rings."""
    return request.operator in {None, here.member.username} and _is_fresh(here, request)


def _is_fresh(here: Here, request: ContactRequest) -> bool:
    ended = request.ended_at
    return ended is None or here.backend.clock.now() <= ended + WRITTEN_UP_FOR
