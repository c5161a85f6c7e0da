"""What the town offers, and by which words it is asked for. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from booking.api import Activity, Language, Service, Town
from notifier.inbound.reading.matters import Matters


@dataclass(frozen=True)
class Catalogue:
    """What the town offers, as of this message."""

    town: Town
    services: tuple[Service, ...]
    activities: tuple[Activity, ...]
    matters: Matters

    def word_for(self, activity: Activity, language: Language) -> str:
        """The word by which this activity can be asked for, in capitals; several if need be.

        The last word of a service's name is its noun: 'PASY' rather than 'CESTOVNÍ'.
        """
        service = next(one for one in self.services if one.code == activity.service)
        name = service.name[language]
        *others, last = name.split()
        for words in (last, name, *sorted(others, key=len, reverse=True)):
            meant = self.matters.meant_by(words)
            if meant.activity == activity and meant.is_sure:
                return words.upper()
        return activity.name[language].upper()

    def word_of_service(self, service: str, language: Language) -> str:
        """The same for what a service does first."""
        return self.word_for(
            next(one for one in self.activities if one.service == service), language
        )

    def example(self, language: Language) -> str:
        """A word for examples: what comes first in the town's list."""
        return self.word_for(self.activities[0], language) if self.activities else ""
