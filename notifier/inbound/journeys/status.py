"""'STAV 123/2026', 'STAV 12/2026 472015', 'STAV PAS 3.11.': how something stands.

How an application stands goes only to a verified number of whoever it belongs to, or of somebody
who acts for them, and else to whoever has the receipt's code. Any other number gets one and the
same answer, be there such an application or not.
"""

from __future__ import annotations

from datetime import date

from booking.api import (
    Application,
    Citizen,
    LimitReached,
    ReceiptLocked,
    Scope,
    Secret,
    StatusTold,
    filed_date,
    is_ready,
    receipt_code_is_well_formed,
)
from notifier.inbound.model import Outcome, Reply
from notifier.inbound.reading.commands import AskApplication, AskReady
from notifier.inbound.reading.days import Day, OnDate, resolved
from notifier.inbound.reading.words import Verb
from notifier.inbound.replies.telling import which
from notifier.inbound.senders.owners import owners_of
from notifier.inbound.talk import Talk
from notifier.templates.dates import day, short_day
from notifier.templates.values import ReplyReadyValues, ReplyStatusValues

_NAME, _READY = "application", "ready-date"


async def ask_application(talk: Talk, command: AskApplication) -> Outcome:
    """Tell how an application stands, to those who may know it."""
    theirs = await talk.settled("theirs", lambda: _theirs(talk, command), list[int])
    if theirs:
        return await _sent(talk, theirs)
    if command.code is None:
        return Outcome(_NAME, "not-theirs", talk.plain("reply_status_closed"))
    return await _by_receipt(talk, command, Secret(command.code))


async def _theirs(talk: Talk, command: AskApplication) -> list[int]:
    """The sender's applications with this number, and of those for whom they act."""
    found: list[int] = []
    for citizen in await owners_of(talk.backend, talk.phone):
        for whose in await _represented(talk, citizen):
            mine = await talk.backend.applications.with_number(
                whose.id, command.number, command.year
            )
            if mine and whose.id != citizen.id:
                key = talk.step(f"acts.{citizen.id}.{whose.id}")
                await talk.backend.representations.act_for(
                    citizen.id, whose.id, Scope.APPLICATIONS, key=key
                )
            found += [one.id for one in mine]
    return list(dict.fromkeys(found))


async def _represented(talk: Talk, citizen: Citizen) -> list[Citizen]:
    others = await talk.backend.representations.represented_by(citizen.id, Scope.APPLICATIONS)
    return [citizen, *others]


async def _sent(talk: Talk, theirs: list[int]) -> Outcome:
    """Have the usual message about each sent to them; it is audited as one that was asked for."""
    try:
        for application_id in theirs:
            await talk.backend.applications.send_status(
                application_id,
                phone=talk.phone,
                language=talk.language,
                key=talk.step(f"send.{application_id}"),
            )
    except LimitReached:
        return Outcome(_NAME, "limit", talk.plain("reply_failed"))
    return Outcome(_NAME, "told")


async def _by_receipt(talk: Talk, command: AskApplication, code: Secret) -> Outcome:
    if not receipt_code_is_well_formed(code):  # a slip is told at once, and costs no try
        return Outcome(_NAME, "malformed-code", talk.plain("reply_receipt_wrong"))
    checked = await talk.backend.applications.by_receipt(
        command.number,
        command.year,
        code,
        caller=talk.phone,
        call_id=talk.key,
        key=talk.step("receipt"),
    )
    match checked:
        case StatusTold(application):
            return Outcome(_NAME, "told-by-receipt", _told(talk, application))
        case ReceiptLocked(minutes):
            locked = talk.plain("reply_receipt_locked", minutes=minutes)
            return Outcome(_NAME, "locked", locked)
        case _:
            return Outcome(_NAME, "wrong-code", talk.plain("reply_receipt_wrong"))


def _told(talk: Talk, application: Application) -> Reply:
    """State and deadline; a clerk's answer is read by a person, as on the telephone."""
    last = application.history[-1] if application.history else None
    answered = application.citizen_id is None and last is not None and bool(last.remark)
    town, language = talk.catalogue.town, talk.language
    values = ReplyStatusValues(
        kind=application.kind_name[language],
        short=f"{application.number}/{application.year}",
        state=application.state_name[language],
        deadline=day(application.deadline, language) if application.deadline else "",
        answered=answered,
        town=town.sms_signature,
        number=town.number,
    )
    return Reply("reply_status", language, values)


async def ask_ready(talk: Talk, command: AskReady) -> Outcome:
    """Tell whether documents asked for on a day are ready, or up to which day they are."""
    meant = talk.catalogue.matters.meant_by(command.what)
    if meant.activity is None:
        return Outcome(_READY, "unknown-matter", talk.plain("reply_what"))
    if meant.rivals:
        return Outcome(_READY, "several-matters", which(talk, meant, Verb.STATUS))
    filed = None
    if command.day is not None:
        filed = _filed_on(command.day, talk.written_at.date())
        if filed is None:
            return Outcome(_READY, "unclear-day", talk.plain("reply_day_unclear"))
    service = meant.activity.service
    ready = await talk.backend.ready_dates.of(service)
    if ready is None:
        return Outcome(_READY, "unknown", talk.plain("reply_ready_unknown"))
    values = await _ready_values(talk, service, filed, ready.day)
    if filed is None or is_ready(filed, ready.day):
        return Outcome(_READY, "ready", Reply("reply_ready", talk.language, values))
    return Outcome(_READY, "not-ready", Reply("reply_not_ready", talk.language, values))


def _filed_on(said: Day, today: date) -> date | None:
    """The day in the past that is meant; None where there is none."""
    if isinstance(said, OnDate) and said.year is None:
        filed = filed_date(f"{said.day:02}{said.month:02}", today)
    else:
        filed = resolved(said, today)
    return None if filed is None or filed > today else filed


async def _ready_values(
    talk: Talk, service: str, filed: date | None, until: date
) -> ReplyReadyValues:
    town, language = talk.catalogue.town, talk.language
    collects = any(one.collects for one in talk.catalogue.activities if one.service == service)
    return ReplyReadyValues(
        service=(await talk.backend.catalogue.service(service)).name[language],
        filed="" if filed is None else short_day(filed, language),
        until=short_day(until, language),
        word=talk.catalogue.word_of_service(service, language) if collects else "",
        town=town.sms_signature,
        number=town.number,
    )
