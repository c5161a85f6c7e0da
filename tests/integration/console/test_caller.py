"""The caller's panel: who it is, visits, applications, life situations, on one page."""

from datetime import timedelta

import pytest

from booking.api import (
    Backend,
    Language,
    SetClock,
    StatusMessageAsked,
    TopicMessageAsked,
    VisitBooked,
    VisitState,
    unhandled,
)
from tests.integration.console.conftest import HOME, Visitor
from tests.support.console import CLERK, OPERATOR
from tests.support.panel import CALL, KNOWN, Panel, arrive

NEW = "passport.new"


@pytest.fixture
async def panel(visitor: Visitor) -> Panel:
    await visitor.log_in(OPERATOR)
    return Panel(visitor.client, HOME)


async def marie(backend: Backend) -> int:
    [citizen] = await backend.citizens.by_phone(KNOWN)
    return citizen.id


async def events(backend: Backend, kind: type[object]) -> list[object]:
    found = await backend.database.read(lambda tx: unhandled(tx.connection, 100))
    return [one.event for one in found if isinstance(one.event, kind)]


async def booked(panel: Panel, **fields: str) -> Panel:
    await panel.open(tab="book", service="passport")
    await panel.does("hold", slot=panel.slots()[0])
    return await panel.does("book", **{"phone": "777 000 321", **fields})


class TestBeginning:
    async def test_it_begins_at_the_service_that_was_keyed(
        self, panel: Panel, backend: Backend, clock: SetClock
    ) -> None:
        await arrive(backend.database, clock)
        await panel.open()
        assert (panel.state.tab, panel.state.service) == ("book", "passport")
        assert "úterý 24. listopadu 2026 9:00" in panel.plain

    @pytest.mark.parametrize(
        ("topic", "path", "tab"),
        [
            ("passport.new", "main > visits > documents > book", "book"),
            ("passport", "main > topics", "topics"),
            (None, "main > status > my_applications", "applications"),
            ("passport.new", "main > visits > cancel_visit > person", "visits"),
            ("passport.new", "main > status > my_applications > main > book > person", "book"),
            ("passport", "", "topics"),
            (None, "main", "citizen"),
        ],
    )
    async def test_it_begins_at_what_the_caller_came_for(
        self,
        panel: Panel,
        backend: Backend,
        clock: SetClock,
        topic: str | None,
        path: str,
        tab: str,
    ) -> None:
        await arrive(backend.database, clock, service=None, topic=topic, path=path)
        await panel.open()
        assert panel.state.tab == tab

    async def test_what_was_keyed_stands_there_already(
        self, panel: Panel, backend: Backend, clock: SetClock
    ) -> None:
        keyed = {"slot": "2026-11-26T10:15:00+01:00", "persons": "3", "filed": "0511"}
        await arrive(
            backend.database, clock, topic=NEW, path="main > visits > book > person", keyed=keyed
        )
        await panel.open()
        assert (panel.state.day, panel.state.persons) == ("2026-11-26", "3")
        assert "čtvrtek 26. listopadu 2026" in panel.plain
        await panel.open(**dict(panel.state.at("applications").hidden()))
        assert 'value="2026-11-05"' in panel.text

    async def test_a_code_that_was_keyed_leads_to_its_visit(
        self, panel: Panel, backend: Backend, clock: SetClock
    ) -> None:
        await booked(panel)
        [visit] = await backend.visits.of_phone(KNOWN)
        await arrive(
            backend.database, clock, path="main > cancel_visit", keyed={"code": visit.code}
        )
        await panel.open()
        assert "podle kódu" in panel.plain

    async def test_it_works_without_a_call(self, panel: Panel) -> None:
        await panel.open(call="")
        assert "bez hovoru" in panel.plain

    async def test_alone_it_is_a_page_of_its_own(self, panel: Panel) -> None:
        answer = await panel.client.get("/desk/work?tab=topics")
        assert answer.text.startswith("<!doctype html>")
        assert 'id="work"' in answer.text

    async def test_it_is_for_operators_only(self, visitor: Visitor) -> None:
        await visitor.log_in(CLERK)
        assert (await visitor.get("/desk/work")).status_code == 403

    @pytest.mark.parametrize(
        "junk", ["citizen=abc", "hold=99999999999", "day=x", "visit=-1", "tab=x"]
    )
    async def test_an_address_that_makes_no_sense_shows_a_panel(
        self, panel: Panel, junk: str
    ) -> None:
        for tab in ("book", "visits", "citizen"):
            answer = await panel.client.get(f"/desk/work?tab={tab}&service=passport&{junk}")
            assert answer.status_code == 200


