from datetime import date, timedelta

import pytest

from booking.errors import Refused
from booking.ground.clock import SetClock
from booking.ground.database import Database
from booking.ground.events import unhandled
from booking.ready_dates.model import ReadyDateWritten
from booking.ready_dates.service import ReadyDates


@pytest.fixture
def ready_dates(database: Database, clock: SetClock) -> ReadyDates:
    return ReadyDates(database, clock)


async def test_what_no_clerk_has_written_is_not_there(ready_dates: ReadyDates) -> None:
    assert await ready_dates.of("passport") is None


async def test_the_last_word_of_a_clerk_holds(
    ready_dates: ReadyDates, clock: SetClock, database: Database
) -> None:
    await ready_dates.write("passport", date(2026, 11, 9), by="vesely")
    clock.advance(timedelta(hours=1))
    await ready_dates.write("passport", date(2026, 11, 6), by="novakova")
    found = await ready_dates.of("passport")
    assert found is not None
    assert (found.day, found.by, found.written_at) == (date(2026, 11, 6), "novakova", clock.now())
    told = database.run(lambda tx: unhandled(tx.connection, 10))
    assert [event.event for event in told] == [
        ReadyDateWritten("passport", date(2026, 11, 9), "vesely"),
        ReadyDateWritten("passport", date(2026, 11, 6), "novakova"),
    ]


async def test_a_day_still_to_come_is_refused(ready_dates: ReadyDates) -> None:
    with pytest.raises(Refused, match="still to come"):
        await ready_dates.write("passport", date(2026, 11, 24), by="vesely")
    assert await ready_dates.of("passport") is None


async def test_the_same_key_writes_once(ready_dates: ReadyDates, database: Database) -> None:
    first = await ready_dates.write("passport", date(2026, 11, 9), by="vesely", key="form-1")
    again = await ready_dates.write("passport", date(2026, 11, 2), by="vesely", key="form-1")
    assert again == first
    assert len(database.run(lambda tx: unhandled(tx.connection, 10))) == 1
