"""A ticket-calling machine behind HTTP: the interface of docs/outside-calendars.md, served."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import date
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException, Query, Request, Response
from pydantic import AwareDatetime, BaseModel

from booking.outside.fake import TicketMachine
from booking.outside.model import OutsideBooking, Wanted
from booking.outside.port import OutsideAway, TakenOutside
from serving.web import serving

TOKEN = "the machine's token"


class Kept(BaseModel):
    """What is kept, as it is sent."""

    start: AwareDatetime
    minutes: int
    until: AwareDatetime | None


def interface(machine: TicketMachine) -> FastAPI:
    """The machine's web application."""
    app = FastAPI(dependencies=[Depends(_known)])
    for error, status in ((OutsideAway, 503), (TakenOutside, 409)):
        app.add_exception_handler(error, _answering(status))

    @app.get("/counters/{counter}/bookings")
    async def bookings(
        counter: str,
        first: Annotated[date, Query(alias="from")],
        last: Annotated[date, Query(alias="to")],
    ) -> dict[str, list[dict[str, object]]]:
        found = await machine.bookings(counter, first, last)
        return {"bookings": [_sent(one) for one in found]}

    @app.put("/counters/{counter}/bookings/{reference}", status_code=204)
    async def keep(counter: str, reference: str, kept: Kept) -> None:
        wish = Wanted(counter, kept.start, kept.minutes, kept.until)
        if wish.reference != reference:
            raise HTTPException(422)
        await machine.keep(wish)

    @app.delete("/counters/{counter}/bookings/{reference}", status_code=204)
    async def let_go(counter: str, reference: str) -> None:
        await machine.let_go(counter, reference)

    return app


def _known(authorization: Annotated[str, Header()] = "") -> None:
    if authorization != f"Bearer {TOKEN}":
        raise HTTPException(401)


def _answering(status: int) -> Callable[[Request, Exception], Response]:
    return lambda _request, _error: Response(status_code=status)


@contextlib.asynccontextmanager
async def served(machine: TicketMachine) -> AsyncIterator[str]:
    """The machine on loopback as long as the block lasts; gives its address."""
    async with serving(interface(machine), "127.0.0.1", 0) as port:
        yield f"http://127.0.0.1:{port}"


def _sent(one: OutsideBooking) -> dict[str, object]:
    return {
        "reference": one.reference,
        "start": one.start.isoformat(),
        "minutes": one.minutes,
        "until": None if one.until is None else one.until.isoformat(),
    }
