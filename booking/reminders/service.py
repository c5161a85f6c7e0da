"""The face of reminders."""

from __future__ import annotations

from booking.catalogue.messages import MessageSettings
from booking.catalogue.service import Directories
from booking.ground.database import Database
from booking.reminders.driver import ReminderDriver


class Reminders:
    """Reminders of visits."""

    def __init__(self, database: Database, directories: Directories) -> None:
        self._database = database
        self._directories = directories

    def driver(self, settings: MessageSettings) -> ReminderDriver:
        """What makes reminders when they are due, one turn at a time."""
        return ReminderDriver(self._database, self._directories, settings.reminders)
