"""What the fields may hold, to try a wording with before anybody gets it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, fields, replace
from enum import StrEnum
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any

import yaml

from booking.api import Language
from notifier.templates.values import KINDS, Values, fields_of

FILE = Path(__file__).parent / "samples.yaml"

OPTIONAL = {
    "visit": ("bring",),
    "reminder": ("bring",),
    "application": ("deadline", "remark"),
    "filing": ("deadline",),
    "topic": ("who", "where", "bring", "fee", "deadline", "law", "source"),
    "stale_topic": ("until", "checked_on", "valid_to"),
    "contact": ("ending",),
    "closed": ("until",),
    "reply_slot": ("others",),
    "reply_status": ("deadline",),
    "reply_ready": ("filed", "word"),
    "reply_topic": ("bring", "fee"),
}
"""The fields that are empty at times."""

MOST_TOGETHER = 4
"""Choices that are tried in all ways with each other."""


class SampleSize(StrEnum):
    """Which sample."""

    USUAL = "usual"
    LONGEST = "longest"


@dataclass(frozen=True, slots=True)
class Sign:
    """How the town signs.

    Attributes:
        town: its short name.
        number: its line.
        website: its own, without which no text may hold an address.
    """

    town: str
    number: str
    website: str | None = None


def sample(kind: str, size: SampleSize, language: Language, sign: Sign) -> Values:
    """The fields of this kind of template, filled; by their names where nobody wrote a sample."""
    given = all_samples().get(kind, {}).get(size.value, {})
    told: dict[str, Any] = {"town": sign.town, "number": sign.number}
    for field in fields(KINDS[kind]):
        if field.name not in told:
            told[field.name] = _in(given.get(field.name, _stand_in(field)), language)
    return KINDS[kind](**told)


def variants(kind: str, values: Values) -> Iterator[Values]:
    """The same with each 'yes or no' both ways, for one person and more, with and without what may
    be empty.
    """
    known = fields_of(values)
    ways: dict[str, list[Any]] = {
        name: [value, not value] for name, value in known.items() if isinstance(value, bool)
    }
    if "persons" in known:
        ways["persons"] = [1, 4]
    empty: dict[str, Any] = dict.fromkeys(OPTIONAL.get(kind, ()), "")
    for chosen in _chosen(ways):
        one = replace(values, **chosen)
        yield one
        if empty:
            yield replace(one, **empty)


def _chosen(ways: Mapping[str, list[Any]]) -> Iterator[dict[str, Any]]:
    """All ways together; of many, each way by itself: then they are reasons, and one is enough."""
    if len(ways) <= MOST_TOGETHER:
        for chosen in product(*ways.values()):
            yield dict(zip(ways, chosen, strict=True))
        return
    none = {name: values[0] if name == "persons" else False for name, values in ways.items()}
    yield none
    for name, values in ways.items():
        yield none | {name: values[-1] if name == "persons" else True}


def flags(kind: str) -> set[str]:
    """The fields that hold 'yes' or 'no', and so can only be asked for."""
    return {field.name for field in fields(KINDS[kind]) if field.type == "bool"}


def numbers(kind: str) -> set[str]:
    """The fields that can be compared."""
    return {field.name for field in fields(KINDS[kind]) if field.type == "int"}


def names(kind: str) -> list[str]:
    """All fields, in their order."""
    return [field.name for field in fields(KINDS[kind])]


@lru_cache(maxsize=1)
def all_samples() -> dict[str, dict[str, dict[str, Any]]]:
    """By kind, size and field."""
    found: dict[str, dict[str, dict[str, Any]]] = yaml.safe_load(FILE.read_text("utf-8"))
    return found


def _stand_in(field: Field[Any]) -> object:
    match field.type:
        case "bool":
            return False
        case "int":
            return 1
        case _:
            return f"‹{field.name}›"


def _in(value: Any, language: Language) -> Any:  # noqa: ANN401  what YAML holds
    return value[language.value] if isinstance(value, Mapping) else value
