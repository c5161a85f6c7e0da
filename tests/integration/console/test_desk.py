"""What is done at the desk: whose call it is, and how the page is told."""

import re
from datetime import timedelta

import httpx
import pytest

from booking.api import Backend, Language, SetClock
from ivr.routing.api import Asking, OperatorState, RequestState
from tests.integration.console.conftest import HOME, Visitor
from tests.support.console import OPERATOR
from tests.support.routing import House

OTHER = "polakova"
KNOWN = "+420777000321"


@pytest.fixture
def house(backend: Backend, clock: SetClock) -> House:
    return House.on(backend.database, clock)


class Desk:
    """An operator's desk whose page is not drawn."""

    def __init__(self, visitor: Visitor, token: str) -> None:
        self.visitor = visitor
        self.token = token

    @classmethod
    async def of(cls, visitor: Visitor, username: str = OPERATOR) -> "Desk":
        await visitor.log_in(username)
        found = re.search(r'name="form_token" value="(\w+)"', (await visitor.get("/desk")).text)
        assert found
        return cls(visitor, found[1])

    async def does(self, path: str, **fields: str) -> httpx.Response:
        """As the page's script does it."""
        return await self.visitor.client.post(
            path,
            data={"form_token": self.token, "command_key": "k", **fields},
            headers={"Origin": HOME, "HX-Request": "true"},
        )

    async def shows(self) -> str:
        return (await self.visitor.get("/desk")).text


async def ring(house: House, caller: str | None = KNOWN) -> int:
    await house.seat(OPERATOR)
    await house.requests.ask(Asking("call-1", Language.CS, caller, "passport"))
    [offer] = (await house.play()).made
    return offer.id


async def test_a_state_is_chosen_with_its_reason(visitor: Visitor, house: House) -> None:
    desk = await Desk.of(visitor)
    answer = await desk.does("/desk/state", choice="break:lunch")
    assert (answer.status_code, answer.text.strip()) == (200, "")
    status = await house.desk.state_of(OPERATOR)
    assert (status.state, status.reason) == (OperatorState.BREAK, "lunch")


@pytest.mark.parametrize("choice", ["talking", "nonsense", "wrap_up:lunch"])
async def test_a_state_that_nobody_can_choose_is_refused_in_words(
    visitor: Visitor, house: House, choice: str
) -> None:
    desk = await Desk.of(visitor)
    assert "Takový stav úřad nemá" in (await desk.does("/desk/state", choice=choice)).text
    assert await house.state(OPERATOR) is OperatorState.OFFLINE


async def test_without_scripts_the_page_comes_again(visitor: Visitor) -> None:
    desk = await Desk.of(visitor)
    answer = await visitor.post("/desk/state", form_token=desk.token, choice="available")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    answer = await visitor.post("/desk/state", form_token=desk.token, choice="nonsense")
    assert answer.headers["location"] == "/desk?said=state-unknown"


async def test_a_command_without_the_sessions_form_does_nothing(
    visitor: Visitor, house: House
) -> None:
    desk = await Desk.of(visitor)
    offer = await ring(house)
    desk.token = "guessed"
    for path in (f"/desk/offers/{offer}/refuse", "/desk/talk/hang-up", "/desk/state"):
        assert (await desk.does(path, call="call-1", choice="offline")).status_code == 403
    assert await house.rings() == [("call-1", OPERATOR)]


async def test_a_ringing_call_is_sent_on(visitor: Visitor, house: House) -> None:
    desk = await Desk.of(visitor)
    offer = await ring(house)
    assert "jde k dalšímu operátorovi" in (await desk.does(f"/desk/offers/{offer}/refuse")).text
    assert await house.rings() == []
    again = await desk.does(f"/desk/offers/{offer}/refuse")
    assert "už u vás nezvoní" in again.text


async def test_nobody_sends_on_what_rings_at_a_colleague(visitor: Visitor, house: House) -> None:
    desk = await Desk.of(visitor, OTHER)
    offer = await ring(house)
    assert "už u vás nezvoní" in (await desk.does(f"/desk/offers/{offer}/refuse")).text
    assert await house.rings() == [("call-1", OPERATOR)]


async def test_a_talk_is_hung_up_and_its_result_written(visitor: Visitor, house: House) -> None:
    desk = await Desk.of(visitor)
    await ring(house)
    await house.take(OPERATOR)
    await desk.does("/desk/talk/result?call=call-1", result="informed")
    assert await house.state(OPERATOR) is OperatorState.TALKING
    await desk.does("/desk/talk/hang-up", call="call-1")
    assert await house.state(OPERATOR) is OperatorState.WRAP_UP
    await desk.does("/desk/talk/result?call=call-1", result="booked", command_key="another")
    assert await house.state(OPERATOR) is OperatorState.AVAILABLE
    request = await house.desk.of_call("call-1")
    assert request is not None
    assert (request.state, request.result) == (RequestState.DONE, "booked")


async def test_nobody_touches_the_talk_of_a_colleague(visitor: Visitor, house: House) -> None:
    desk = await Desk.of(visitor, OTHER)
    await ring(house)
    await house.take(OPERATOR)
    for path in ("/desk/talk/hang-up", "/desk/talk/result?call=call-1"):
        answer = await desk.does(path, call="call-1", result="booked")
        assert "Tento hovor už není váš" in answer.text
    request = await house.desk.of_call("call-1")
    assert request is not None
    assert (request.state, request.result) == (RequestState.ANSWERED, None)


