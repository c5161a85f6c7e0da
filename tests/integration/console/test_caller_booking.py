"""The caller's panel: a visit for the caller, from the free times to the code."""

from datetime import timedelta

import pytest

from booking.api import (
    Backend,
    Language,
    SetClock,
    VisitBooked,
)
from tests.support.panel import KNOWN, NEW, Panel, arrive, booked, events, marie


class TestBooking:
    async def test_the_nearest_time_is_booked_for_the_calling_number(
        self, panel: Panel, backend: Backend, clock: SetClock
    ) -> None:
        await arrive(backend.database, clock)
        await panel.open()
        await panel.does("hold", slot=panel.slots()[0])
        assert "Žádost o cestovní pas úterý 24. listopadu 2026 9:00" in panel.plain
        assert 'value="777\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}321"' in panel.text
        await panel.does("book", phone="777 000 321")
        [visit] = await backend.visits.of_phone(KNOWN)
        assert (visit.channel, visit.activity, visit.citizen_id) == ("operator", NEW, None)
        assert not visit.verified
        assert f"{visit.code[:3]} {visit.code[3:]}" in panel.plain
        assert "Přineste občanský průkaz" in panel.plain
        assert "odchází na 777 000 321" in panel.plain
        assert len(await events(backend, VisitBooked)) == 1

    async def test_a_double_click_books_once(self, panel: Panel, backend: Backend) -> None:
        await panel.open(tab="book", service="passport")
        await panel.does("hold", slot=panel.slots()[0])
        before, text = panel.state, panel.text
        await panel.does("book", phone="777000321")
        first = panel.plain
        panel.state, panel.text = before, text
        await panel.does("book", phone="777000321")
        assert panel.plain == first
        assert len(await backend.visits.of_phone(KNOWN)) == 1

    async def test_a_reload_keeps_the_time_that_is_kept(self, panel: Panel) -> None:
        await panel.open(tab="book", service="passport")
        await panel.does("hold", slot=panel.slots()[3])
        kept = panel.state
        await panel.open(**dict(kept.hidden()))
        assert "Drží se pro volajícího" in panel.plain

    async def test_another_operator_cannot_book_the_time(
        self, panel: Panel, backend: Backend
    ) -> None:
        hold = await backend.visits.hold_nearest(NEW, owner="operator:somebody:call-1")
        assert hold
        await panel.open(tab="book", service="passport", hold=str(hold.id))
        assert "Drží se" not in panel.plain

    async def test_a_time_kept_for_a_move_is_none_for_a_new_visit(
        self, panel: Panel, backend: Backend
    ) -> None:
        await booked(panel)
        [visit] = await backend.visits.of_phone(KNOWN)
        await panel.open(tab="visits", visit=str(visit.id))
        await panel.does("hold", slot=panel.slots()[2], key="h2")
        assert "Nově" in panel.plain
        await panel.open(**dict(panel.state.at("book").hidden()))
        assert "Drží se pro volajícího" not in panel.plain

    async def test_a_time_that_is_let_go_is_free_again(
        self, panel: Panel, backend: Backend
    ) -> None:
        await panel.open(tab="book", service="passport")
        await panel.does("hold", slot=panel.slots()[1])
        kept = int(panel.state.hold)
        await panel.does("release")
        assert "Dny s volnými termíny" in panel.plain
        assert await backend.visits.held(kept) is None

    async def test_a_choice_that_is_impossible_elsewhere_does_not_stick(self, panel: Panel) -> None:
        await panel.open(tab="book", activity="citizenship.certificate", persons="6", office="x")
        assert "Nejbližší volný" in panel.plain

    async def test_another_time_lets_the_first_go(self, panel: Panel, backend: Backend) -> None:
        await panel.open(tab="book", service="passport")
        slots = panel.slots()
        await panel.does("hold", slot=slots[1])
        first = int(panel.state.hold)
        await panel.does("hold", slot=slots[-1])
        assert panel.state.hold != str(first)
        assert await backend.visits.held(first) is None

    async def test_a_time_taken_meanwhile_offers_the_next(
        self, panel: Panel, backend: Backend
    ) -> None:
        activity = "citizenship.certificate"  # done at one counter only
        await panel.open(tab="book", activity=activity)
        slot = panel.slots()[0]
        taken = await backend.visits.hold_nearest(activity, owner="call-9")
        assert taken
        await panel.does("hold", slot=slot)
        assert "Termín mezitím obsadil někdo jiný" in panel.plain
        assert "Další volný" in panel.plain
        assert panel.slots()[0] != slot

    async def test_a_kept_time_that_went_to_somebody_else_offers_the_next(
        self, panel: Panel, backend: Backend, clock: SetClock
    ) -> None:
        activity = "citizenship.certificate"
        await panel.open(tab="book", activity=activity)
        await panel.does("hold", slot=panel.slots()[0])
        clock.advance(timedelta(minutes=30))
        assert await backend.visits.hold_nearest(activity, owner="call-9")
        await panel.does("book", phone="777000321")
        assert "Termín mezitím obsadil někdo jiný" in panel.plain
        assert "Další volný" in panel.plain
        assert await backend.visits.of_phone(KNOWN) == []

    async def test_a_caller_from_a_landline_gets_no_sms_but_an_e_mail(
        self, panel: Panel, backend: Backend, clock: SetClock
    ) -> None:
        await arrive(backend.database, clock, caller="+420596000105")
        await panel.open()
        await panel.does("hold", slot=panel.slots()[0])
        assert "Volá z pevné linky" in panel.plain
        await panel.does("book", phone="596 000 105")
        assert "Na pevnou linku SMS nedojde" in panel.plain
        await panel.does("book", phone="", email="jiri@example.com", key="again")
        assert "E-mail s termínem do kalendáře odchází na jiri@example.com" in panel.plain

    async def test_a_hidden_number_is_said_and_the_code_must_be_dictated(
        self, panel: Panel, backend: Backend, clock: SetClock
    ) -> None:
        await arrive(backend.database, clock, caller=None)
        await panel.open()
        await panel.does("hold", slot=panel.slots()[0])
        assert "Číslo volajícího je skryté" in panel.plain
        await panel.does("book")
        assert "Žádná zpráva neodchází" in panel.plain

    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            ("phone", "12", "Toto není telefonní číslo"),
            ("email", "marie@", "Toto není e-mailová adresa"),
        ],
    )
    async def test_what_will_not_do_is_said_at_its_field_and_stays_there(
        self, panel: Panel, field: str, value: str, said: str
    ) -> None:
        await booked(panel, **{"phone": "", field: value, "name": "Jana"})
        assert said in panel.plain
        assert (
            f'aria-describedby="{"work-phone-hint " if field == "phone" else ""}wrong-{field}"'
            in panel.text
        )
        assert f'value="{value}"' in panel.text
        assert 'value="Jana"' in panel.text

    async def test_the_name_is_for_the_counter_and_stands_in_no_message(
        self, panel: Panel, backend: Backend
    ) -> None:
        await booked(panel, name="  Jana   Nová ")
        [visit] = await backend.visits.of_phone(KNOWN)
        assert visit.name == "Jana Nová"
        [told] = await events(backend, VisitBooked)
        assert "Jana" not in repr(told)

    async def test_a_known_caller_has_it_in_their_account(
        self, panel: Panel, backend: Backend, clock: SetClock
    ) -> None:
        number = await marie(backend)
        await arrive(backend.database, clock, citizen_id=number)
        await panel.open()
        await panel.does("hold", slot=panel.slots()[0])
        await panel.does("book", phone="777 000 321", email="marie.dvorakova@example.com")
        [visit] = await backend.visits.of(number)
        assert visit.verified

    async def test_what_is_read_aloud_is_in_the_callers_language(
        self, panel: Panel, backend: Backend, clock: SetClock
    ) -> None:
        await arrive(backend.database, clock, language=Language.UK)
        await panel.open()
        await panel.does("hold", slot=panel.slots()[0])
        await panel.does("book", phone="777000321")
        assert "Візьміть посвідчення особи" in panel.plain
        [visit] = await backend.visits.of_phone(KNOWN)
        assert visit.language is Language.UK
