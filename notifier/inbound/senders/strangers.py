"""How much all those numbers get together of which nobody knows whose they are.

A sender's number can be forged, and another one for each message. What is counted by number holds
up nobody then who wants to keep all of the town's time, or to have an SMS sent to each number of a
network that pays for it, or to guess codes.
"""

from __future__ import annotations

from datetime import timedelta

import structlog

from booking.api import Backend
from notifier.errors import CodesNotTaken
from notifier.inbound.senders.owners import owners_of
from notifier.inbound.talk import Talk
from notifier.received import store

AN_HOUR = timedelta(hours=1)

_AT_HOME = "+420"


async def is_stranger(backend: Backend, phone: str) -> bool:
    """Whether no citizen has shown that this number is theirs."""
    return not await owners_of(backend, phone)


async def have_booked_enough(talk: Talk) -> bool:
    """Whether strangers get no further time by SMS for now, and this is one."""
    most = talk.catalogue.town.person_limits.stranger_bookings_hour

    async def look() -> bool:
        if most is None or not await is_stranger(talk.backend, talk.phone):
            return False
        since = talk.received.received_at - AN_HOUR
        given = await talk.backend.database.read(lambda tx: store.times_given(tx, since, most))
        if given >= most:
            _told("strangers get no further times by SMS", given)
        return given >= most

    return await talk.settled("crowd", look, bool)


async def check_code(talk: Talk, code: str) -> None:
    """Let a well-formed code be looked up, unless too many were guessed.

    Raises:
        CodesNotTaken: so they were, and what has this code is not told to this number anyway.
    """
    if await talk.settled("guessed", lambda: _is_guess(talk, code), bool):
        raise CodesNotTaken


async def _is_guess(talk: Talk, code: str) -> bool:
    most = talk.catalogue.town.person_limits.wrong_codes_hour
    if most is None:
        return False
    since = talk.received.received_at - AN_HOUR
    guessed = await talk.backend.database.read(lambda tx: store.codes_guessed(tx, since, most))
    if guessed < most:
        return False
    _told("codes are taken from their own numbers only", guessed)
    return not await _is_told_anyway(talk, code)


async def _is_told_anyway(talk: Talk, code: str) -> bool:
    """Whether this number was told the code: nothing is gained by guessing it."""
    visit = await talk.backend.visits.by_code(code)
    if visit is not None and visit.phone == talk.phone:
        return True
    return any(one.code == code for one in await talk.backend.waitlist.offers_to(talk.phone))


async def cost_enough(backend: Backend, phone: str) -> bool:
    """Whether strangers abroad get no further answer for now, and this is one."""
    most = (await backend.catalogue.town()).person_limits.foreign_answers_hour
    if most is None or phone.startswith(_AT_HOME) or not await is_stranger(backend, phone):
        return False
    since = backend.clock.now() - AN_HOUR
    answered = await backend.database.read(
        lambda tx: store.answered_abroad(tx, since, _AT_HOME, most)
    )
    if answered >= most:
        _told("strangers abroad get no further answers", answered)
    return answered >= most


def _told(what: str, number: int) -> None:
    structlog.get_logger("inbound").warning(what, in_an_hour=number)
