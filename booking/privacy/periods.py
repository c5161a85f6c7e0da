"""How long a town keeps what: `retention.yaml`, where it differs from the usual."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from booking.errors import TownFileError
from booking.privacy.model import Part
from booking.privacy.service import AUDIT, AUDIT_DAYS, AUDIT_WHY, rules_of
from booking.town.files import Described, read

FILE = "retention.yaml"

Days = Annotated[int, Field(ge=1, le=36_500, strict=True)]


class Periods(Described):
    """The file: days by kind of data. What is not named is kept as long as usual."""

    days: dict[str, Days]


@dataclass(frozen=True, slots=True)
class Period:
    """How long a kind of data is kept.

    Attributes:
        kind: its name.
        days: how long in this town.
        usually: how long where a town says nothing.
        why: the reason for that.
    """

    kind: str
    days: int
    usually: int
    why: str


def periods_of(parts: Sequence[Part], days: Mapping[str, int]) -> list[Period]:
    """How long each kind is kept in a town with these periods of its own, by kind."""
    usual = [(rule.kind, rule.days, rule.why) for rule in rules_of(parts)]
    usual.append((AUDIT, AUDIT_DAYS, AUDIT_WHY))
    return [
        Period(kind, days.get(kind, usually), usually, why) for kind, usually, why in sorted(usual)
    ]


def read_periods(folder: Path, parts: Sequence[Part]) -> dict[str, int]:
    """The town's own periods; none where it has no such file.

    Raises:
        TownFileError: the file is malformed, names a kind that there is not, or a period that is
            too short for it.
    """
    if not (folder / FILE).exists():
        return {}
    periods = read(folder, FILE, Periods).days
    least = {rule.kind: rule.least for rule in rules_of(parts)} | {AUDIT: 30}
    for kind, days in periods.items():
        if kind not in least:
            raise TownFileError(FILE, kind, f"no such kind of data; there are {', '.join(least)}")
        if days < least[kind]:
            raise TownFileError(FILE, kind, f"{least[kind]} days at least")
    return periods
