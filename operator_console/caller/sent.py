"""What was sent to the caller: did the SMS go, did it arrive, and if not, why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from notifier.api import FAILURES, ChannelKind, Fate, Message, fate_of
from operator_console.access.roles import Room, may_enter
from operator_console.caller.panel import Panel, Told
from operator_console.messages import view
from operator_console.messages.names import Names

MOST = 10

OPERATORS = "handed-on"
"""A task has reached the operators; whether they have rung is written there."""

_NOT_SENT = (*FAILURES, Fate.WITHHELD, Fate.DROPPED)


@dataclass(frozen=True, slots=True)
class Row:
    """A message, and how it stands as one would say it: 'doručeno 14:02'."""

    message: view.Row
    stands: str


@dataclass(frozen=True, slots=True)
class Opened:
    """The message whose course is shown; its words only to whoever is known to be on the line."""

    id: int
    sheet: view.Sheet


async def show(panel: Panel, told: Told) -> dict[str, Any]:  # noqa: ARG001  as all parts are drawn
    """What this part shows."""
    here = panel.here
    found = await _found(panel)
    times = await here.messages.state_times([one.id for one in found])
    names, when = Names(here.say, here.texts), view.When(here.zone, here.today, here.language)
    rows = [
        Row(
            view.row(one, fate_of(one), names, when),
            stands(one, times.get(one.id), panel.backend.clock.now(), names, when),
        )
        for one in found
    ]
    return {
        "sent": rows,
        "opened": await _opened(panel, [one.id for one in found], names, when),
        "whole_way": may_enter(here.member.role, Room.MESSAGES),
    }


async def _found(panel: Panel) -> list[Message]:
    citizen = panel.citizen if panel.is_known else None
    if panel.phone is not None:
        await panel.here.looks_at(f"messages-of:{panel.phone}", "the caller's panel")
    if citizen is not None:
        reason = f"the caller's panel: {panel.identity.value}"
        await panel.here.looks_at(f"messages-of:{citizen.id}", reason)
    mine = None if citizen is None else citizen.id
    return await panel.here.messages.to_caller(panel.phone, mine, MOST)


async def _opened(
    panel: Panel, shown: Sequence[int], names: Names, when: view.When
) -> Opened | None:
    """Only of those in the list: no other number in the address opens anything."""
    number = panel.state.number("message")
    if number is None or number not in shown:
        return None
    persons = [] if panel.citizen is None else [panel.citizen.id]
    await panel.here.looks_at(f"message:{number}", "the caller's panel", persons)
    found = await panel.here.messages.one(number)
    return Opened(number, view.sheet(found, names, when, whole=panel.is_known))


def stands(
    message: Message, since: datetime | None, now: datetime, names: Names, when: view.When
) -> str:
    """How a message stands, in words for the caller: 'nedoručeno: číslo neexistuje'.

    Args:
        message: it.
        since: when it came into its state.
        now: the instant.
        names: what reasons are called.
        when: how moments are written.
    """
    fate = fate_of(message)
    kind: str = fate.value
    at = since or message.created_at
    if fate is Fate.WAITING and message.attempts == 0 and message.due_at > now:
        kind, at = "held", message.due_at
    elif message.channel is ChannelKind.TASK and fate is Fate.SENT:
        kind = OPERATORS
    reason = names.reason(message.reason)
    said = names.say(f"caller.stands.{kind}", when=when.short(at))
    if not reason:
        return said
    return f"{said}: {reason}" if fate in _NOT_SENT else f"{said} ({reason})"
