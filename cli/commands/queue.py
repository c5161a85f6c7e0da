"""Callers who wait for a person."""

from booking.api import Backend
from cli import context
from cli.commands.options import Data, Json
from cli.lists import Column, ask, show
from ivr.routing.api import Routing, WaitingCaller, read_rules

COLUMNS = (
    Column[WaitingCaller]("place", lambda one: one.place.position),
    Column[WaitingCaller]("since", lambda one: one.request.asked_at),
    Column[WaitingCaller]("caller", lambda one: one.request.asked.caller or "hidden"),
    Column[WaitingCaller]("needs", lambda one: ", ".join(map(str, one.request.needs))),
    Column[WaitingCaller]("topic", lambda one: one.request.asked.topic),
    Column[WaitingCaller]("expected", lambda one: _seconds(one.place.expected_seconds)),
    Column[WaitingCaller]("rings at", lambda one: one.rings_at),
    Column[WaitingCaller]("call", lambda one: one.request.call_id),
)


def command(data: Data, as_json: Json = False) -> None:
    rules = read_rules(context.find(data).config.routing_file)

    async def look(backend: Backend) -> list[WaitingCaller]:
        return await Routing(backend.database, backend.staff, rules).waiting()

    show(ask(data, look), COLUMNS, kind=list[WaitingCaller], as_json=as_json)


def _seconds(expected: float | None) -> str | None:
    return None if expected is None else f"in {expected:.0f} s"
