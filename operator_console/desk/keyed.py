"""What the caller came to by keys, as an operator reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from booking.api import parse_phone
from operator_console import formats
from operator_console.console import Here
from operator_console.desk.view import Names

OFFICE = "office"
"""Where the slot is that the caller was offered: told with it."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the card."""

    label: str
    value: str


def facts(here: Here, keyed: Mapping[str, str], names: Names) -> list[Fact]:
    """Each answer with the name of its question; one that has none is shown as it was keyed.

    Args:
        here: the request.
        keyed: by the name of the question.
        names: of offices.
    """
    return [
        Fact(here.say(_label(here, name)), _value(here, name, value, keyed, names))
        for name, value in keyed.items()
        if name != OFFICE and value
    ]


def _label(here: Here, name: str) -> str:
    kind = _kind(name)
    return f"desk.keyed.{kind}" if f"desk.keyed.{kind}" in here.texts else "desk.call.keyed"


def _kind(name: str) -> str:
    """Telephone numbers are asked for in several places, and are one kind of answer."""
    return "phone" if name == "person.keyed" or name.endswith(".number") else name


def _value(here: Here, name: str, value: str, keyed: Mapping[str, str], names: Names) -> str:
    match _kind(name):
        case "slot":
            return _slot(here, value, keyed.get(OFFICE), names)
        case "phone":
            return formats.phone(parse_phone(value) or value)
        case "code" if len(value) == 6:
            return formats.code(value)
        case "filed" if len(value) == 4 and value.isdigit():
            return f"{int(value[:2])}. {int(value[2:])}."
        case _:
            return value


def _slot(here: Here, value: str, office: str | None, names: Names) -> str:
    try:
        start = datetime.fromisoformat(value)
    except ValueError:
        return value
    when = f"{formats.near_day(start.date(), here.language)} {formats.clock(start)}"
    return when if office is None else f"{when}, {names.office(office)}"
