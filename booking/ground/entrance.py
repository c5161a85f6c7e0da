"""What no entry of the backend lets in: values that no table holds and no calendar knows.

It stands at the face, before any transaction, so that the rules behind it need not ask again. What
only one entry knows, that entry refuses itself.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any

from booking.errors import Refused
from booking.ground.secrets import Secret

LARGEST = 2**63 - 1
"""What a column of whole numbers holds."""
LARGEST_SHORT = 2**31 - 1
YEARS = range(1900, 2200)
LONGEST = 20_000
"""Characters of any text; pages of topics are the longest there are."""
WIDTHS = {
    "about": 100,
    "activity": 60,
    "by": 100,
    "call_id": 100,
    "caller": 20,
    "channel": 20,
    "code": 60,
    "counter": 60,
    "dialog": 60,
    "email": 254,
    "key": 190,
    "name": 200,
    "office": 60,
    "owner": 100,
    "phone": 100,
    "service": 60,
    "username": 60,
    "who": 100,
}
"""Characters of what has its own column, by the argument's or the field's name."""
SHORT = frozenset({"number", "year"})
"""Whole numbers in narrow columns, such as those of a reference number."""
COUNTS = frozenset({"limit", "per_day"})
"""Arguments that say how many are wanted."""


def guard(service: object) -> None:
    """Put the entrance before each public method of a service that is awaited."""
    for name, method in inspect.getmembers(service, inspect.iscoroutinefunction):
        if not name.startswith("_"):
            setattr(service, name, _guarded(method))


def check(field: str, value: Any) -> None:  # noqa: ANN401  whatever somebody gives
    """Let a value pass that can be kept.

    Raises:
        Refused: it names the field, and of something made of parts the part.
    """
    if isinstance(value, Secret):
        _check_text(field, value.reveal())
    elif isinstance(value, str):
        _check_text(field, value)
    elif isinstance(value, int):
        _check_number(field, value)
    elif isinstance(value, date):
        _check_date(field, value)
    else:
        for name, part in _parts(field, value):
            check(name, part)


def _parts(field: str, value: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401  as above
    """What a value is made of, and what a refusal names it; nothing where it is of one piece."""
    if is_dataclass(value):
        yield from ((part.name, getattr(value, part.name)) for part in fields(value))
    elif isinstance(value, Mapping):
        yield from ((field, part) for pair in value.items() for part in pair)
    elif isinstance(value, list | tuple | AbstractSet):
        yield from ((field, part) for part in value)


def _check_text(field: str, text: str) -> None:
    longest = WIDTHS.get(field, LONGEST)
    if len(text) > longest:
        raise Refused(field, f"at most {longest} characters")
    if "\x00" in text:
        raise Refused(field, "it holds a character that is none")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Refused(field, "it holds half a character") from None


def _check_number(field: str, number: int) -> None:
    if abs(number) > (LARGEST_SHORT if field in SHORT else LARGEST):
        raise Refused(field, "there is no such number")
    if field in COUNTS and number < 0:
        raise Refused(field, "fewer than none are wanted")


def _check_date(field: str, day: date) -> None:
    if day.year not in YEARS:
        raise Refused(field, f"only years from {YEARS[0]} to {YEARS[-1]} can be")
    if isinstance(day, datetime) and day.tzinfo is None:
        raise Refused(field, "a time zone is needed")


def _guarded(method: Callable[..., Any]) -> Callable[..., Any]:
    names = list(inspect.signature(method).parameters)

    @wraps(method)
    async def guarded(*values: Any, **named: Any) -> Any:  # noqa: ANN401  as the method's
        for field, value in zip(names, values, strict=False):
            check(field, value)
        for field, value in named.items():
            check(field, value)
        return await method(*values, **named)

    return guarded
