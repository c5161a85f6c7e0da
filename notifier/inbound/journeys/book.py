"""'OBJ PAS 24.11. 9:00', 'OBJ PAS': booking a visit. Never asks for a login.

What is exactly free is booked at once, and the confirmation of the visit is the answer. Else the
nearest time is kept, and a yes books it.
"""

from __future__ import annotations

from dataclasses import replace

from booking.api import Hold, HoldExpired, LimitReached, Refused, SlotTaken, VisitPart
from notifier.inbound.journeys.contacts import contact_of
from notifier.inbound.journeys.slots import (
    WhyNot,
    Wish,
    exact,
    horizon,
    keep,
    keep_nearest,
    others,
    why_not,
)
from notifier.inbound.model import Outcome
from notifier.inbound.reading.commands import Book
from notifier.inbound.reading.days import resolved
from notifier.inbound.reading.words import Verb
from notifier.inbound.replies.telling import told_of, which
from notifier.inbound.replies.wording import near_moment, times, until, wished
from notifier.inbound.senders.strangers import have_booked_enough
from notifier.inbound.talk import Talk
from notifier.received.model import BOOK, BOOKED, HELD

CHANNEL = "sms"
"""How such visits are booked; free for them is what is free for the telephone."""


async def book(talk: Talk, command: Book) -> Outcome:
    """Book the time that is named, or keep the nearest one and ask."""
    meant = talk.catalogue.matters.meant_by(command.what)
    if meant.activity is None:
        return Outcome(BOOK, "unknown-matter", talk.plain("reply_what"))
    if meant.rivals:
        return Outcome(BOOK, "several-matters", which(talk, meant, Verb.BOOK))
    day = None if command.day is None else resolved(command.day, talk.written_at.date())
    if command.unclear or (command.day is not None and day is None):
        return Outcome(BOOK, "unclear-day", talk.plain("reply_day_unclear"))
    office = None if meant.office is None else meant.office.code
    wish = Wish(meant.activity, command.persons, office, day=day, at=command.time)
    try:
        return await _book(talk, wish, is_sure=meant.is_sure)
    except LimitReached:
        return Outcome(BOOK, "limit", talk.plain("reply_limit"))
    except Refused:
        return Outcome(BOOK, "too-many-persons", talk.plain("reply_persons"))


async def _book(talk: Talk, wish: Wish, *, is_sure: bool) -> Outcome:
    there = await talk.settled("there", lambda: _there(talk, wish), int | None)
    if there is not None:  # who has waited in vain for the answer writes the same again
        visit = await talk.backend.visits.get(there)
        reply = await told_of(talk, "reply_visit", visit)
        return Outcome(BOOK, "there-already", reply, frozenset({visit.code}))
    if await have_booked_enough(talk):
        return Outcome(BOOK, "limit", talk.plain("reply_failed"))
    # who asks again wants something else: what was kept for them before is free again
    await talk.backend.visits.release_all(talk.owner, key=talk.step("let_go"))
    why = await why_not(talk, wish)
    slot = await exact(talk, wish)
    if slot is not None:
        try:
            hold = await keep(talk, slot, wish, "exact.hold")
            if not is_sure:  # a slip must not book something else
                return await offered(talk, wish, hold, None)
            return await confirmed(talk, hold)
        except (SlotTaken, HoldExpired):
            why = WhyNot.TAKEN
    return await offer_nearest(talk, wish, why)


async def _there(talk: Talk, wish: Wish) -> int | None:
    """The visit that this number has for exactly this, None where it has none."""
    wanted = wish.exactly(talk)
    mine = [] if wanted is None else await talk.backend.visits.of_phone(talk.phone)
    part = (VisitPart(wish.activity.code, wish.persons),)
    return next((one.id for one in mine if one.start == wanted and one.parts == part), None)


async def confirmed(talk: Talk, hold: Hold) -> Outcome:
    """Make a hold a visit; its confirmation goes to the sender, so there is nothing to add.

    Raises:
        HoldExpired, SlotTaken, LimitReached: see `Visits.confirm`.
    """
    visit = await talk.backend.visits.confirm(
        hold.id,
        contact=await contact_of(talk),
        language=talk.language,
        channel=CHANNEL,
        caller=talk.phone,
        key=talk.step("confirm"),
    )
    return Outcome(BOOK, BOOKED, named=frozenset({visit.code}))


async def offer_nearest(talk: Talk, wish: Wish, why: WhyNot | None) -> Outcome:
    """Keep what is nearest and ask; where nothing is free, tell how to wait for it."""
    hold = await keep_nearest(talk, wish)
    if hold is None:
        word = talk.catalogue.word_for(wish.activity, talk.language)
        activity = wish.activity.name[talk.language]
        days = horizon(talk, wish.activity)
        reply = talk.slot("reply_none_free", activity=activity, word=word, days=days)
        return Outcome(BOOK, "none-free", reply)
    start = hold.slot.start.astimezone(talk.zone)
    is_it = (wish.day in (None, start.date())) and (wish.at in (None, start.time()))
    return await offered(talk, wish, hold, why or (None if is_it else WhyNot.TAKEN))


async def offered(talk: Talk, wish: Wish, hold: Hold, why: WhyNot | None) -> Outcome:
    """Tell what is kept, until when to answer, and what else is free."""
    language = talk.language
    start = hold.slot.start.astimezone(talk.zone)
    further = await others(talk, replace(wish, day=start.date()), start, 2)
    reply = talk.slot(
        "reply_offer",
        **({} if why is None else {why.value: True}),
        wished=wished(wish.day, wish.exactly(talk), language) or _time(wish),
        activity=wish.activity.name[language],
        when=near_moment(start, language),
        street=await talk.street(hold.slot.office),
        persons=hold.persons,
        until=until(hold.expires_at.astimezone(talk.zone), talk.now, language),
        others=times(further, language),
        days=horizon(talk, wish.activity),
    )
    return Outcome(BOOK, f"{HELD}{hold.id}:{language.value}", reply)


def _time(wish: Wish) -> str:
    return "" if wish.at is None else f"{wish.at.hour}:{wish.at.minute:02d}"
