"""The supervisor sees whom a change of hours has left behind."""

import shutil
from pathlib import Path

from booking.api import Backend, Contact, FallenVisit, Language, Visit, load_town
from operator_console.supervisor.fallen import Unhurried
from tests.integration.console.conftest import Visitor
from tests.support.console import SUPERVISOR
from tests.support.databases import CHEAP_HASHING, LIPOV

PLACED = "Všechny objednávky se vejdou do otevírací doby."


async def book(backend: Backend) -> Visit:
    hold = await backend.visits.hold_nearest("passport.new", owner="call")
    assert hold is not None
    contact = Contact(phone="+420601234567")
    return await backend.visits.confirm(
        hold.id, contact=contact, language=Language.CS, name="Jana Nováková"
    )


async def close(backend: Backend, folder: Path) -> None:
    """All offices on Tuesday, 24 November."""
    shutil.copytree(LIPOV, folder)
    hours = folder / "hours.yaml"
    text = hours.read_text(encoding="utf-8")
    line = "exceptions:\n  - {day: 2026-11-24, reason: výpadek proudu}\n"
    hours.write_text(text.replace("exceptions:\n", line), encoding="utf-8")
    await load_town(backend.database, backend.clock, CHEAP_HASHING, folder)


async def test_visits_without_a_place_are_listed_with_reason_and_link_and_without_a_name(
    visitor: Visitor, backend: Backend, tmp_path: Path
) -> None:
    visit = await book(backend)
    await visitor.log_in(SUPERVISOR)
    assert PLACED in (await visitor.get("/supervisor")).text
    await close(backend, tmp_path / "town")
    page = (await visitor.get("/supervisor")).text
    assert PLACED not in page
    assert f'<a href="/visits?day=2026-11-24#visit-{visit.id}">' in page
    assert "zavřeno: výpadek proudu" in page
    assert "Nováková" not in page
    assert "601 234 567" not in page
    assert f'id="visit-{visit.id}"' in (await visitor.get("/visits?day=2026-11-24")).text


async def test_the_nearest_are_shown_and_the_others_counted(
    visitor: Visitor, backend: Backend, tmp_path: Path
) -> None:
    visits = [await book(backend) for _ in range(25)]
    await close(backend, tmp_path / "town")
    await visitor.log_in(SUPERVISOR)
    page = (await visitor.get("/supervisor")).text
    assert page.count('id="fallen-') == 20
    assert "a 5 dalších" in page
    assert visits[0].start <= visits[-1].start
    assert f'id="fallen-{visits[0].id}"' in page


async def test_an_open_page_looks_through_all_visits_only_now_and_then() -> None:
    looks = 0

    async def look() -> list[FallenVisit]:
        nonlocal looks
        looks += 1
        return []

    fallen = Unhurried(look)
    for _ in range(5):
        assert list(await fallen.latest()) == []
    assert looks == 1
