"""The desk in each state of a real call: axe-core finds nothing, at a desk and on a telephone."""

import os
from pathlib import Path

import pytest

from cli.phone.browser import Operator
from tests.support.browser_operator import Caller, Floor
from tests.support.console import Worker
from tests.support.linka import Telephones

NOVAKOVA = "novakova"


@pytest.mark.parametrize("width", [1280, 390])
async def test_axe_finds_nothing_on_the_desk_in_any_state_of_a_call(
    phones: Telephones, floor: Floor, width: int
) -> None:
    operator = await floor.seat(NOVAKOVA, width=width)
    found = {"available": await _faults(operator, "available", width)}
    caller, second = Caller(phones, f"777{width:04}01"), Caller(phones, f"777{width:04}02")
    await caller.ask("1110")
    await operator.phone_is("ringing")
    found["ringing"] = await _faults(operator, "ringing", width)
    await operator.answer()
    await second.ask()
    found["talking"] = await _faults(operator, "talking", width)
    await operator.page.click("[data-phone=hold]")
    await operator.phone_is("held")
    found["held"] = await _faults(operator, "held", width)
    await operator.hang_up()
    await operator.page.wait_for_selector("[data-phase=wrap_up]")
    found["wrap-up"] = await _faults(operator, "wrap-up", width)
    await operator.choose("break:lunch")
    await floor.is_(NOVAKOVA, "break")
    found["break"] = await _faults(operator, "break", width)
    assert {state: faults for state, faults in found.items() if faults} == {}


async def _faults(operator: Operator, state: str, width: int) -> list[str]:
    """And a picture, where somebody wants to look at it."""
    await operator.page.wait_for_timeout(400)  # what moves has come to rest
    if folder := os.environ.get("LINKA_SCREENS"):
        path = Path(folder) / f"desk-{state}-{width}.png"
        await operator.page.screenshot(path=path, full_page=True)
    return await Worker(operator.url, operator.context, operator.page).faults()