async def test_a_result_can_still_be_written_when_the_wrap_up_is_over_by_time(
    visitor: Visitor, house: House
) -> None:
    desk = await Desk.of(visitor)
    await ring(house)
    await house.take(OPERATOR)
    await house.desk.hang_up("call-1", OPERATOR)
    await house.play(after=61)
    await desk.does("/desk/talk/result?call=call-1", result="booked")
    request = await house.desk.of_call("call-1")
    assert request is not None
    assert request.result == "booked"


async def test_whose_account_the_number_is_stands_in_the_audit_before_it_is_shown(
    visitor: Visitor, house: House, backend: Backend
) -> None:
    desk = await Desk.of(visitor)
    await ring(house)
    page = await desk.shows()
    assert "účet tohoto čísla, neověřen" in page
    assert "Marie Dvořáková" in page
    [look] = await backend.audit.recent(who=OPERATOR, about="call:")
    [citizen] = await backend.citizens.by_phone(KNOWN)
    assert (look.about, look.details["reason"]) == ("call:call-1", "the card of the call")
    assert look in await backend.audit.about_person(citizen.id)


async def test_what_was_keyed_is_told_as_people_write_it(visitor: Visitor, house: House) -> None:
    desk = await Desk.of(visitor)
    await house.seat(OPERATOR)
    keyed = {
        "slot": "2026-11-24T09:00",
        "office": "lidicka",
        "code": "472015",
        "filed": "0311",
        "topic.number": "777654321",
        "something": "42",
    }
    await house.requests.ask(Asking("call-1", Language.CS, topic="building-permit", keyed=keyed))
    await house.play()
    page = (await desk.shows()).replace("\xa0", " ")
    for label, value in (
        ("Nabízený termín", "út 24. 11. 9:00, Lidická 5"),
        ("Kód objednávky", "472 015"),
        ("Den podání", "3. 11."),
        ("Zadané číslo", "777 654 321"),
        ("Navoleno", "42"),
        ("Věc", "Povolení stavby"),
    ):
        assert f"<dt>{label}</dt><dd>{value}</dd>" in page


@pytest.mark.parametrize("caller", [None, "anonymous"])
async def test_a_hidden_number_is_said_to_be_one(
    visitor: Visitor, house: House, caller: str | None
) -> None:
    desk = await Desk.of(visitor)
    await ring(house, caller)
    page = await desk.shows()
    assert "Skryté číslo" in page
    assert "Totožnost volajícího není ověřená." in page


async def test_the_queue_tells_the_end_of_a_number_only(visitor: Visitor, house: House) -> None:
    desk = await Desk.of(visitor)
    await house.requests.ask(Asking("call-1", Language.UK, "+420602111222", "citizenship"))
    page = await desk.shows()
    assert "číslo končí 222" in page
    assert "602" not in page


async def test_what_a_caller_is_called_cannot_become_markup(visitor: Visitor, house: House) -> None:
    desk = await Desk.of(visitor)
    await house.seat(OPERATOR)
    nasty = "<script>1</script>"
    await house.requests.ask(
        Asking('c"><b>1', Language.CS, nasty, topic=nasty, path=f"main > {nasty}")
    )
    await house.play()
    page = await desk.shows()
    assert "&lt;script&gt;" in page
    assert nasty not in page
    assert "<b>1" not in page


async def test_whoever_logs_out_leaves_the_line(visitor: Visitor, house: House) -> None:
    desk = await Desk.of(visitor)
    await house.seat(OPERATOR)
    await visitor.post("/log-out", form_token=desk.token)
    assert await house.state(OPERATOR) is OperatorState.OFFLINE


async def test_whoever_logs_out_in_a_talk_leaves_the_line_after_it(
    visitor: Visitor, house: House
) -> None:
    desk = await Desk.of(visitor)
    await ring(house)
    await house.take(OPERATOR)
    await visitor.post("/log-out", form_token=desk.token)
    status = await house.desk.state_of(OPERATOR)
    assert (status.state, status.wish) == (OperatorState.TALKING, OperatorState.OFFLINE)


async def test_out_of_hours_the_desk_says_that_the_line_is_closed(
    visitor: Visitor, house: House, clock: SetClock
) -> None:
    clock.advance(timedelta(hours=12))
    desk = await Desk.of(visitor)
    await house.seat(OPERATOR)
    page = await desk.shows()
    assert "Linka má teď zavřeno, hovory sem nepřijdou." in page
    assert "Otevírá: úterý 24. listopadu 2026 7:00." in page
    [state] = re.findall(r'data-color="(\w+)" data-size="m">K dispozici', page)
    assert state != "success"


async def test_a_missing_result_is_asked_of_whoever_talked_only_and_only_today(
    visitor: Visitor, house: House, clock: SetClock
) -> None:
    await ring(house)
    await house.take(OPERATOR)
    await house.requests.ended("call-1")
    assert "Hovory bez výsledku" not in await (await Desk.of(visitor)).shows()  # the wrap-up
    await house.desk.set_state(OPERATOR, OperatorState.BREAK)
    assert "Hovory bez výsledku" in await (await Desk.of(visitor)).shows()
    assert "Hovory bez výsledku" not in await (await Desk.of(visitor, OTHER)).shows()
    clock.advance(timedelta(hours=13))
    assert "Hovory bez výsledku" not in await (await Desk.of(visitor)).shows()
