"""The pages of messages. Figures show nobody's data; every list and every message is audited."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from booking.api import Refused, Role
from notifier.api import ChannelKind, Fate, Figures, Message, Traced, fate_of
from operator_console.access.roles import Room
from operator_console.console import OWN_FORM, Here, go, in_room
from operator_console.errors import RoomClosed
from operator_console.messages import charts, told, view
from operator_console.messages.names import Names
from operator_console.messages.wanted import Wanted
from operator_console.no_shows.view import MOST_DAYS, period

router = APIRouter(prefix=Room.MESSAGES.value)
AtMessages = Annotated[Here, Depends(in_room(Room.MESSAGES))]
Key = Annotated[str, Form(max_length=80)]

PAGE = 50
"""Messages on a page."""

CHOICES = (1, 7, 30)
"""Days that can be chosen by one click."""

READS = frozenset({Role.SUPERVISOR, Role.AUDITOR})
"""Who reads recipients and texts. An administrator looks after gateways, not after letters."""

SENDS = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
"""Who has a message tried again."""


@router.get("")
async def figures(here: AtMessages, first: str = "", last: str = "") -> Response:
    """The figures of some days; of today where none are named."""
    today = here.today.isoformat()
    chosen = period(first or today, last or today, here.today)
    found = await here.messages.figures(chosen.first, chosen.last)
    waiting = await here.messages.waiting()
    day, month = await here.messages.costs()
    budget = here.console.config.messages.budget
    names, when = names_of(here), when_of(here)
    return await here.page(
        "messages/templates/figures.html.j2",
        chosen=chosen,
        today=here.today,
        most_days=MOST_DAYS,
        choices=[(n, here.today - timedelta(days=n - 1)) for n in CHOICES],
        number=found.number,
        fates=[(fate, when.number(n)) for fate, n in found.fates.items()],
        waiting=waiting,
        due=sum(one.due for one in waiting),
        held=sum(one.held for one in waiting),
        oldest=charts.oldest(waiting, here.backend.clock.now()),
        half=when.seconds(found.seconds.half),
        most=when.seconds(found.seconds.most),
        timed=found.seconds.number,
        day=when.crowns(day),
        month=when.crowns(month),
        budget=None if budget is None else when.crowns(budget.hellers),
        share=None if budget is None else min(999, round(100 * day / budget.hellers)),
        warn_at=None if budget is None else budget.warn_at,
        segments=when.number(found.segments),
        opt_outs=when.number(found.opt_outs),
        bars=(bars := charts.bars(found, names, when)),
        ticks=charts.ticks(bars),
        bands=[name for name, _ in charts.BANDS],
        tables=_tables(found, names, when),
        reasons=charts.reasons(found.counts, names, when),
        inbound=[(names.command(command), when.number(n)) for command, n in found.inbound.items()],
        understood=sum(n for command, n in found.inbound.items() if command),
        written=sum(found.inbound.values()),
    )


@router.get("/list")
async def messages(here: AtMessages, request: Request) -> Response:
    """The messages that are asked for, a page at a time; those to somebody only for who reads."""
    names, when = names_of(here), when_of(here)
    reads = here.member.role in READS
    fields = {
        name: request.query_params.get(name, "")
        for name in ("first", "last", "channel", "fate", "template", "provider", "to", "before")
    }
    wanted = Wanted.read(here.today, fields)
    is_closed = bool(wanted.to) and not reads
    found: list[Message] = []
    if not wanted.is_unreadable and not is_closed:
        await _looks_at_list(here, wanted)
        query = wanted.query(here.zone)
        found = await here.messages.find(query, PAGE + 1, wanted.before)
    shown = found[:PAGE]
    return await here.page(
        "messages/templates/list.html.j2",
        status=403 if is_closed else 200,
        wanted=wanted,
        reads=reads,
        is_closed=is_closed,
        most_days=MOST_DAYS,
        today=here.today,
        channels=[(one.value, names.channel(one)) for one in ChannelKind],
        kinds=[(one.value, names.fate(one)) for one in Fate],
        templates=sorted(
            ((one.name, names.template(one.name)) for one in await here.templates.sheets()),
            key=lambda one: one[1].casefold(),
        ),
        rows=[view.row(one, fate_of(one), names, when) for one in shown],
        older=wanted.but(before=shown[-1].id) if len(found) > PAGE else None,
    )


@router.get("/told")
async def was_told(here: AtMessages, who: str = "", first: str = "", last: str = "") -> Response:
    """The answer to 'was I told?', on paper if wanted."""
    _require_reader(here)
    return await told.page(here, names_of(here), when_of(here), who, first, last)


@router.get("/{number:int}")
async def message(here: AtMessages, number: int) -> Response:
    """One message with its way."""
    found = await here.messages.one(number)
    await _looks_at(here, found)
    return await _page(here, found)


@router.post("/{number:int}/again", dependencies=[OWN_FORM])
async def again(here: AtMessages, number: int, command_key: Key) -> Response:
    """Have it tried once more."""
    if here.member.role not in SENDS:
        raise RoomClosed
    try:
        await here.messages.try_again(
            number, by=here.member.username, key=here.command_key(command_key)
        )
    except Refused as error:
        found = await here.messages.one(number)
        await _looks_at(here, found)
        return await _page(here, found, trouble=error.reason)
    return go(f"{Room.MESSAGES.value}/{number}", said="message-tried-again")


def names_of(here: Here) -> Names:
    """What things are called for whoever is here."""
    return Names(here.say, here.texts)


def when_of(here: Here) -> view.When:
    """How moments are written for whoever is here."""
    return view.When(here.zone, here.today, here.language)


def _tables(
    found: Figures, names: Names, when: view.When
) -> list[tuple[str, Sequence[charts.Line]]]:
    counts = found.counts
    return [
        ("channel", charts.lines(counts, lambda one: names.channel(one.channel), when)),
        ("template", charts.lines(counts, lambda one: names.template(one.template), when)),
        (
            "provider",
            charts.lines(
                [one for one in counts if one.provider],
                lambda one: names.provider(one.provider),
                when,
            ),
        ),
    ]


async def _page(here: Here, found: Traced, trouble: str = "") -> Response:
    role = here.member.role
    why_not = await here.messages.why_not_again(found.message.id)
    return await here.page(
        "messages/templates/one.html.j2",
        status=422 if trouble else 200,
        one=view.sheet(found, names_of(here), when_of(here), whole=role in READS),
        reads=role in READS,
        may_send=role in SENDS and found.fate is Fate.TECHNICAL,
        why_not=why_not or "",
        trouble=trouble,
        text_days=here.console.config.message_days[0],
        row_days=here.console.config.message_days[1],
    )


async def _looks_at(here: Here, found: Traced) -> None:
    """Whose message it is can be asked of the audit as long as the number is known."""
    message = found.message
    has_number = message.recipient.startswith("+")
    persons = await _owners(here, message.recipient) if has_number else []
    await here.looks_at(f"message:{message.id}", "the message's page", persons)


async def _owners(here: Here, phone: str) -> list[int]:
    return [one.id for one in await here.backend.citizens.by_phone(phone)]


async def _looks_at_list(here: Here, wanted: Wanted) -> None:
    recipient = wanted.recipient
    if recipient is None:
        await here.looks_at("messages", "the list of messages")
    elif "@" in recipient:
        await here.looks_at(f"email:{recipient}", "the list of messages to one recipient")
    else:
        owners = await _owners(here, recipient)
        await here.looks_at(f"phone:{recipient}", "the list of messages to one recipient", owners)


def _require_reader(here: Here) -> None:
    if here.member.role not in READS:
        raise RoomClosed
