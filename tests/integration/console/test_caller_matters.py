"""The caller's panel: their visits, their applications, life situations."""

from datetime import timedelta

import pytest

from booking.api import (
    Backend,
    BookingChannel,
    Language,
    SetClock,
    StatusMessageAsked,
    TopicMessageAsked,
    VisitState,
)
from tests.integration.booking.visits.test_limits import allow
from tests.support.panel import CALL, KNOWN, Panel, arrive, booked, events, marie
from tests.support.routing import House


class TestVisits:
    async def test_a_visit_moves_to_a_time_that_is_kept(
        self, panel: Panel, backend: Backend, clock: SetClock
    ) -> None:
        await arrive(backend.database, clock)
        await booked(panel)
        [before] = await backend.visits.of_phone(KNOWN)
        await panel.open(tab="visits")
        assert "úterý 24. listopadu 2026 9:00 volající číslo" in panel.plain
        await panel.open(tab="visits", visit=str(before.id))
        assert "Přesunout objednávku" in panel.plain
        assert "Nejbližší volný úterý 24. listopadu 2026 9:15" in panel.plain
        await panel.does("hold", slot=panel.slots()[-1], key="h2")
        await panel.does("move")
        assert "Přesunuto. Kód zůstává" in panel.plain
        [after] = await backend.visits.of_phone(KNOWN)
        assert after.code == before.code
        assert after.start > before.start

    async def test_a_cancelled_visit_is_asked_about_and_comes_back(
        self, panel: Panel, backend: Backend, clock: SetClock
    ) -> None:
        await arrive(backend.database, clock)
        await booked(panel)
        [visit] = await backend.visits.of_phone(KNOWN)
        await panel.open(tab="visits", cancel=str(visit.id))
        assert "Opravdu zrušit" in panel.plain
        await panel.does("cancel")
        assert "je zrušena" in panel.plain
        assert (await backend.visits.get(visit.id)).state is VisitState.CANCELLED
        await panel.does("restore", visit=str(visit.id))
        assert "Objednávka zase platí" in panel.plain
        assert (await backend.visits.get(visit.id)).state is VisitState.BOOKED

    async def test_a_cancelled_time_that_was_taken_does_not_come_back(
        self, panel: Panel, backend: Backend, clock: SetClock
    ) -> None:
        await arrive(backend.database, clock)
        await panel.open(tab="book", activity="citizenship.certificate")
        await panel.does("hold", slot=panel.slots()[0])
        await panel.does("book", phone="777000321")
        [visit] = await backend.visits.of_phone(KNOWN)
        await panel.open(tab="visits", cancel=str(visit.id))
        await panel.does("cancel")
        staff = BookingChannel.OPERATOR  # they may have at once what was freed
        await backend.visits.hold_nearest("citizenship.certificate", owner="call-9", channel=staff)
        await panel.does("restore", visit=str(visit.id))
        assert "Zrušení už nejde vzít zpět" in panel.plain

    async def test_a_visit_is_found_by_its_code(self, panel: Panel, backend: Backend) -> None:
        await booked(panel)
        [visit] = await backend.visits.of_phone(KNOWN)
        await panel.open(tab="visits", q=f"{visit.code[:3]} {visit.code[3:]}")
        assert "podle kódu" in panel.plain

    @pytest.mark.parametrize(
        ("code", "said"), [("123", "Kód nesedí"), ("000000", "Objednávka s tímto kódem není")]
    )
    async def test_a_wrong_code_says_what_is_wrong(
        self, panel: Panel, code: str, said: str
    ) -> None:
        await panel.open(tab="visits", q=code)
        assert said in panel.plain

    async def test_visits_of_a_citizen_show_only_once_they_are_known(
        self, panel: Panel, backend: Backend, clock: SetClock
    ) -> None:
        number = await marie(backend)
        await arrive(backend.database, clock, citizen_id=number)
        await booked(panel, phone="605 000 108")
        await panel.open(tab="visits")
        assert "ověřený občan" in panel.plain
        await panel.open(tab="visits", call="", citizen=str(number))
        assert "ověřený občan" not in panel.plain


