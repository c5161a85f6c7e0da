"""What the form for a closing holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Annotated

from fastapi import Form, Query

from booking.api import Closing, Refused, Span


@dataclass(frozen=True, slots=True)
class Given:
    """As it was written.

    Attributes:
        place: 'counter:CODE', 'office:CODE', or 'all'.
        since: from which time of the day, empty for all of it; so is `until`.
    """

    place: str = ""
    first: str = ""
    last: str = ""
    since: str = ""
    until: str = ""
    reason: str = ""

    def closing(self) -> Closing:
        """The closing that it describes.

        Raises:
            Refused: a day or a time is none; names the field.
        """
        first = _day("first", self.first)
        kind, _, code = self.place.partition(":")
        if kind not in ("counter", "office", "all"):
            raise Refused("place", "choose one")
        return Closing(
            first=first,
            last=_day("last", self.last) if self.last else first,
            reason=self.reason,
            span=self._span(),
            office=code if kind == "office" else None,
            counter=code if kind == "counter" else None,
        )

    def _span(self) -> Span | None:
        if not self.since and not self.until:
            return None
        until = 24 * 60 if not self.until else _minute("until", self.until)
        return Span(_minute("since", self.since) if self.since else 0, until)


def by_query(
    place: Annotated[str, Query(max_length=80)] = "",
    first: Annotated[str, Query(max_length=10)] = "",
    last: Annotated[str, Query(max_length=10)] = "",
    since: Annotated[str, Query(max_length=5)] = "",
    until: Annotated[str, Query(max_length=5)] = "",
    reason: Annotated[str, Query(max_length=300)] = "",
) -> Given:
    """From the address of a page."""
    return Given(place, first, last, since, until, reason)


def by_form(
    place: Annotated[str, Form(max_length=80)] = "",
    first: Annotated[str, Form(max_length=10)] = "",
    last: Annotated[str, Form(max_length=10)] = "",
    since: Annotated[str, Form(max_length=5)] = "",
    until: Annotated[str, Form(max_length=5)] = "",
    reason: Annotated[str, Form(max_length=300)] = "",
) -> Given:
    """From a command."""
    return Given(place, first, last, since, until, reason)


def _day(field: str, written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise Refused(field, "this is no day") from error


def _minute(field: str, written: str) -> int:
    try:
        at = time.fromisoformat(written)
    except ValueError as error:
        raise Refused(field, "this is no time of day") from error
    return at.hour * 60 + at.minute
