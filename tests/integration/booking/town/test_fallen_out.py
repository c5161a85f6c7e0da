"""A change of hours takes no visit away: it tells which it leaves behind, before and after."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from booking.api import (
    PRAGUE,
    Backend,
    Clock,
    Contact,
    Database,
    FallenWhy,
    Hashing,
    Language,
    TownFileError,
    Visit,
    VisitPart,
    VisitState,
    check_town,
    load_town,
    preview_town,
)
from tests.support.databases import LIPOV


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LIPOV, tmp_path / "town"))


def change(folder: Path, name: str, old: str, new: str) -> None:
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


async def book(
    backend: Backend, activity: str = "passport.new", after: datetime | None = None
) -> Visit:
    hold = await backend.visits.hold_nearest(activity, owner="call", after=after)
    assert hold is not None
    return await backend.visits.confirm(hold.id, contact=Contact(), language=Language.CS)


async def test_a_change_of_hours_lists_whom_it_leaves_behind_and_changes_no_visit(
    backend: Backend, town: Database, clock: Clock, hashing: Hashing, folder: Path
) -> None:
    early = await book(backend)
    late = await book(backend, after=datetime(2026, 11, 24, 11, 0, tzinfo=PRAGUE))
    assert await backend.visits.fallen_out() == []
    change(folder, "hours.yaml", "tue: 09:00-14:00", "tue: 10:30-14:00")

    foreseen = await preview_town(town, folder)
    assert [(one.visit.id, one.why) for one in foreseen.fallen_out] == [
        (early.id, FallenWhy.CLOSED)
    ]
    assert await backend.visits.fallen_out() == []

    loaded = await load_town(town, clock, hashing, folder)
    assert [one.visit.id for one in loaded.fallen_out] == [early.id]
    assert await backend.visits.fallen_out() == list(loaded.fallen_out)
    for visit in (early, late):
        assert await backend.visits.get(visit.id) == visit

    again = await preview_town(town, folder)
    assert (again.fallen_out, again.already) == ((), 1)


async def test_who_cancels_or_comes_is_not_listed_any_more(
    backend: Backend, town: Database, clock: Clock, hashing: Hashing, folder: Path
) -> None:
    visit = await book(backend)
    change(folder, "hours.yaml", "tue: 09:00-14:00", "tue: 10:30-14:00")
    await load_town(town, clock, hashing, folder)
    cancelled = await backend.visits.cancel(visit.id, by="supervisor")
    assert cancelled.state is VisitState.CANCELLED
    assert await backend.visits.fallen_out() == []


async def test_a_counter_that_goes_and_a_closure_that_comes_are_told_with_the_reason(
    backend: Backend, town: Database, folder: Path
) -> None:
    vehicle = await book(backend, "vehicles.transfer")
    passport = await book(backend)
    change(folder, "counters.yaml", f"  - code: {vehicle.counter}", "  - code: lidicka-70")
    change(
        folder,
        "hours.yaml",
        "exceptions:\n",
        f"exceptions:\n  - {{day: {passport.start:%Y-%m-%d}, office: lidicka, reason: malování}}\n",
    )
    foreseen = await preview_town(town, folder)
    assert {(one.visit.id, one.why, one.remark) for one in foreseen.fallen_out} == {
        (vehicle.id, FallenWhy.COUNTER_GONE, ""),
        (passport.id, FallenWhy.CLOSURE, "malování"),
    }


async def test_a_change_from_january_is_written_ahead_and_leaves_december_alone(
    backend: Backend, town: Database, clock: Clock, hashing: Hashing, folder: Path
) -> None:
    december = await book(backend, after=datetime(2026, 12, 28, 7, tzinfo=PRAGUE))
    january = await book(backend, after=datetime(2027, 1, 4, 7, tzinfo=PRAGUE))
    assert (december.start.month, january.start.month) == (12, 1)
    hours = (folder / "hours.yaml").read_text(encoding="utf-8")
    lidicka, rest = hours.split("offices:\n  lidicka:\n")[1].split("  nadrazni:\n", 1)
    period = lidicka.replace("\n", "\n    ").rstrip()
    (folder / "hours.yaml").write_text(
        "offices:\n  lidicka:\n    periods:\n      - to: 2026-12-31\n    "
        + period
        + "\n      - from: 2027-01-01\n        hours: {mon: 13:00-17:00}\n  nadrazni:\n"
        + rest,
        encoding="utf-8",
    )
    loaded = await load_town(town, clock, hashing, folder)
    assert [(one.visit.id, one.why) for one in loaded.fallen_out] == [
        (january.id, FallenWhy.CLOSED)
    ]
    assert not (await load_town(town, clock, hashing, folder)).catalogue_changed
    slots = await backend.visits.free(
        "passport.new", office="lidicka", after=datetime(2027, 1, 1, tzinfo=PRAGUE)
    )
    assert slots[0].start == datetime(2027, 1, 4, 13, tzinfo=PRAGUE)


async def test_a_slower_desk_makes_longer_visits_and_leaves_those_booked_as_they_are(
    backend: Backend, town: Database, clock: Clock, hashing: Hashing, folder: Path
) -> None:
    before = await book(backend, "vehicles.transfer")
    change(
        folder, "counters.yaml", "[vehicles]", "[{code: vehicles.transfer, minutes: 45}, vehicles]"
    )
    assert (await load_town(town, clock, hashing, folder)).fallen_out == ()
    slots = await backend.visits.free("vehicles.transfer", limit=100)
    assert {slot.minutes for slot in slots if slot.counter == before.counter} <= {45}
    slot = next(slot for slot in slots if slot.minutes == 45)
    hold = await backend.visits.hold(slot, "vehicles.transfer", owner="call")
    visit = await backend.visits.confirm(hold.id, contact=Contact(), language=Language.CS)
    assert visit.minutes == 45
    assert (await backend.visits.get(before.id)).minutes == before.minutes
    await backend.visits.cancel(visit.id, by="clerk")
    assert (await backend.visits.restore(visit.id, by="clerk")).minutes == 45


async def test_of_a_visit_with_several_parts_each_counts(
    backend: Backend, town: Database, folder: Path
) -> None:
    hold = await backend.visits.hold_nearest(
        "passport.new", also=[VisitPart("identity-card.new")], owner="call"
    )
    assert hold is not None
    visit = await backend.visits.confirm(hold.id, contact=Contact(), language=Language.CS)
    text = (folder / "counters.yaml").read_text(encoding="utf-8")
    (folder / "counters.yaml").write_text(
        text.replace("[passport, identity-card]", "[passport]")
        + "  - code: lidicka-70\n    office: lidicka\n    number: 70\n"
        + "    name: {cs: přepážka navíc}\n    serves: [identity-card]\n",
        encoding="utf-8",
    )
    (fallen,) = (await preview_town(town, folder)).fallen_out
    assert (fallen.visit.id, fallen.why) == (visit.id, FallenWhy.NOT_DONE_THERE)


async def test_a_folder_that_will_not_do_is_refused_before_it_is_looked_at(
    town: Database, folder: Path
) -> None:
    change(folder, "citizens.yaml", "citizens:", "citzens:")
    with pytest.raises(TownFileError, match=r"citizens\.yaml"):
        check_town(folder)
    with pytest.raises(TownFileError, match=r"citizens\.yaml"):
        await preview_town(town, folder)
