"""Moments that the page counts from or down to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from operator_console import formats
from operator_console.console import Here


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant for a clock that runs in the browser.

    A fragment with a running clock in it would be another each second; this one stays the same.

    Attributes:
        iso: for `<time datetime>`.
        milliseconds: of the Unix epoch.
        clock: '9:05' on the town's wall clock, where no script runs.
    """

    iso: str
    milliseconds: int
    clock: str


def moment(here: Here, instant: datetime) -> Moment:
    """The instant for the page."""
    local = instant.astimezone(here.zone)
    return Moment(
        local.isoformat(timespec="seconds"),
        round(instant.timestamp() * 1000),
        formats.clock(local),
    )
