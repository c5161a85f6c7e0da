"""Operators' tasks: the number at which somebody is now, or the word that there is none."""

from dataclasses import replace

import pytest

from booking.api import MESSAGE, Backend, Contact, ContactKind, Language
from booking.proofs import following
from tests.integration.console.conftest import Visitor
from tests.support.console import OPERATOR

NEW = "+420602123456"


@pytest.fixture
async def task(backend: Backend) -> int:
    """A task about a visit of citizen 1; its number."""
    citizen = await backend.citizens.get(1)
    hold = await backend.visits.hold_nearest("passport.new", owner="call-1")
    assert hold is not None
    visit = await backend.visits.confirm(
        hold.id,
        contact=Contact(citizen.phone, verified=True),
        language=Language.CS,
        citizen_id=citizen.id,
    )
    ring = await backend.rings.request(
        phone=citizen.phone or "",
        dialog=MESSAGE,
        language=Language.CS,
        note="Přesunuto.",
        about=f"visit:{visit.id}",
    )
    return ring.id


async def row(visitor: Visitor, task: int) -> str:
    page = (await visitor.get("/desk")).text.replace("\N{NO-BREAK SPACE}", " ")
    return page[page.index(f'id="ring-{task}"') :].split("</tr>")[0]


async def test_a_task_shows_the_new_number_and_no_link_to_the_former(
    visitor: Visitor, backend: Backend, task: int
) -> None:
    await visitor.log_in(OPERATOR)
    former = (await backend.citizens.get(1)).phone or ""
    assert f'href="tel:{former}"' in await row(visitor, task)
    proof = await backend.proofs.propose(1, ContactKind.PHONE, NEW, by="citizen")
    code = await backend.proofs.code(proof.id)
    assert code is not None
    await backend.proofs.verify(proof.id, code, by="citizen")
    shown = await row(visitor, task)
    assert f'href="tel:{NEW}"' in shown
    assert "nové číslo, původní už neplatí" in shown
    assert former not in shown


async def test_a_task_without_a_number_says_so_and_can_be_settled(
    visitor: Visitor, backend: Backend, task: int
) -> None:
    await visitor.log_in(OPERATOR)
    citizen = await backend.citizens.get(1)
    without = replace(citizen, phone=None, phone_verified=False)
    await backend.database.write(lambda tx: following.follow(tx, citizen, without))
    shown = await row(visitor, task)
    assert "Číslo už neplatí a jiné neznáme." in shown
    assert "tel:" not in shown
    assert "Vyřízeno: číslo už neplatí" in shown
