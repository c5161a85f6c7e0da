"""What of the audit is asked for. It stands in the address; what makes no sense is left out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Self
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from operator_console.access.roles import Room

LONGEST = 18
"""Digits of a number in the database."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """See above.

    Attributes:
        who: only what this one did.
        did: only this action, by its code.
        about: only what concerns records that begin like this, 'application:12'.
        number: only what concerns this citizen.
        day: only what was done on it.
        before: only entries older than this one.
    """

    who: str = ""
    did: str = ""
    about: str = ""
    number: int | None = None
    day: date | None = None
    before: int | None = None

    @classmethod
    def read(cls, who: str, did: str, about: str, person: str, day: str, before: str) -> Self:
        """From the address."""
        try:
            chosen = date.fromisoformat(day)
            chosen + timedelta(days=1)
        except (ValueError, OverflowError):
            chosen = None
        return cls(
            who.strip(), did, about.strip(), _number(person.strip()), chosen, _number(before)
        )

    def but(self, **changes: Any) -> Self:
        """The same, changed."""
        return replace(self, **changes)

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out but what stands on other pages."""
        return self.but(before=None) == type(self)()

    @property
    def address(self) -> str:
        """Where it is shown."""
        told = {
            "who": self.who,
            "did": self.did,
            "about": self.about,
            "person": self.number,
            "day": self.day,
            "before": self.before,
        }
        query = urlencode({name: value for name, value in told.items() if value})
        return f"{Room.AUDIT.value}?{query}" if query else Room.AUDIT.value

    def span(self, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
        """The day's first instant and the next day's; None for every day."""
        if self.day is None:
            return None
        midnight = datetime.min.time()
        following = self.day + timedelta(days=1)
        first, last = (datetime.combine(one, midnight, zone) for one in (self.day, following))
        return first, last

    def __str__(self) -> str:
        """For the audit itself: never what was typed for a record, which may be a name."""
        kind, colon, _ = self.about.partition(":")
        record = (f"{kind}:…" if colon else "some") if self.about else "everything"
        told = [self.who or "everybody", *([self.did] if self.did else []), record]
        return ", ".join([*told, "every day" if self.day is None else self.day.isoformat()])


def _number(typed: str) -> int | None:
    is_number = typed.isascii() and typed.isdecimal() and len(typed) <= LONGEST
    return int(typed) if is_number else None
