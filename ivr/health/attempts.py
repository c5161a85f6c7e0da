"""Bounds how much of an attack is written down. Pure; time is given in seconds."""

from __future__ import annotations

from dataclasses import dataclass, field

from ivr.health.model import Withheld

IN_FULL = 5
"""So many attempts of an address stand in the audit in each minute; the rest is one number."""

MOST_ADDRESSES = 500
"""So many addresses are told apart in a minute; those beyond share one count. With `IN_FULL` it
bounds what an attack from forged addresses can write: 2,501 rows plus counts a minute."""

OTHERS = "other addresses"
MINUTE = 60.0


@dataclass(slots=True)
class Attempts:
    """Which attempts are written in full, and how many were not."""

    _minute: int = 0
    _counts: dict[str, int] = field(default_factory=dict)

    def admit(self, address: str, now: float) -> bool:
        """Count an attempt; whether it is one of those that are written in full.

        Call `withheld` first: it closes the minutes that are over.
        """
        self._minute = self._minute or int(now // MINUTE)
        known = address in self._counts or len(self._counts) < MOST_ADDRESSES
        counted = address if known else OTHERS
        self._counts[counted] = self._counts.get(counted, 0) + 1
        return known and self._counts[counted] <= IN_FULL

    def withheld(self, now: float) -> list[Withheld]:
        """What was only counted in a minute that is over; empty while it is not."""
        if int(now // MINUTE) == self._minute:
            return []
        counts, self._counts = self._counts, {}
        self._minute = int(now // MINUTE)
        return [
            Withheld(address, count - shown)
            for address, count in counts.items()
            if count > (shown := 0 if address == OTHERS else IN_FULL)
        ]
