"""What all of `Visits` stands on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from booking.catalogue.directory import Directory
from booking.catalogue.service import Directories
from booking.ground.database import Database
from booking.visits.model import BookingChannel, VisitPart
from booking.visits.owners import Owners
from booking.visits.rules import Wish
from booking.visits.taken import TakenDays


class OnVisits:
    """A part of the face of visits, on one database."""

    def __init__(self, database: Database, directories: Directories, owners: Owners) -> None:
        self._database = database
        self._directories = directories
        self._owners = owners
        self._taken = TakenDays()

    def _wish(
        self,
        directory: Directory,
        activity: str,
        persons: int,
        also: Sequence[VisitPart],
        channel: BookingChannel,
        **details: Any,
    ) -> Wish:
        """What is wanted.

        Raises:
            NotFound: there is no such activity.
        """
        return Wish.of(
            directory,
            (VisitPart(activity, persons), *also),
            channel=channel,
            freed_too=channel.is_staff,
            without=self._owners.silent(),
            **details,
        )
