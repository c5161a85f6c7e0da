"""What the town is, looked up once for many events."""

from __future__ import annotations

from booking.api import Activity, Backend, Counter, Office, Town


class Described:
    """The town's description as far as it was asked for; for one go, since it may change.

    To ask the catalogue costs a transaction each time, and many events ask the same.
    """

    def __init__(self, backend: Backend) -> None:
        self._catalogue = backend.catalogue
        self._town: Town | None = None
        self._activities: dict[str, Activity] = {}
        self._offices: dict[str, Office] = {}
        self._counters: dict[str, Counter] = {}

    async def town(self) -> Town:
        """See `Catalogue.town`."""
        if self._town is None:
            self._town = await self._catalogue.town()
        return self._town

    async def activity(self, code: str) -> Activity:
        """See `Catalogue.activity`.

        Raises:
            NotFound: there is none.
        """
        if code not in self._activities:
            self._activities[code] = await self._catalogue.activity(code)
        return self._activities[code]

    async def office(self, code: str) -> Office:
        """See `Catalogue.office`.

        Raises:
            NotFound: there is none.
        """
        if code not in self._offices:
            self._offices[code] = await self._catalogue.office(code)
        return self._offices[code]

    async def counter(self, code: str) -> Counter:
        """See `Catalogue.counter`.

        Raises:
            NotFound: there is none.
        """
        if code not in self._counters:
            self._counters[code] = await self._catalogue.counter(code)
        return self._counters[code]
