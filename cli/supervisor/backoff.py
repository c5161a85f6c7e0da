"""How long to wait before a process is started again. Pure."""

from dataclasses import dataclass

LONGEST = 30.0
STEADY_AFTER = 5.0
"""Seconds; one that lived so long got up and worked, and its next restart is immediate again:
callers wait for it. The waits are for one that cannot start at all."""


@dataclass(frozen=True)
class Backoff:
    """After the first death none; then 1, 2, 4 … 30 s for one that keeps dying young."""

    deaths: int = 0

    def after(self, lived: float) -> "Backoff":
        """The state after it has died, having lived so many seconds."""
        return Backoff(1 if lived >= STEADY_AFTER else self.deaths + 1)

    @property
    def delay(self) -> float:
        """Seconds to wait before the next start."""
        return 0.0 if self.deaths <= 1 else min(2.0 ** (self.deaths - 2), LONGEST)
