"""A system that owns a calendar may be broken, or somebody else's by now: Linka goes on."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from booking.api import Backend, Database, Hashing, Secret, SetClock, Transaction
from booking.catalogue.tables import counters
from booking.catalogue.tables import town as town_table
from booking.outside.http import HttpCalendar
from booking.outside.model import OutsideBooking, Wanted
from booking.outside.port import OutsideAway
from booking.outside.rules import usable

ACTIVITY = "citizenship.certificate"
COUNTER = "nadrazni-4"
DAY = date(2026, 11, 24)
FAR = datetime(9999, 12, 31, 23, 59, tzinfo=UTC)


@dataclass
class Babbler:
    """Agrees to all, and says whatever it says, whichever days it is asked for."""

    says: list[OutsideBooking] = field(default_factory=list)

    async def bookings(self, counter: str, first: date, last: date) -> Sequence[OutsideBooking]:
        del counter, first, last
        return self.says

    async def keep(self, wanted: Wanted) -> None:
        del wanted

    async def let_go(self, counter: str, reference: str) -> None:
        del counter, reference


@pytest.fixture
def babbler() -> Babbler:
    return Babbler()


@pytest.fixture
async def owned(town: Database, clock: SetClock, hashing: Hashing, babbler: Babbler) -> Backend:
    def own(tx: Transaction) -> None:
        tx.execute(update(counters).where(counters.c.code == COUNTER).values(outside="machine"))
        tx.execute(update(town_table).values(revision=town_table.c.revision + 1))

    await town.write(own)
    return Backend(town, clock, hashing, {"machine": babbler})


def given(reference: str, start: datetime, minutes: int = 15) -> OutsideBooking:
    return OutsideBooking(COUNTER, reference, start, minutes)


async def test_days_that_nobody_asked_for_do_no_harm_however_often_they_come(
    owned: Backend, babbler: Babbler
) -> None:
    first = (await owned.visits.free(ACTIVITY))[0]
    babbler.says = [
        given("A 1", first.start),
        given("A 2", first.start - timedelta(days=4000)),
        given("A 3", first.start + timedelta(days=4000)),
        given("A 4", FAR),
    ]
    for _ in range(3):
        (turn,) = await owned.outside.turn()
        assert turn.away is None
    assert turn.taken_in == 0
    assert (await owned.visits.free(ACTIVITY))[0] != first


async def test_one_booking_named_twice_takes_the_longer_time(
    owned: Backend, babbler: Babbler
) -> None:
    one, two, three = await owned.visits.free(ACTIVITY, limit=3)
    babbler.says = [
        given("A 1", one.start, 5),
        given("A 1", one.start, int((three.start - one.start).total_seconds()) // 60),
        given("A 1", one.start.astimezone(UTC), 5),
    ]
    for _ in range(2):
        await owned.outside.turn()
        assert (await owned.visits.free(ACTIVITY))[0] == three
    assert two.start < three.start


async def test_a_booking_over_midnight_takes_the_next_morning_too(
    owned: Backend, babbler: Babbler
) -> None:
    first = (await owned.visits.free(ACTIVITY))[0]
    midnight = first.start.replace(hour=0, minute=0)
    evening = midnight - timedelta(hours=1)
    babbler.says = [given("A 1", evening, 60 + first.start.hour * 60 + first.start.minute + 1)]
    await owned.outside.turn()
    free = await owned.visits.free(ACTIVITY)
    assert free[0].start.date() == first.start.date()
    assert free[0].start > first.start
    held = await owned.visits.hold_nearest(ACTIVITY, owner="call-1")
    assert held is not None
    assert held.slot == free[0]
    babbler.says = []
    await owned.visits.release(held.id)
    await owned.outside.turn()
    assert (await owned.visits.free(ACTIVITY))[0] == first


async def test_more_time_than_there_is_counts_as_silence(owned: Backend, babbler: Babbler) -> None:
    first = (await owned.visits.free(ACTIVITY))[0]
    babbler.says = [given(f"A {n}", first.start, 24 * 60) for n in range(200)]
    (turn,) = await owned.outside.turn()
    assert turn.away is not None
    assert COUNTER in owned.outside.silent()


def test_what_can_be_used_lies_on_the_days_that_were_asked_for(clock: SetClock) -> None:
    late = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)  # half past eleven in Prague
    said = [given("A 1", late), given("A 2", late + timedelta(minutes=30)), given("A 3", FAR)]
    assert usable(said, DAY, DAY, clock.zone) == said[:1]


@contextlib.asynccontextmanager
async def answering(*parts: bytes, pause: float = 0.0) -> AsyncIterator[HttpCalendar]:
    """Something on loopback that answers whatever is asked with these bytes, in this tempo."""

    serving: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving.add(asyncio.current_task())  # type: ignore[arg-type]  # the server runs it as one
        try:
            with contextlib.suppress(ConnectionError):
                await reader.readuntil(b"\r\n\r\n")
                for part in parts:
                    writer.write(part)
                    await writer.drain()
                    await asyncio.sleep(pause)
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    calendar = HttpCalendar(f"http://127.0.0.1:{port}", Secret("token"))
    try:
        yield calendar
    finally:
        await calendar.close()
        server.close()
        for one in serving:
            one.cancel()
        await asyncio.gather(*serving, return_exceptions=True)


def reply(body: object, head: bytes = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n") -> bytes:
    return head + json.dumps(body).encode()


def listed(**changed: object) -> dict[str, object]:
    usual = {"reference": "A 1", "start": "2026-11-24T09:00:00+01:00", "minutes": 15}
    return {"bookings": [usual | changed]}


@pytest.mark.parametrize(
    "body",
    [
        listed(start="2026-11-24T09:00:00"),
        listed(start="yesterday"),
        listed(reference="Novák\x00"),
        listed(reference=""),
        listed(reference="x" * 101),
        listed(minutes=0),
        listed(minutes=1441),
        listed(minutes="a while"),
        {"bookings": None},
        {"bookings": listed()["bookings"] * 10_001},  # type: ignore[operator]  # it is a list
        [],
    ],
)
async def test_a_list_that_cannot_be_is_silence_and_stands_in_no_log(body: object) -> None:
    async with answering(reply(body)) as calendar:
        with pytest.raises(OutsideAway, match="damaged") as error:
            await calendar.bookings(COUNTER, DAY, DAY)
    assert "Nov" not in str(error.value)
    assert len(str(error.value)) < 200


async def test_an_address_elsewhere_is_not_followed() -> None:
    head = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nConnection: close\r\n\r\n"
    async with answering(reply({}, head)) as calendar:
        with pytest.raises(OutsideAway, match="302"):
            await calendar.bookings(COUNTER, DAY, DAY)


async def test_an_answer_that_comes_byte_by_byte_is_not_waited_for() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
    begun = asyncio.get_running_loop().time()
    async with answering(head, *[b" "] * 15, pause=0.5) as calendar:
        with pytest.raises(OutsideAway):
            await calendar.keep(Wanted(COUNTER, datetime(2026, 11, 24, 8, tzinfo=UTC), 15, None))
        assert asyncio.get_running_loop().time() - begun < 5
