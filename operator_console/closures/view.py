"""Closures and those concerned as plain data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from booking.api import (
    LIVE_REBOOKINGS,
    NOBODY_REACHED,
    CaseReport,
    Closing,
    Concern,
    Foreseen,
    RebookingState,
    Slot,
    Visit,
)
from operator_console import formats
from operator_console.desk.view import Names

COLOURS = {
    RebookingState.OPEN: "neutral",
    RebookingState.MOVED: "success",
    RebookingState.OFFERED: "primary",
    RebookingState.ACCEPTED: "success",
    RebookingState.REBOOKED: "success",
    RebookingState.CANCELLED: "neutral",
    RebookingState.UNREACHED: "error",
    RebookingState.RUNG: "warning",
    RebookingState.SETTLED: "success",
    RebookingState.WITHDRAWN: "neutral",
    RebookingState.OVER: "error",
}

Say = Callable[..., str]


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case in the list.

    Attributes:
        done: how many have an outcome.
        unreached: how many nobody has reached.
    """

    id: int
    title: str
    reason: str
    when: str
    by: str
    count: int
    done: int
    unreached: int
    is_lifted: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One person concerned.

    Attributes:
        who: the name as it was given, and the number or address.
        outcome: in words; `colour` goes with it.
        detail: where to, or until when they may answer.
        path: what is done about it begins with this address.
        can_accept: something is kept for them.
        is_live: something is still to be done.
        can_go_back: it was moved by itself, and the closure is lifted.
    """

    id: int
    visit_id: int
    was: str
    place: str
    name: str
    phone: str
    email: str
    language: str
    activity: str
    code: str
    outcome: str
    colour: str
    detail: str
    path: str
    can_accept: bool
    is_live: bool
    can_be_rung: bool
    can_go_back: bool


@dataclass(frozen=True, slots=True)
class Texts:
    """What turns data into words.

    Attributes:
        say: a text of the console.
    """

    names: Names
    say: Say
    zone: ZoneInfo
    today: date

    def when(self, slot: Slot | Visit) -> str:
        """'9:05' today, '20. 11. 2026 9:05' on another day."""
        return formats.moment(slot.start, self.zone, self.today, self.names.language)

    def place(self, slot: Slot | Visit) -> str:
        """'Lidická 5, přepážka 3'."""
        return self.names.place(slot.office, slot.counter)

    def closing(self, closing: Closing) -> str:
        """'Lidická 5, přepážka 3'; the whole town where neither is named."""
        if closing.office is None:
            return self.say("closures.everywhere")
        return self.names.place(closing.office, closing.counter or "")

    def days(self, closing: Closing) -> str:
        """'25. 11. 2026', '… – …', with the hours of a part of the day."""
        language = self.names.language
        days = formats.short_day(closing.first, language)
        if closing.last != closing.first:
            days = f"{days} – {formats.short_day(closing.last, language)}"
        if closing.span is None:
            return days
        return f"{days}, {minute(closing.span.opens)}–{minute(closing.span.closes)}"


def minute(of_day: int) -> str:
    """'9:05'."""
    return f"{of_day // 60}:{of_day % 60:02d}"


def case_line(report: CaseReport, texts: Texts) -> CaseLine:
    """A case in the list, and the head of its page."""
    closure, states = report.closure, [one.rebooking.state for one in report.concerns]
    return CaseLine(
        id=report.case.id,
        title=texts.say("closures.hours") if closure is None else texts.closing(closure.closing),
        reason=report.case.reason,
        when="" if closure is None else texts.days(closure.closing),
        by=report.case.opened_by,
        count=len(states),
        done=sum(1 for state in states if state not in LIVE_REBOOKINGS),
        unreached=sum(1 for state in states if state in NOBODY_REACHED),
        is_lifted=report.case.ended_at is not None,
    )


def lines(report: CaseReport, texts: Texts, *, unreached: bool) -> list[Line]:
    """Everyone concerned, the nearest first; with `unreached` only whom nobody has reached."""
    return [
        line(report, one, texts)
        for one in report.concerns
        if not unreached or one.rebooking.state in NOBODY_REACHED
    ]


def line(report: CaseReport, concern: Concern, texts: Texts) -> Line:
    """One of them."""
    one, visit = concern.rebooking, concern.visit
    return Line(
        id=one.id,
        visit_id=visit.id,
        was=texts.when(one.was),
        place=texts.place(one.was),
        name=visit.name or "",
        phone=visit.phone or "",
        email=visit.email or "",
        language=visit.language.value,
        activity=texts.names.purpose(visit.parts),
        code=visit.code,
        outcome=texts.say(f"closures.state.{one.state.value}"),
        colour=COLOURS[one.state],
        detail=_detail(concern, texts),
        path=f"/closures/{report.case.id}/{one.id}",
        can_accept=one.can_accept,
        is_live=one.is_live,
        can_be_rung=one.state is RebookingState.UNREACHED,
        can_go_back=one.state is RebookingState.MOVED and report.case.ended_at is not None,
    )


def foreseen(found: Sequence[Foreseen], texts: Texts) -> list[dict[str, str]]:
    """What would become of each."""
    return [
        {
            "when": texts.when(one.visit),
            "place": texts.place(one.visit),
            "activity": texts.names.purpose(one.visit.parts),
            "who": one.visit.name or "",
            "outcome": texts.say(f"closures.foreseen.{one.state.value}"),
            "colour": COLOURS[one.state],
            "detail": _where(one.slot, texts)
            or (texts.say(f"closures.why.{one.why.value}") if one.why else ""),
        }
        for one in found
    ]


def _detail(concern: Concern, texts: Texts) -> str:
    one = concern.rebooking
    if one.state is RebookingState.OFFERED and one.answer_by is not None:
        until = formats.moment(one.answer_by, texts.zone, texts.today, texts.names.language)
        told = "closures.until" if one.told_at is not None else "closures.told_later"
        return f"{_where(one.offered, texts)}; {texts.say(told, until=until)}"
    if one.offered is not None:
        return _where(one.offered, texts)
    return texts.say(f"closures.why.{one.why.value}") if one.why and one.is_live else ""


def _where(slot: Slot | None, texts: Texts) -> str:
    return "" if slot is None else f"{texts.when(slot)}, {texts.place(slot)}"
