"""What a command or a process works with: data folder, configuration, secrets, clock."""

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from booking.api import ShiftedClock
from cli import config, secrets
from cli.config import Config
from cli.errors import BadConfig
from cli.layout import Layout, write_whole
from cli.secrets import Secrets


@dataclass(frozen=True)
class Context:
    layout: Layout
    config: Config
    secrets: Secrets
    shift: timedelta = timedelta()

    @property
    def clock(self) -> ShiftedClock:
        """The one clock; `--now` has shifted it."""
        return ShiftedClock(self.shift)

    @property
    def database_url(self) -> str:
        return self.config.database_url or f"sqlite:///{self.layout.database}"

    def shifted(self, shift: timedelta) -> "Context":
        """The same by another clock, which is kept for those who come later."""
        write_whole(_shift_file(self.layout), f"{shift.total_seconds()}\n")
        return replace(self, shift=shift)


def make(folder: Path, first: Config | None = None) -> Context:
    """Open a data folder, or make it, with `first` as its configuration."""
    layout = Layout.make(folder)
    return Context(
        layout,
        config.load_or_make(layout.config, first),
        secrets.load_or_make(layout.secrets),
        _kept_shift(layout),
    )


def find(folder: Path) -> Context:
    """Open a data folder that is there. Raises NoData."""
    Layout.find(folder)
    return make(folder)


def _kept_shift(layout: Layout) -> timedelta:
    path = _shift_file(layout)
    if not path.exists():
        return timedelta()
    try:
        return timedelta(seconds=float(path.read_bytes()))
    except (ValueError, OverflowError) as error:
        raise BadConfig(f"{path} is damaged ({error}); remove it and start again") from error


def _shift_file(layout: Layout) -> Path:
    return layout.run / "shift"