class TestApplications:
    async def test_the_status_goes_to_the_number_that_a_known_caller_wants(
        self, panel: Panel, backend: Backend, clock: SetClock
    ) -> None:
        number = await marie(backend)
        await arrive(backend.database, clock, citizen_id=number)
        [first, *_] = await backend.applications.of(number)
        await panel.open(tab="applications")
        await panel.does(f"applications/{first.id}/send", phone="605 000 108")
        assert "Stav žádosti odchází SMS na 605 000 108" in panel.plain
        [asked] = await events(backend, StatusMessageAsked)
        assert isinstance(asked, StatusMessageAsked)
        assert asked.phone == "+420605000108"

    async def test_no_more_is_sent_to_a_number_than_it_may_get(
        self, panel: Panel, backend: Backend, clock: SetClock
    ) -> None:
        number = await marie(backend)
        await arrive(backend.database, clock, citizen_id=number)
        [first, *_] = await backend.applications.of(number)
        await allow(backend.database, number_messages_day=1)
        await backend.topics.send("passport", phone="+420605000108", language=Language.CS)
        await panel.open(tab="applications")
        await panel.does(f"applications/{first.id}/send", phone="605 000 108")
        assert "příliš mnoho zpráv, tato se neposlala. Stav přečtěte." in panel.plain
        assert await events(backend, StatusMessageAsked) == []

    async def test_nobody_elses_status_is_sent(
        self, panel: Panel, backend: Backend, clock: SetClock
    ) -> None:
        number = await marie(backend)
        await arrive(backend.database, clock, citizen_id=number)
        await panel.open(tab="applications")
        others = [one for one in await backend.applications.recent() if one.citizen_id != number]
        await panel.does(f"applications/{others[0].id}/send", phone="605000108")
        assert "totožnost není ověřená" in panel.plain
        assert await events(backend, StatusMessageAsked) == []

    async def test_ready_dates_are_for_everybody(self, panel: Panel) -> None:
        await panel.open(tab="applications", filed="2026-01-05")
        assert "Cestovní pasy" in panel.plain
        assert "je připraven" in panel.plain


class TestTopics:
    async def test_a_few_letters_find_the_text_to_read_in_the_callers_language(
        self, panel: Panel, backend: Backend, clock: SetClock
    ) -> None:
        await arrive(backend.database, clock, language=Language.EN)
        await panel.open(tab="topics", q="popelnice")
        assert "Poplatek za komunální odpad" in panel.plain
        await panel.open(tab="topics", topic="passport")
        assert "Co přinést Bring your identity card" in panel.plain
        assert "We take the photograph here." in panel.plain
        assert "ověřeno 21. 11. 2026" in panel.plain

    async def test_it_is_sent_once(self, panel: Panel, backend: Backend, clock: SetClock) -> None:
        await arrive(backend.database, clock)
        await panel.open(tab="topics", topic="passport")
        await panel.does("topic/send", phone="777 000 321")
        await panel.does("topic/send", phone="777 000 321")
        assert "Zpráva odchází na 777 000 321" in panel.plain
        assert len(await events(backend, TopicMessageAsked)) == 1

    async def test_a_landline_is_refused_at_its_field(self, panel: Panel) -> None:
        await panel.open(tab="topics", topic="passport")
        await panel.does("topic/send", phone="596000105")
        assert "Na toto číslo SMS poslat nejde" in panel.plain


async def test_what_a_caller_proved_holds_for_the_operator_of_that_call_only(
    panel: Panel, backend: Backend, clock: SetClock
) -> None:
    """The number of a call can be typed by anybody."""
    number = await marie(backend)
    await arrive(backend.database, clock, citizen_id=number)
    await booked(panel, phone="605 000 108")
    assert "ověřený občan" in (await panel.open(tab="visits")).plain
    house = House.on(backend.database, clock)
    await house.seat("prochazka", "horakova", "marek", "polakova")
    await house.play()
    [(_, operator)] = await house.rings()
    await house.take(operator)
    assert "ověřený občan" not in (await panel.open(tab="visits")).plain


async def test_what_a_caller_proved_ends_soon_after_the_call(
    panel: Panel, backend: Backend, clock: SetClock
) -> None:
    number = await marie(backend)
    await arrive(backend.database, clock, citizen_id=number)
    await booked(panel, phone="605 000 108")
    await House.on(backend.database, clock).requests.ended(CALL)
    clock.advance(timedelta(minutes=9))
    assert "ověřený občan" in (await panel.open(tab="visits")).plain
    clock.advance(timedelta(minutes=2))
    assert "ověřený občan" not in (await panel.open(tab="visits")).plain