class TestFinding:
    async def test_a_misheard_name_is_found_with_what_tells_it_from_others(
        self, panel: Panel
    ) -> None:
        await panel.open(tab="citizen", q="dvorzakova marye")
        assert "Marie Dvořáková nar. 1955 · U Mlýna 73, Dolní Lipka" in panel.plain

    async def test_whom_a_search_finds_is_written_down_before_it_is_shown(
        self, panel: Panel, backend: Backend
    ) -> None:
        await panel.open(tab="citizen", q="dvorak")
        [look] = await backend.audit.recent(who=OPERATOR, about="citizens")
        assert look.details["reason"] == "the caller's panel, a search"
        [found, *_] = await backend.citizens.search("dvorak")
        assert look in await backend.audit.about_person(found.citizen.id)

    async def test_the_owner_of_the_calling_number_is_offered_and_is_not_verified(
        self, panel: Panel, backend: Backend, clock: SetClock
    ) -> None:
        await arrive(backend.database, clock)
        await panel.open(tab="citizen")
        assert "Volající číslo má uvedeno Marie Dvořáková" in panel.plain
        assert "neověřen" in panel.plain

    async def test_nobody_alike_says_what_to_try(self, panel: Panel) -> None:
        await panel.open(tab="citizen", q="xqzw")
        assert "Nikdo takový tu není" in panel.plain


class TestIdentity:
    async def test_applications_stay_closed_until_the_identity_is_checked(
        self, panel: Panel, backend: Backend, clock: SetClock
    ) -> None:
        await arrive(backend.database, clock)
        number = str(await marie(backend))
        await panel.open(tab="applications", citizen=number)
        assert "O stavu žádostí smíte mluvit jen s tím, kdo je ověřen" in panel.plain
        await panel.open(tab="citizen", citizen=number)
        assert "13. 3. 1955" in panel.plain
        await panel.does("identity", mark=["born", "address"])
        assert "Totožnost je ověřena" in panel.plain
        await panel.open(tab="applications", citizen=number)
        assert "se vyřizuje" in panel.plain
        assert "O stavu žádostí smíte mluvit" not in panel.plain

    async def test_one_answer_is_not_enough(self, panel: Panel, backend: Backend) -> None:
        await panel.open(tab="citizen", citizen=str(await marie(backend)))
        await panel.does("identity", mark=["born"])
        assert "Zaškrtněte aspoň dvě správné odpovědi" in panel.plain
        assert await backend.citizens.identity_in(CALL) is None

    async def test_the_check_is_written_down_with_its_marks(
        self, panel: Panel, backend: Backend
    ) -> None:
        number = await marie(backend)
        await panel.open(tab="citizen", citizen=str(number))
        await panel.does("identity", mark=["born", "address"])
        entries = await backend.audit.recent(about=f"citizen:{number}")
        [entry] = [one for one in entries if one.did == "identity-checked"]
        assert entry.who == OPERATOR
        assert entry.details == {"talk": CALL, "marks": "born, address"}

    async def test_it_holds_for_that_call_only(self, panel: Panel, backend: Backend) -> None:
        number = str(await marie(backend))
        await panel.open(tab="citizen", citizen=number)
        await panel.does("identity", mark=["born", "address"])
        await panel.open(tab="applications", citizen=number, call="call-2")
        assert "jen s tím, kdo je ověřen" in panel.plain

    async def test_it_holds_for_that_citizen_only(self, panel: Panel, backend: Backend) -> None:
        number = await marie(backend)
        await panel.open(tab="citizen", citizen=str(number))
        await panel.does("identity", mark=["born", "address"])
        await panel.open(tab="applications", citizen=str(number + 1))
        assert "jen s tím, kdo je ověřen" in panel.plain

    async def test_it_can_be_taken_back(self, panel: Panel, backend: Backend) -> None:
        await panel.open(tab="citizen", citizen=str(await marie(backend)))
        await panel.does("identity", mark=["born", "address"])
        await panel.does("identity/forget")
        assert "Ověření je zrušeno" in panel.plain
        assert await backend.citizens.identity_in(CALL) is None

    async def test_whoever_gave_the_pin_needs_no_questions(
        self, panel: Panel, backend: Backend, clock: SetClock
    ) -> None:
        await arrive(backend.database, clock, citizen_id=await marie(backend))
        await panel.open(tab="applications")
        assert "ověřen PINem" in panel.plain
        assert "se vyřizuje" in panel.plain


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
        await backend.visits.hold_nearest("citizenship.certificate", owner="call-9")
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

    async def test_nobody_elses_status_is_sent(
        self, panel: Panel, backend: Backend, clock: SetClock
    ) -> None:
        number = await marie(backend)
        await arrive(backend.database, clock, citizen_id=number)
        await panel.open(tab="applications")
        others = [one for one in await backend.applications.recent() if one.citizen_id != number]
        await panel.does(f"applications/{others[0].id}/send", phone="605000108")
        assert "volající není ověřen" in panel.plain
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
        assert "SMS odchází na 777 000 321" in panel.plain
        assert len(await events(backend, TopicMessageAsked)) == 1

    async def test_a_landline_is_refused_at_its_field(self, panel: Panel) -> None:
        await panel.open(tab="topics", topic="passport")
        await panel.does("topic/send", phone="596000105")
        assert "Na toto číslo SMS poslat nejde" in panel.plain
