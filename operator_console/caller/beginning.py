"""Where the panel begins: at what the caller came to by keys. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from booking.api import filed_date
from ivr.routing.api import Asking
from operator_console.caller.state import State, Tab
from operator_console.desk.view import Names

PLACES: Mapping[str, Tab] = {
    "book": Tab.BOOK,
    "cancel_visit": Tab.VISITS,
    "status": Tab.APPLICATIONS,
    "my_applications": Tab.APPLICATIONS,
    "application_by_receipt": Tab.APPLICATIONS,
    "suggestion": Tab.APPLICATIONS,
    "ready_date": Tab.APPLICATIONS,
    "topics": Tab.TOPICS,
    "my_account": Tab.CITIZEN,
}
"""Menus and dialogs that lead to a part of the panel; the last one on the caller's way counts."""


def begun(state: State, asked: Asking | None, names: Names, today: date) -> State:
    """The state with what the call brought; without a call, the search for a citizen."""
    if asked is None:
        return state.but(tab=Tab.CITIZEN)
    topic, keyed = asked.topic or "", asked.keyed
    activity = names.activities.get(topic)
    tab = _tab(asked, names)
    return state.but(
        tab=tab,
        service=activity.service if activity else asked.service,
        activity=activity.code if activity else "",
        topic=topic if topic in names.topics else "",
        persons=keyed.get("persons"),
        day=_day(keyed.get("slot", "")) if tab is Tab.BOOK else "",
        q=keyed.get("code") if tab is Tab.VISITS else "",
        filed=filed_date(keyed.get("filed", ""), today),
    )


def _tab(asked: Asking, names: Names) -> Tab:
    places = [place.strip() for place in asked.path.split(">")]
    for place in reversed(places):
        if place in PLACES:
            return PLACES[place]
    if asked.topic in names.activities or (asked.service and asked.topic not in names.topics):
        return Tab.BOOK
    return Tab.TOPICS if asked.topic in names.topics else Tab.CITIZEN


def _day(slot: str) -> date | None:
    """The day that the caller was offered a time on."""
    try:
        return datetime.fromisoformat(slot).date()
    except ValueError:
        return None
