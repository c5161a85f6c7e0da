"""How long a town keeps what: `retention.yaml`, where it differs from the usual."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import Field

from booking.errors import TownFileError
from booking.privacy.model import Part
from booking.privacy.service import AUDIT, rules_of
from booking.town.files import Described, read

FILE = "retention.yaml"

Days = Annotated[int, Field(ge=1, le=36_500, strict=True)]


class Periods(Described):
    """The file: days by kind of data. What is not named is kept as long as usual."""

    days: dict[str, Days]


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
