"""Which messages are asked for. It stands in the address; what makes no sense is left out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Self, TypeVar
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from notifier.api import ChannelKind, Fate, Subject, days_span, recipient_of
from notifier.api import Wanted as Query
from operator_console.no_shows.view import Period, period

Choice = TypeVar("Choice", bound=StrEnum)

USUAL_DAYS = 7
LONGEST = 90
"""Letters of what is typed; the audit has 100 for what was looked at."""
LONGEST_RECORD = 60
DIGITS = 18
"""Of a number in the database."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """See above.

    Attributes:
        days: when they were written.
        to: a number or an address as somebody has typed it.
        before: only older ones than this; for the next page.
    """

    days: Period
    channel: ChannelKind | None = None
    fate: Fate | None = None
    template: str = ""
    provider: str = ""
    to: str = ""
    before: int | None = None

    @classmethod
    def read(cls, today: date, fields: dict[str, str]) -> Self:
        """From the address."""
        first = fields["first"] or (today - timedelta(days=USUAL_DAYS - 1)).isoformat()
        number = fields["before"]
        return cls(
            days=period(first, fields["last"], today),
            channel=_one_of(ChannelKind, fields["channel"]),
            fate=_one_of(Fate, fields["fate"]),
            template=typed(fields["template"])[:60],
            provider=typed(fields["provider"])[:20],
            to=typed(fields["to"]),
            before=_number(number),
        )

    @property
    def recipient(self) -> str | None:
        """As messages have it; None where nothing was typed, or no number and no address."""
        return recipient_of(self.to) if self.to else None

    @property
    def is_unreadable(self) -> bool:
        """Something was typed that is neither a number nor an address."""
        return bool(self.to) and self.recipient is None

    def query(self, zone: ZoneInfo) -> Query:
        """The same for the notifier."""
        span = days_span(self.days.first, self.days.last, zone)
        return Query(
            channel=self.channel,
            fate=self.fate,
            template=self.template or None,
            provider=self.provider or None,
            recipient=self.recipient,
            since=span.since,
            until=span.until,
        )

    def but(self, **changes: Any) -> Self:
        """The same, changed."""
        return replace(self, **changes)

    @property
    def address(self) -> str:
        """The part of the address after the question mark."""
        told = {
            "first": self.days.first.isoformat(),
            "last": self.days.last.isoformat(),
            "channel": self.channel and self.channel.value,
            "fate": self.fate and self.fate.value,
            "template": self.template,
            "provider": self.provider,
            "to": self.to,
            "before": self.before,
        }
        return urlencode({name: value for name, value in told.items() if value})


def subject(who: str) -> Subject | None:
    """Whom or what somebody means: a number or an address, 'visit:12', 'citizen:7'; None for
    nothing that could be meant.
    """
    meant = typed(who)
    kind, colon, rest = meant.partition(":")
    kind, rest = kind.strip().lower(), rest.strip()
    if not colon:
        recipient = recipient_of(meant) if meant else None
        return None if recipient is None else Subject(recipient=recipient)
    if kind == "citizen":
        number = _number(rest)
        return None if number is None else Subject(citizen=number)
    record = f"{kind}:{rest}"
    is_record = kind.isascii() and kind.isalpha() and rest and len(record) <= LONGEST_RECORD
    return Subject(about=record) if is_record else None


def typed(text: str) -> str:
    """What somebody has typed, as it can be looked for."""
    return "".join(one if one.isprintable() else " " for one in text).strip()[:LONGEST]


def _number(text: str) -> int | None:
    is_number = text.isascii() and text.isdecimal() and len(text) <= DIGITS
    return int(text) if is_number else None


def all_kept(first: str, last: str, today: date, days: int) -> Period:
    """The days that were asked for; all of which anything is kept where they make no sense.

    Whose messages are asked for bounds the work, so no day is cut off.
    """
    earliest = today - timedelta(days=days)
    begins, ends = _day(first) or earliest, min(_day(last) or today, today)
    return Period(begins, ends) if begins <= ends else Period(earliest, today)


def _day(written: str) -> date | None:
    try:
        found = date.fromisoformat(written)
    except ValueError:
        return None
    # what is centuries away has no days before it
    return found if 1900 <= found.year <= 2200 else None


def _one_of(kind: type[Choice], value: str) -> Choice | None:
    return next((one for one in kind if one.value == value), None)
