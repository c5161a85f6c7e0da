"""Counters that close, how far each case is, and whom nobody has reached."""

from typing import Annotated

import typer

from booking.api import LIVE_REBOOKINGS, NOBODY_REACHED, CaseReport, Concern
from cli.commands.options import Data, Json
from cli.lists import Column, ask, show


def _place(report: CaseReport) -> str:
    if report.closure is None:
        return "a change of hours"
    closing = report.closure.closing
    return closing.counter or closing.office or "the whole town"


CASES = (
    Column[CaseReport]("case", lambda one: one.case.id),
    Column[CaseReport]("what", _place),
    Column[CaseReport]("first", lambda one: one.closure and one.closure.closing.first),
    Column[CaseReport]("last", lambda one: one.closure and one.closure.closing.last),
    Column[CaseReport]("reason", lambda one: one.case.reason, wraps=True),
    Column[CaseReport]("by", lambda one: one.case.opened_by),
    Column[CaseReport]("lifted", lambda one: one.case.ended_at),
    Column[CaseReport]("concerned", lambda one: len(one.concerns)),
    Column[CaseReport](
        "left", lambda one: sum(c.rebooking.state in LIVE_REBOOKINGS for c in one.concerns)
    ),
    Column[CaseReport](
        "unreached", lambda one: sum(c.rebooking.state in NOBODY_REACHED for c in one.concerns)
    ),
)

CONCERNS = (
    Column[Concern]("code", lambda one: one.visit.code),
    Column[Concern]("was", lambda one: one.rebooking.was.start),
    Column[Concern]("counter", lambda one: one.rebooking.was.counter),
    Column[Concern]("outcome", lambda one: one.rebooking.state),
    Column[Concern]("why", lambda one: one.rebooking.why),
    Column[Concern]("new", lambda one: one.rebooking.offered and one.rebooking.offered.start),
    Column[Concern]("answer by", lambda one: one.rebooking.answer_by),
    Column[Concern]("phone", lambda one: one.visit.phone),
)


def command(
    data: Data,
    as_json: Json = False,
    unreached: Annotated[
        bool, typer.Option("--unreached", help="Everyone whom nobody has reached, in all cases.")
    ] = False,
) -> None:
    reports = ask(data, lambda backend: backend.rebookings.reports())
    if not unreached:
        show(reports, CASES, kind=list[CaseReport], as_json=as_json)
        return
    found = [
        one
        for report in reports
        for one in report.concerns
        if one.rebooking.state in NOBODY_REACHED
    ]
    show(found, CONCERNS, kind=list[Concern], as_json=as_json)
