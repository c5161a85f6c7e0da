"""How often a process had to be started again, for `./linka status`."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict

from cli.layout import write_whole


class Deaths(TypedDict):
    """Since the last `./linka up`."""

    restarts: int
    last: str
    at: str


class History:
    """One process's deaths, kept in `run/NAME.history`."""

    def __init__(self, run: Path, name: str) -> None:
        self._path = run / f"{name}.history"

    def clear(self) -> None:
        """Begin anew."""
        self._path.unlink(missing_ok=True)

    def add(self, how: str) -> None:
        """One more death."""
        deaths = Deaths(
            restarts=self.read()["restarts"] + 1,
            last=how,
            # the machine's own time: the town's shifted clock has nothing to do with it
            at=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        write_whole(self._path, json.dumps(deaths))

    def read(self) -> Deaths:
        """The deaths so far."""
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            return Deaths(restarts=kept["restarts"], last=kept["last"], at=kept["at"])
        except (OSError, ValueError, KeyError):
            return Deaths(restarts=0, last="", at="")
