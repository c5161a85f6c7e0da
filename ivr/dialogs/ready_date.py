"""Is my passport or identity card ready? By the day on which it was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from booking.api import Activity, Backend, filed_date, is_ready
from ivr.call.asking import Form
from ivr.call.call import Call
from ivr.call.prompts import Prompt, phrase
from ivr.dialogs.book import book
from ivr.dialogs.picking import pick
from ivr.dialogs.registry import Next, dialog

FILED = Form(
    4,
    silence="status.ready_date.silence",
    wrong="status.ready_date.wrong",
    incomplete="status.ready_date.incomplete",
)


@dialog("ready_date")
async def ready_date(call: Call, backend: Backend, *, services: str) -> Next:
    """Tell whether the documents are ready, and offer a visit to collect them.

    Args:
        call: the call.
        backend: the backend.
        services: codes of the services that one question stands for, apart by spaces.
    """
    about = services.split()
    call.concerns(about[0], "ready_date")
    days = await _ready_days(call, backend, about)
    if not days:
        call.say(phrase("status.ready_unknown"))
        return Next.MAIN
    today = call.note("today", backend.clock.today(), date)
    filed = await call.ask(
        "filed", phrase("status.ready_date.ask"), FILED, lambda keyed: filed_date(keyed, today)
    )
    ready = [service for service, day in days.items() if is_ready(filed, day)]
    if not ready:
        call.say(phrase("status.not_ready", filed=filed, until=max(days.values())))
        return Next.MAIN
    call.say(phrase("status.ready", filed=filed))
    for service in days.keys() - ready:
        name = (await backend.catalogue.service(service)).name
        call.say(phrase("status.ready_except", service=name, until=days[service]))
    await call.choose("collect", phrase("status.collect_offer"), {"1": True})
    activity = await _which(call, await _collections(backend, ready))
    return await book(call, backend, activity=activity.code)


async def _ready_days(call: Call, backend: Backend, services: Sequence[str]) -> dict[str, date]:
    days = {}
    for service in services:
        ready = await call.fetch("ready", backend.ready_dates.of, service)
        if ready is not None:
            days[service] = ready.day
    return days


async def _collections(backend: Backend, services: Sequence[str]) -> list[Activity]:
    activities = await backend.catalogue.activities()
    return [one for one in activities if one.collects and one.service in services]


async def _which(call: Call, activities: Sequence[Activity]) -> Activity:
    if len(activities) == 1:
        return activities[0]
    return await pick(call, "which", phrase("status.collect_which"), activities, _option)


def _option(activity: Activity, key: str) -> Prompt:
    return phrase("status.collect_option", activity=activity.name, key=key)
