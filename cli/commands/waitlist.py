"""Those who wait for a slot, and what is offered to them."""

from booking.api import Waiter
from cli.commands.options import Data, Json
from cli.lists import Column, ask, show

COLUMNS = (
    Column[Waiter]("activity", lambda one: one.entry.wants.activity),
    Column[Waiter]("place", lambda one: one.place or None),
    Column[Waiter]("state", lambda one: one.entry.state),
    Column[Waiter]("persons", lambda one: one.entry.wants.persons),
    Column[Waiter]("has", lambda one: one.replaces),
    Column[Waiter]("joined", lambda one: one.entry.joined_at),
    Column[Waiter]("until", lambda one: one.entry.valid_until),
    Column[Waiter]("by", lambda one: one.entry.channel),
    Column[Waiter]("phone", lambda one: one.entry.contact.phone),
    Column[Waiter]("offers", lambda one: one.offers),
    Column[Waiter]("offered", lambda one: one.offer and one.offer.slot.start),
    Column[Waiter]("answer by", lambda one: one.offer and one.offer.answer_by),
)


def command(data: Data, as_json: Json = False) -> None:
    waiting = ask(data, lambda backend: backend.waitlist.waiting())
    show(waiting, COLUMNS, kind=list[Waiter], as_json=as_json)
