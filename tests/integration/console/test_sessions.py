"""Sessions in the database."""

from datetime import timedelta

from sqlalchemy import select

from booking.api import Database, Secret, SetClock
from operator_console.access.rows import IDLE, LONGEST, staff_sessions
from operator_console.access.sessions import Sessions


def sessions(database: Database, key: str = "of the test") -> Sessions:
    return Sessions(database, Secret(key))


async def test_a_session_outlives_the_process(database: Database) -> None:
    token = await sessions(database).begin("vesely")
    found = await sessions(database).find(token)
    assert found is not None
    assert found.username == "vesely"


async def test_another_key_or_another_token_opens_nothing(database: Database) -> None:
    token = await sessions(database).begin("vesely")
    assert await sessions(database, "another").find(token) is None
    assert await sessions(database).find(token[:-1]) is None


async def test_the_table_does_not_tell_the_token(database: Database) -> None:
    token = await sessions(database).begin("vesely")
    rows = await database.read(lambda tx: tx.all(select(staff_sessions)))
    assert token not in str(rows)


async def test_requests_keep_a_session_alive_but_an_open_page_does_not(
    database: Database, clock: SetClock
) -> None:
    here = sessions(database)
    token = await here.begin("vesely")
    clock.advance(IDLE - timedelta(minutes=1))
    assert await here.find(token) is not None
    clock.advance(IDLE - timedelta(minutes=1))
    assert await here.is_alive(token)
    clock.advance(timedelta(minutes=1))
    assert not await here.is_alive(token)
    assert await here.find(token) is None


async def test_no_session_outlives_a_long_day(database: Database, clock: SetClock) -> None:
    here = sessions(database)
    token = await here.begin("vesely")
    for _ in range(24):
        assert await here.find(token) is not None
        clock.advance(LONGEST / 24)
    assert await here.find(token) is None


async def test_ending_a_session_ends_it_everywhere(database: Database) -> None:
    token = await sessions(database).begin("vesely")
    await sessions(database).end(token)
    assert await sessions(database).find(token) is None


async def test_old_sessions_are_dropped_when_somebody_logs_in(
    database: Database, clock: SetClock
) -> None:
    await sessions(database).begin("vesely")
    clock.advance(IDLE + timedelta(minutes=1))
    await sessions(database).begin("novakova")
    rows = await database.read(lambda tx: tx.all(select(staff_sessions.c.username)))
    assert [row.username for row in rows] == ["novakova"]


async def test_a_form_belongs_to_its_session(database: Database) -> None:
    here = sessions(database)
    mine, yours = await here.begin("vesely"), await here.begin("vesely")
    assert here.form_token_is_right(mine, here.form_token(mine))
    assert not here.form_token_is_right(mine, here.form_token(yours))
    assert not here.form_token_is_right(mine, "ž")
