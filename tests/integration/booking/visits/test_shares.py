"""Shares of time as a town's file names them: at search, at hold, and by the clock."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from booking.api import (
    Backend,
    BookingChannel,
    Clock,
    Database,
    Hashing,
    NotBookable,
    SetClock,
    Slot,
    TownFileError,
    WhyNot,
    load_town,
)
from tests.support.databases import LIPOV

ONE_COUNTER = "citizenship.certificate"
WALK_IN = "{channels: [walk-in], percent: 40, until: 08:00}"
OPERATOR = "{channels: [operator], percent: 20, until: 10:00, days_before: 2}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LIPOV, tmp_path / "town"))


async def share(
    folder: Path, database: Database, clock: Clock, hashing: Hashing, *shares: str
) -> None:
    file = folder / "town.yaml"
    text = file.read_text(encoding="utf-8")
    assert "  shares: []" in text
    file.write_text(text.replace("shares: []", f"shares: [{', '.join(shares)}]"), "utf-8")
    await load_town(database, clock, hashing, folder)


async def seen(backend: Backend, channel: BookingChannel) -> list[Slot]:
    """On the day in a week, at the only counter."""
    [day] = await backend.visits.free_days(ONE_COUNTER, limit=1)
    week = day + timedelta(days=7)
    return await backend.visits.free(ONE_COUNTER, on=week, limit=1000, channel=channel)


async def test_each_channel_finds_and_keeps_only_what_is_for_it(
    backend: Backend, town: Database, clock: SetClock, hashing: Hashing, folder: Path
) -> None:
    everything = await seen(backend, BookingChannel.PHONE)
    await share(folder, town, clock, hashing, WALK_IN, OPERATOR)
    phone, operator = [
        await seen(backend, channel) for channel in (BookingChannel.PHONE, BookingChannel.OPERATOR)
    ]
    assert set(phone) < set(operator) < set(everything)
    kept = next(slot for slot in operator if slot not in phone)
    with pytest.raises(NotBookable) as caught:
        await backend.visits.hold(kept, ONE_COUNTER, owner="call")
    assert caught.value.reason == WhyNot.KEPT
    hold = await backend.visits.hold(kept, ONE_COUNTER, owner="op", channel=BookingChannel.OPERATOR)
    assert hold.slot == kept
    assert await seen(backend, BookingChannel.PHONE) == phone


async def test_what_is_released_is_found_and_kept_by_everybody(
    backend: Backend, town: Database, clock: SetClock, hashing: Hashing, folder: Path
) -> None:
    everything = await seen(backend, BookingChannel.PHONE)
    day = everything[0].start.date()
    await share(folder, town, clock, hashing, OPERATOR)
    before = await seen(backend, BookingChannel.PHONE)
    kept = next(slot for slot in everything if slot not in before)
    release = everything[0].start.replace(hour=10, minute=0) - timedelta(days=2)
    clock.instant = release - timedelta(seconds=1)
    assert await backend.visits.free(ONE_COUNTER, on=day, limit=1000) == before
    clock.instant = release
    assert await backend.visits.free(ONE_COUNTER, on=day, limit=1000) == everything
    assert (await backend.visits.hold(kept, ONE_COUNTER, owner="call")).slot == kept


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("{channels: [fax], percent: 40, until: 08:00}", "booking.shares.0.channels"),
        ("{channels: [web], percent: 0, until: 08:00}", "booking.shares.0.percent"),
        ("{channels: [web], percent: 40, until: soon}", "a time of day such as 08:00"),
        ("{office: x, channels: [web], percent: 40, until: 08:00}", "there is no office 'x'"),
        ("{channels: [web], percent: 70, until: 8:00}", "110 % would be kept"),
    ],
)
async def test_shares_that_cannot_be_are_told_with_their_place(
    town: Database, clock: SetClock, hashing: Hashing, folder: Path, wrong: str, said: str
) -> None:
    others = [WALK_IN] if "110" in said else []
    with pytest.raises(TownFileError) as caught:
        await share(folder, town, clock, hashing, *others, wrong)
    assert caught.value.file == "town.yaml"
    assert said in str(caught.value)
