"""'HLIDAT PAS', 'HLIDAT 472015', 'NEHLIDAT': the waiting list."""

from __future__ import annotations

from booking.api import (
    Activity,
    Contact,
    EntryState,
    LimitReached,
    NotFound,
    Refused,
    Visit,
    WaitChannel,
    Wants,
    code_is_well_formed,
)
from notifier.inbound.journeys.book import book
from notifier.inbound.journeys.contacts import contact_of
from notifier.inbound.journeys.slots import Wish, free
from notifier.inbound.model import Outcome
from notifier.inbound.reading.commands import Book, Leave, Wait
from notifier.inbound.reading.words import Verb
from notifier.inbound.replies.telling import unknown, which
from notifier.inbound.senders.strangers import check_code
from notifier.inbound.talk import Talk

_NAME, _LEAVE = "wait", "leave"


async def wait(talk: Talk, command: Wait) -> Outcome:
    """Put the sender on the list; where something is free already, keep that and ask."""
    if command.code is not None:
        return await _wait_for_earlier(talk, command.code)
    meant = talk.catalogue.matters.meant_by(command.what)
    if meant.activity is None:
        return Outcome(_NAME, "unknown-matter", talk.plain("reply_wait_how"))
    if meant.rivals:
        return Outcome(_NAME, "several-matters", which(talk, meant, Verb.WAIT))
    wish = Wish(meant.activity)
    is_free = await talk.settled("is_free", lambda: _is_free(talk, wish), bool)
    if is_free:
        return await book(talk, Book(command.language, command.what))
    return await _join(talk, meant.activity, None)


async def leave(talk: Talk, command: Leave) -> Outcome:
    """Take the sender off the list: for what is named, or altogether."""
    mine = await talk.backend.waitlist.of_phone(talk.phone)
    if command.what:
        activity = talk.catalogue.matters.meant_by(command.what).activity
        mine = [one for one in mine if activity and one.wants.activity == activity.code]
    theirs = await talk.settled("theirs", lambda: _ids([one.id for one in mine]), list[int])
    if not theirs:
        return Outcome(_LEAVE, "not-there", talk.plain("reply_nothing_open"))
    for entry_id in theirs:
        await talk.backend.waitlist.leave(entry_id, by="caller", key=talk.step(f"leave.{entry_id}"))
    return Outcome(_LEAVE, "left", talk.plain("reply_left"))


async def _wait_for_earlier(talk: Talk, code: str) -> Outcome:
    if not code_is_well_formed(code):
        return unknown(talk, _NAME, code)
    await check_code(talk, code)
    visit = await talk.backend.visits.named_by(code, caller=talk.phone, call_id=talk.key)
    if visit is None:
        return unknown(talk, _NAME, code)
    activity = await talk.backend.catalogue.activity(visit.activity)
    return await _join(talk, activity, visit)


async def _join(talk: Talk, activity: Activity, visit: Visit | None) -> Outcome:
    named = frozenset() if visit is None else frozenset({visit.code})
    contact = await contact_of(talk)
    if visit is not None and visit.phone == talk.phone:
        contact = Contact(visit.phone, visit.email, visit.verified)
    try:
        entry = await talk.backend.waitlist.join(
            Wants(activity.code),
            contact=contact,
            language=talk.language,
            channel=WaitChannel.SMS,
            by="caller",
            visit_id=None if visit is None else visit.id,
            key=talk.step("join"),
        )
    except LimitReached:
        return Outcome(_NAME, "limit", talk.plain("reply_limit"), named)
    except (Refused, NotFound):
        return Outcome(_NAME, "too-late", talk.plain("reply_too_late"), named)
    result = "waits" if entry.state is EntryState.WAITING else "paused"
    reply = talk.slot(
        "reply_waiting",
        activity=activity.name[talk.language],
        code="" if visit is None else visit.code,
    )
    return Outcome(_NAME, result, reply, named)


async def _is_free(talk: Talk, wish: Wish) -> bool:
    return bool(await free(talk, wish, on=None, limit=1))


async def _ids(found: list[int]) -> list[int]:
    return found
