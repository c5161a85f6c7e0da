"""'ANO', 'NE', 'ANO 472015': answers to what is asked of a number."""

from __future__ import annotations

from dataclasses import replace

from booking.api import (
    Hold,
    HoldExpired,
    Language,
    LimitReached,
    OfferOver,
    RebookingOver,
    SlotTaken,
    Visit,
    code_is_well_formed,
)
from notifier.inbound.journeys.book import CHANNEL, confirmed, offer_nearest
from notifier.inbound.journeys.codes import named_by
from notifier.inbound.journeys.contacts import hears_of
from notifier.inbound.journeys.questions import About, Question, open_to
from notifier.inbound.journeys.slots import WhyNot, Wish
from notifier.inbound.model import Outcome, Reply
from notifier.inbound.reading.commands import Answer
from notifier.inbound.reading.words import DOUBTFUL, Verb
from notifier.inbound.replies.telling import told_of, unknown
from notifier.inbound.replies.wording import WRITTEN, near_moment
from notifier.inbound.talk import Talk

_MOST_NAMED = 3


async def answer(talk: Talk, command: Answer) -> Outcome:
    """Carry out the answer to the one question that can be meant, or ask which."""
    name = "yes" if command.agrees else "no"
    if command.code is not None and not code_is_well_formed(command.code):
        return unknown(talk, name, command.code)
    asked = await talk.settled("asked", lambda: _meant(talk, command), list[Question])
    if not asked and command.code is not None:
        return unknown(talk, name, command.code)
    if not asked:
        return Outcome(name, "nothing-asked", talk.plain("reply_nothing_open"))
    named = frozenset(one.code for one in asked if one.code is not None)
    if len(asked) > 1:
        return Outcome(name, "several-asked", _which(talk, command, asked), named)
    (question,) = asked
    spoken = in_language_of(talk, command, question)
    if is_doubtful(command, question):
        return Outcome(name, "doubtful", spoken.plain("reply_answer_clearly"))
    act = _agree if command.agrees else _disagree
    outcome = await act(spoken, question)
    return replace(outcome, command=name, named=outcome.named | named)


def is_doubtful(command: Answer, question: Question) -> bool:
    """Whether this word is no clear answer in the question's language."""
    meant = DOUBTFUL.get(command.word)
    return meant is not None and question.language is Language.CS


def in_language_of(talk: Talk, command: Answer, question: Question) -> Talk:
    """The talk in the question's language, where the word does not say in which."""
    if command.language is not None and not is_doubtful(command, question):
        return talk
    return replace(talk, language=question.language)


async def _meant(talk: Talk, command: Answer) -> list[Question]:
    found = await open_to(talk)
    if command.booking:
        return [one for one in found if one.about is About.HOLD]
    if command.code is None:
        return found
    theirs = [one for one in found if one.code == command.code]
    if theirs:
        return theirs
    other = await named_by(talk, command.code)
    return [] if other is None else [other]


def _which(talk: Talk, command: Answer, asked: list[Question]) -> Reply:
    word = WRITTEN[Verb.YES if command.agrees else Verb.NO][talk.language]
    told = []
    for one in asked[:_MOST_NAMED]:
        by = WRITTEN[Verb.BOOK][talk.language] if one.code is None else one.code
        when = (
            ""
            if one.when is None
            else f" ({near_moment(one.when.astimezone(talk.zone), talk.language)})"
        )
        told.append(f"{word} {by}{when}")
    return talk.choice("reply_which", told)


async def _agree(talk: Talk, question: Question) -> Outcome:
    backend, step = talk.backend, talk.step("accept")
    try:
        match question.about:
            case About.HOLD:
                return await _book(talk, question.id)
            case About.OFFER:
                accepted = await backend.waitlist.accept(
                    question.id, by="caller", channel=CHANNEL, key=step
                )
                return await _has_place(talk, accepted.visit, is_new=not accepted.moved)
            case About.REBOOKING:
                visit = await backend.rebookings.accept(question.id, by="caller", key=step)
                return await _has_place(talk, visit, is_new=False)
            case About.REMINDER:
                return await _comes(talk, question)
    except LimitReached:
        return Outcome(None, "limit", talk.plain("reply_limit"))
    except (OfferOver, RebookingOver):
        return Outcome(None, "over", talk.plain("reply_over"))


async def decline_offer(talk: Talk, offer_id: int) -> Outcome:
    """They do not want it; they stay on the list."""
    try:
        await talk.backend.waitlist.decline(offer_id, by="caller", key=talk.step("decline"))
    except OfferOver:
        return Outcome(None, "over", talk.plain("reply_over"))
    return Outcome(None, "declined", talk.plain("reply_declined"))


async def _disagree(talk: Talk, question: Question) -> Outcome:
    match question.about:
        case About.HOLD:
            await talk.backend.visits.release(question.id, key=talk.step("decline"))
            return Outcome(None, "released", talk.plain("reply_released"))
        case About.OFFER:
            return await decline_offer(talk, question.id)
        case About.REBOOKING:  # a visit is cancelled by its code only
            return Outcome(None, "not-taken", talk.plain("reply_rebooking_declined"))
        case About.REMINDER:
            visit = await talk.backend.visits.get(question.id)
            reply = await told_of(talk, "reply_cancel_this", visit)
            return Outcome(None, "asked-to-cancel", reply, frozenset({visit.code}))


async def _book(talk: Talk, hold_id: int) -> Outcome:
    """Book what was kept; where it was lost, keep what is nearest now and ask again."""
    visits = talk.backend.visits
    hold = await talk.settled("held", lambda: visits.held(hold_id), Hold | None)
    if hold is None:
        return Outcome(None, "over", talk.plain("reply_over"))
    try:
        return await confirmed(talk, hold)
    except LimitReached:
        await visits.release(hold_id, key=talk.step("let_go"))
        raise
    except (SlotTaken, HoldExpired):
        activity = await talk.backend.catalogue.activity(hold.activity)
        start = hold.slot.start.astimezone(talk.zone)
        wish = Wish(activity, hold.persons, day=start.date(), at=start.time())
        return await offer_nearest(talk, wish, WhyNot.LOST)


async def _has_place(talk: Talk, visit: Visit, *, is_new: bool) -> Outcome:
    named = frozenset({visit.code})
    if await hears_of(talk, visit, needed=not is_new):
        return Outcome(None, "accepted", named=named)
    reply = await told_of(talk, "reply_visit" if is_new else "reply_moved", visit)
    return Outcome(None, "accepted", reply, named)


async def _comes(talk: Talk, question: Question) -> Outcome:
    visit = await talk.backend.visits.get(question.id)
    reply = await told_of(talk, "reply_confirmed", visit)
    return Outcome(None, "confirmed", reply, frozenset({visit.code}))
