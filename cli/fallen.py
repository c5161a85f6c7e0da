"""Visits that have fallen out of the town's hours, as lists on a terminal show them."""

from booking.api import FallenVisit, FallenWhy
from cli.lists import Column

WHY = {
    FallenWhy.COUNTER_GONE: "the counter is gone",
    FallenWhy.COUNTER_ELSEWHERE: "the counter is at another office",
    FallenWhy.NOT_DONE_THERE: "it is not done there any more",
    FallenWhy.HOLIDAY: "a public holiday",
    FallenWhy.CLOSURE: "closed",
    FallenWhy.BREAK: "a break",
    FallenWhy.PAST_CLOSING: "it would end after closing time",
    FallenWhy.CLOSED: "it is outside of the hours",
    FallenWhy.SOLD_OUTSIDE: "the system that owns the calendar has given the time away",
}


def why(fallen: FallenVisit) -> str:
    """The reason, with the town's own words for a closure."""
    return WHY[fallen.why] + (f": {fallen.remark}" if fallen.remark else "")


COLUMNS = (
    Column[FallenVisit]("code", lambda one: one.visit.code),
    Column[FallenVisit]("start", lambda one: one.visit.start),
    Column[FallenVisit]("office", lambda one: one.visit.office),
    Column[FallenVisit]("counter", lambda one: one.visit.counter),
    Column[FallenVisit]("activity", lambda one: one.visit.activity),
    Column[FallenVisit]("phone", lambda one: one.visit.phone),
    Column[FallenVisit]("why", why, wraps=True),
)
