"""A suggestion or a complaint by keys alone: what, where, and a number with a code to ask by.

Nobody is recorded, and nobody has to log in. Who wants to say more gets an operator, who sees what
was keyed and writes it down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from booking.api import (
    ApplicationKind,
    Backend,
    FilingChannel,
    LimitReached,
    NotFound,
    PhoneFiling,
    PhoneKind,
    Receipt,
    Wording,
    is_mobile,
)
from ivr.call.call import Call
from ivr.call.errors import Back, ToOperator
from ivr.call.prompts import Phrase, Prompt, phrase, together
from ivr.dialogs.about import APPLICATION, PLACE, PROBLEM
from ivr.dialogs.numbers import ask_mobile_or_leave, caller_phone, ending, sms_waits
from ivr.dialogs.places import Place, ask_place
from ivr.dialogs.registry import Next, dialog


@dataclass(frozen=True, slots=True)
class Draft:
    """What will be filed."""

    kind: ApplicationKind
    problem: Wording | None
    place: Place | None


@dialog("suggestion")
async def suggestion(call: Call, backend: Backend) -> Next:
    """Ask for what and where, read it back, file it, tell number and code."""
    offered = (await backend.catalogue.town()).phone_filing
    kinds = {kind.code: kind for kind in await backend.applications.kinds()}
    draft = await _asked(call, offered, kinds)
    while not await call.choose(
        "confirm", _read_back(draft), {"1": True, "2": False}, confirms=True
    ):
        draft = await _asked(call, offered, kinds)
    phone = call.note("phone", caller_phone(call), str | None)
    try:
        receipt: Receipt = await call.command(
            "file",
            backend.applications.file,
            draft.kind.code,
            call.citizen_id,
            phone=phone,
            place=None if draft.place is None else draft.place.written,
            text=None if draft.problem is None else draft.problem.cs,
            channel=FilingChannel.PHONE,
            language=call.language,
        )
    except LimitReached:
        call.say(phrase("suggestion.limit"))
        raise ToOperator from None
    return await _filed(call, backend, receipt, phone)


async def _asked(call: Call, offered: PhoneFiling, kinds: dict[str, ApplicationKind]) -> Draft:
    asked = await _kind(call, offered.kinds, kinds)
    kind = kinds[asked.kind]
    call.concerns(kind.service, kind.code)
    problem = await _problem(call, asked.problems)
    if problem is not None:
        call.looked_at(PROBLEM, problem.cs)
    place = await ask_place(call, asked, offered.streets)
    call.looked_at(PLACE, "" if place is None else place.written)
    return Draft(kind, problem, place)


async def _kind(
    call: Call, offered: Sequence[PhoneKind], kinds: dict[str, ApplicationKind]
) -> PhoneKind:
    by_code = {one.kind: one for one in offered if one.kind in kinds}
    codes = call.note("kinds", list(by_code), list[str])
    if not codes:
        call.say(phrase("suggestion.none"))
        raise ToOperator
    named = [kinds[code].name for code in codes]
    said = together(phrase("suggestion.which"), *_options(named))
    code = await call.choose("kind", said, {str(n): code for n, code in enumerate(codes, 1)})
    try:
        return by_code[code]
    except KeyError:
        raise NotFound(f"'{code}' cannot be filed by keys any more") from None


async def _problem(call: Call, problems: Sequence[Wording]) -> Wording | None:
    if not problems:
        return None
    said = together(phrase("suggestion.problem"), *_options(problems))
    return await call.choose("problem", said, {str(n): one for n, one in enumerate(problems, 1)})


def _options(named: Sequence[Wording]) -> list[Phrase]:
    return [phrase("suggestion.option", what=one, key=str(n)) for n, one in enumerate(named, 1)]


def _read_back(draft: Draft) -> Prompt:
    said: list[Prompt] = [phrase("suggestion.read_back", what=draft.kind.name)]
    if draft.problem is not None:
        said.append(phrase("suggestion.read_back", what=draft.problem))
    if draft.place is not None:
        said.append(draft.place.said)
    return together(*said, phrase("suggestion.confirm"))


async def _filed(call: Call, backend: Backend, receipt: Receipt, phone: str | None) -> Next:
    application = receipt.application
    call.looked_at(APPLICATION, application.reference)
    told = phrase(
        "suggestion.filed",
        kind=application.kind_name,
        reference=f"{application.number}/{application.year}",
        code=receipt.code,
    )
    call.say(told)
    if application.deadline is not None:
        call.say(phrase("suggestion.answer_by", deadline=application.deadline))
    call.say(phrase("suggestion.how"))
    news = await _news_to(call, backend, phone)
    if news is not None:
        await _promise_sms(call, backend, news, "visit.sms_to", told)
    else:
        await _offer_sms(call, backend, receipt, told)
    call.say(phrase("goodbye"))
    return Next.END


async def _news_to(call: Call, backend: Backend, phone: str | None) -> str | None:
    """The number that an SMS is on its way to: the verified citizen's, or the calling one."""
    if call.citizen_id is not None:
        phone = (await backend.citizens.get(call.citizen_id)).reachable_phone
    return phone if is_mobile(phone) else None


async def _offer_sms(call: Call, backend: Backend, receipt: Receipt, told: Prompt) -> None:
    try:
        phone = await ask_mobile_or_leave(call, "mobile", phrase("suggestion.ask_mobile"))
    except Back:
        # who keyed on while the code was being said has not heard it
        call.say(told)
        return
    if phone is None:
        return
    try:
        await call.command(
            "send",
            backend.applications.send_receipt,
            receipt.application.id,
            phone=phone,
            language=call.language,
        )
    except LimitReached:
        call.say(phrase("sms.limit"))
        return
    await _promise_sms(call, backend, phone, "visit.sms_sent", told)


async def _promise_sms(
    call: Call, backend: Backend, phone: str, said_as: str, told: Prompt
) -> None:
    """Say that the SMS comes; where it has to wait, number and code once more."""
    if await sms_waits(call, backend, phone):
        call.say(phrase("suggestion.sms_later"))
        call.say(told)
    else:
        call.say(phrase(said_as, ending=ending(phone)))
