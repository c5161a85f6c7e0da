"""Speaks with an outside system over HTTP; docs/outside-calendars.md is the contract."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, NamedTuple
from urllib.parse import quote

import httpx
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from booking.ground.secrets import Secret
from booking.outside.model import OutsideBooking, Wanted
from booking.outside.port import OutsideAway, TakenOutside

TIMEOUT = httpx.Timeout(2.0, connect=1.0)
"""Seconds. A caller waits for the answer, and hears nothing meanwhile."""
WHOLE = 3.0
"""Seconds for all of it: a byte now and then would keep the caller waiting for ever."""
LARGEST = 2_000_000
"""Bytes of an answer: a counter has a few thousand bookings in its horizon."""
MOST = 10_000
"""Bookings of an answer."""


_PRINTED = r"^[^\x00-\x1f\x7f]+$"
"""Without control signs: no database keeps a zero byte."""


class _Booking(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    reference: Annotated[str, Field(max_length=100, pattern=_PRINTED)]
    start: AwareDatetime
    minutes: Annotated[int, Field(ge=1, le=24 * 60)]
    until: AwareDatetime | None = None


class _Bookings(BaseModel):
    bookings: Annotated[tuple[_Booking, ...], Field(max_length=MOST)]


class _Answer(NamedTuple):
    status: int
    body: bytes


class HttpCalendar:
    """One system behind an address.

    Args:
        url: where its interface begins.
        token: shown with each request.
        counters: the system's names of our counters.
    """

    def __init__(self, url: str, token: Secret, counters: dict[str, str] | None = None) -> None:
        self._client = httpx.AsyncClient(
            base_url=url,
            headers={"Authorization": f"Bearer {token.reveal()}", "Accept-Encoding": "identity"},
            timeout=TIMEOUT,
            trust_env=False,
        )
        self._counters = counters or {}

    async def bookings(self, counter: str, first: date, last: date) -> Sequence[OutsideBooking]:
        """See `OutsideCalendar`."""
        answer = await self._ask(
            "GET", self._path(counter), params={"from": first.isoformat(), "to": last.isoformat()}
        )
        try:
            found = _Bookings.model_validate_json(answer.body).bookings
        except ValidationError as error:
            what = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in what["loc"])
            # what it says there goes into no log: a reference may be a name
            raise OutsideAway(f"its list of bookings is damaged: {where}: {what['type']}") from None
        return [
            OutsideBooking(counter, one.reference, one.start, one.minutes, one.until)
            for one in found
        ]

    async def keep(self, wanted: Wanted) -> None:
        """See `OutsideCalendar`."""
        body = {
            "start": _written(wanted.start),
            "minutes": wanted.minutes,
            "until": None if wanted.until is None else _written(wanted.until),
        }
        answer = await self._ask(
            "PUT", self._path(wanted.counter, wanted.reference), may_be=409, json=body
        )
        if answer.status == httpx.codes.CONFLICT:
            raise TakenOutside

    async def let_go(self, counter: str, reference: str) -> None:
        """See `OutsideCalendar`."""
        await self._ask("DELETE", self._path(counter, reference), may_be=404)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()

    def _path(self, counter: str, reference: str | None = None) -> str:
        name = quote(self._counters.get(counter, counter), safe="")
        whole = f"/counters/{name}/bookings"
        return whole if reference is None else f"{whole}/{quote(reference, safe='')}"

    async def _ask(
        self,
        method: str,
        path: str,
        *,
        may_be: int = httpx.codes.OK,
        params: dict[str, str] | None = None,
        json: object = None,
    ) -> _Answer:
        try:
            async with (
                asyncio.timeout(WHOLE),
                self._client.stream(method, path, params=params, json=json) as answer,
            ):
                body = bytearray()
                async for part in answer.aiter_raw():  # packed, it could be of any length
                    body += part
                    if len(body) > LARGEST:
                        raise OutsideAway(f"{method} {path}: the answer is too long")
        except (httpx.HTTPError, TimeoutError) as error:
            raise OutsideAway(str(error) or type(error).__name__) from error
        if not (answer.is_success or answer.status_code == may_be):
            raise OutsideAway(f"{method} {path}: {answer.status_code}")
        return _Answer(answer.status_code, bytes(body))


def _written(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
