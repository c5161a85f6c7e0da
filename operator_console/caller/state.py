"""What the panel is set to. All of it stands in the address, so that a reload shows the same."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Self
from urllib.parse import parse_qs, urlencode

from fastapi import Request

PATH = "/desk/work"

LONGEST = 120
"""Characters of one field; nothing that a person types here is longer."""


class Tab(StrEnum):
    """The panel's parts, in the order of their keys."""

    CITIZEN = "citizen"
    BOOK = "book"
    VISITS = "visits"
    APPLICATIONS = "applications"
    TOPICS = "topics"
    MESSAGES = "messages"


@dataclass(frozen=True, slots=True)
class State:
    """See above. Whatever cannot be read means nothing chosen.

    Attributes:
        call: the call's id, empty without one.
        tab: the part that is shown, empty for the one that fits the call.
        q: what is searched for in this part.
        citizen: whom the operator looks at.
        service: of the visit or the documents asked for.
        activity: what the visit is for.
        office: only there.
        persons: how many come for it.
        also: what else is to be done at the same visit.
        also_n: for how many.
        more: a third thing.
        more_n: for how many.
        day: the day whose times are shown, ISO.
        later: the days shown are later than this one.
        after: a start that was taken; the next one is offered.
        hold: the time that is kept for a new visit.
        swap: the time that is kept for the visit that is to be moved.
        booked: the visit that was just booked or moved.
        visit: the visit that is to be moved.
        cancel: the visit that is to be cancelled, once more asked.
        application: the one whose history is open.
        topic: the one that is read aloud.
        filed: the day a document was asked for, ISO.
        message: the one whose course is open.
    """

    call: str = ""
    tab: str = ""
    q: str = ""
    citizen: str = ""
    service: str = ""
    activity: str = ""
    office: str = ""
    persons: str = ""
    also: str = ""
    also_n: str = ""
    more: str = ""
    more_n: str = ""
    day: str = ""
    later: str = ""
    after: str = ""
    hold: str = ""
    swap: str = ""
    booked: str = ""
    visit: str = ""
    cancel: str = ""
    application: str = ""
    topic: str = ""
    filed: str = ""
    message: str = ""

    @classmethod
    def read(cls, query: str) -> Self:
        """From an address's query."""
        given = parse_qs(query)
        known = {field.name for field in fields(cls)}
        # of a field that comes twice, the later one was chosen
        found = {k: v[-1].strip()[:LONGEST] for k, v in given.items() if k in known}
        if found.get("tab", "") not in set(Tab):
            found["tab"] = ""
        return cls(**found)

    @property
    def query(self) -> str:
        """For an address: only what is set."""
        return urlencode({name: value for name, value in asdict(self).items() if value})

    @property
    def link(self) -> str:
        """The panel's own address."""
        return f"{PATH}?{self.query}"

    def but(self, **changes: object) -> Self:
        """The same with some fields set otherwise; for templates, too."""
        return replace(
            self, **{name: "" if value is None else str(value) for name, value in changes.items()}
        )

    def at(self, tab: str, **changes: object) -> Self:
        """Another part of the panel, about the same caller; what was under way there is kept."""
        return self.but(tab=tab, q="", booked="", cancel="", after="", **changes)

    def hidden(self, *but: str) -> list[tuple[str, str]]:
        """The fields that a form takes along; `but` are those that it asks for itself."""
        return [(k, v) for k, v in asdict(self).items() if v and k not in but]

    def number(self, name: str) -> int | None:
        """A field as the number of a record."""
        text: str = getattr(self, name)
        return int(text) if text.isdecimal() and text.isascii() and len(text) < 10 else None

    def date(self, name: str) -> date | None:
        """A field as a day."""
        try:
            return date.fromisoformat(getattr(self, name))
        except ValueError:
            return None


def of(request: Request) -> State:
    """The state in the address that was asked for."""
    return State.read(request.url.query)
