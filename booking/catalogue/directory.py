"""The whole description of the town in memory, as of one revision."""

from __future__ import annotations

from collections import Counter as Counter_
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

from booking.calendars import rules
from booking.calendars.model import CounterCalendar
from booking.catalogue.alike import Alike, Pace
from booking.catalogue.model import Activity, Counter, Office, Service, Share, Town
from booking.errors import NotFound


@dataclass(frozen=True)
class Directory:
    """What the catalogue's tables held at one revision; made anew when the revision changes.

    Retired entries can still be looked up, for older visits name them; they are not listed.

    Attributes:
        revision: goes up with each change of the description.
        services: by code, in the town's order; so are the others.
        listed: codes of everything that is not retired.
        calendars: by the counter's code.
    """

    revision: int
    town: Town
    services: Mapping[str, Service]
    activities: Mapping[str, Activity]
    offices: Mapping[str, Office]
    counters: Mapping[str, Counter]
    listed: frozenset[str]
    calendars: Mapping[str, CounterCalendar]
    _opened: dict[tuple[str, date], int] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    _alike: dict[tuple[tuple[str, ...], str | None, frozenset[str]], list[Alike]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    @cached_property
    def zone(self) -> ZoneInfo:
        """The town's time zone."""
        return ZoneInfo(self.town.zone)

    @cached_property
    def most_cells(self) -> int:
        """How many cells a day has at the counter with the finest grid."""
        return max((rules.day_cells(counter.grid) for counter in self.counters.values()), default=0)

    def activity(self, code: str) -> Activity:
        """The activity with this code.

        Raises:
            NotFound: there is none.
        """
        found = self.activities.get(code)
        if found is None:
            raise NotFound("activity", code)
        return found

    def counters_for(self, activity: Activity, office: str | None = None) -> list[Counter]:
        """Where it is done; see `counters_for_all`."""
        return self.counters_for_all([activity], office)

    @cached_property
    def owned(self) -> Mapping[str, str]:
        """Counters whose calendar an outside system owns, each with that system's name."""
        return {
            counter.code: counter.outside
            for counter in self.counters.values()
            if counter.outside is not None and counter.code in self.listed
        }

    def counters_for_all(
        self,
        activities: Sequence[Activity],
        office: str | None = None,
        without: frozenset[str] = frozenset(),
    ) -> list[Counter]:
        """Where all of these are done; only at `office` if one is given, never at `without`.

        Counters that are there for just one of these come first, so that those which can do more
        stay free; otherwise in the town's order.
        """
        able = [
            counter
            for counter in self.counters.values()
            if counter.code in self.listed
            and all(counter.does(activity) for activity in activities)
            and office in (None, counter.office)
            and counter.code not in without
        ]
        own = {activity.code for activity in activities}
        return sorted(able, key=lambda counter: own.isdisjoint(counter.serves))

    def alike_for(
        self,
        activities: Sequence[Activity],
        office: str | None = None,
        without: frozenset[str] = frozenset(),
    ) -> list[Alike]:
        """The same, those together that are the same to whoever comes; worked out once each."""
        codes = tuple(activity.code for activity in activities)
        known = self._alike.get((codes, office, without))
        if known is None:
            able = self.counters_for_all(activities, office, without)
            known = Alike.among(able, self.open_cells, lambda c: self.pace(c, *activities))
            self._alike[codes, office, without] = known
        return known

    def pace(self, counter: Counter, *activities: Activity) -> Pace:
        """How a visit for these activities goes at that counter."""
        minutes = tuple(counter.minutes_for(activity) for activity in activities)
        return Pace(minutes, max(self.last_start(counter, one) for one in activities))

    def last_start(self, counter: Counter, activity: Activity) -> int:
        """How many minutes before closing the last visit for this begins there, at the latest.

        The counter's own setting stands in for its office's; between that and the activity's the
        stricter one holds. 0 where a visit has only to fit in.
        """
        place = counter.last_start_minutes
        if place is None:
            place = self.offices[counter.office].last_start_minutes
        return max(place or 0, activity.last_start_minutes or 0)

    def shares_of(self, office: str) -> tuple[Share, ...]:
        """What the office keeps for some channels, in the town's order."""
        return self._shares.get(office, ())

    def place_of(self, counter: Counter) -> int:
        """The counter's place among those of its office, from 0."""
        return self._places[counter.code]

    @cached_property
    def _shares(self) -> dict[str, tuple[Share, ...]]:
        every = self.town.limits.shares
        return {
            code: tuple(share for share in every if share.office in (None, code))
            for code in self.offices
        }

    @cached_property
    def _places(self) -> dict[str, int]:
        counted: Counter_[str] = Counter_()
        places = {}
        for code, counter in self.counters.items():
            places[code] = counted[counter.office]
            counted[counter.office] += 1
        return places

    def open_cells(self, counter: str, day: date) -> int:
        """The cells in which that counter is open; computed once a counter and day."""
        known = self._opened.get((counter, day))
        if known is None:
            known = rules.open_cells(self.calendars[counter], day, self.zone)
            self._opened[counter, day] = known
        return known
