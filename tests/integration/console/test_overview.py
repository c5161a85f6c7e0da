"""What a supervisor sees of the line, and when it is an alarm."""

from datetime import timedelta

import pytest

from booking.api import Backend, Language, SetClock, note_message_ceiling
from ivr.routing.api import Asking, OperatorState
from tests.integration.console.conftest import Visitor
from tests.support.console import OPERATOR, SUPERVISOR
from tests.support.routing import House

NOBODY = "žádný operátor tam není"
BREAKS = "všichni operátoři mají přestávku"


@pytest.fixture
def house(backend: Backend, clock: SetClock) -> House:
    return House.on(backend.database, clock)


@pytest.fixture
async def supervisor(visitor: Visitor) -> Visitor:
    await visitor.log_in(SUPERVISOR)
    return visitor


async def overview(supervisor: Visitor) -> str:
    answer = await supervisor.get("/supervisor")
    assert answer.status_code == 200
    return answer.text


async def test_who_waits_stands_there_with_what_they_need_and_never_the_whole_number(
    supervisor: Visitor, house: House
) -> None:
    await house.requests.ask(Asking("call-1", Language.UK, "+420777000321", "passport"))
    page = await overview(supervisor)
    assert "Cestovní pasy" in page
    assert "číslo končí 321" in page
    assert "Ukrajinština (úroveň" in page
    assert "777" not in page


async def test_somebody_who_waits_while_nobody_is_there_is_an_alarm(
    supervisor: Visitor, house: House
) -> None:
    await house.ask("call-1")
    assert NOBODY in await overview(supervisor)


async def test_somebody_who_waits_while_all_are_on_a_break_is_an_alarm(
    supervisor: Visitor, house: House
) -> None:
    await house.seat(OPERATOR)
    await house.ask("call-1")
    await house.desk.set_state(OPERATOR, OperatorState.BREAK, "lunch")
    assert BREAKS in await overview(supervisor)
    await house.desk.set_state(OPERATOR, OperatorState.AVAILABLE)
    page = await overview(supervisor)
    assert BREAKS not in page
    assert "gov-message" not in page


async def test_an_available_operator_without_a_telephone_is_no_help(
    supervisor: Visitor, house: House
) -> None:
    await house.desk.set_state(OPERATOR, OperatorState.AVAILABLE)
    await house.ask("call-1")
    assert "nemá komu zazvonit" in await overview(supervisor)


async def test_an_open_line_without_anybody_is_told_before_somebody_waits(
    supervisor: Visitor, clock: SetClock
) -> None:
    assert "hovor by teď neměl kdo vzít" in await overview(supervisor)
    clock.advance(timedelta(hours=10))
    await supervisor.log_in(SUPERVISOR)
    page = await overview(supervisor)
    assert "Linka má zavřeno" in page
    assert "gov-message" not in page


async def test_an_operator_who_talks_is_shown_with_the_call(
    supervisor: Visitor, house: House
) -> None:
    await house.seat(OPERATOR)
    await house.requests.ask(Asking("call-1", Language.CS, "+420777000321", "passport"))
    await house.play()
    await house.take(OPERATOR)
    page = await overview(supervisor)
    assert "Hovoří" in page
    assert "Cestovní pasy, česky, číslo končí 321" in page


async def test_sms_that_wait_since_too_many_were_provoked_are_an_alarm(
    supervisor: Visitor, backend: Backend, clock: SetClock
) -> None:
    assert 'id="ceiling"' not in await overview(supervisor)
    until = clock.now() + timedelta(minutes=50)
    await backend.database.write(lambda tx: note_message_ceiling(tx, until, 300))
    page = await overview(supervisor)
    assert 'id="ceiling"' in page
    assert "Od 8:00 čekají SMS" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert "odešlo 300" in page
    assert "odejdou nejdříve 8:50" in page
    clock.advance(timedelta(minutes=51))
    assert 'id="ceiling"' not in await overview(supervisor)
