"""The caller's panel: where it begins, who it is, how that is checked."""

import pytest

from booking.api import (
    Backend,
    SetClock,
)
from tests.integration.console.conftest import Visitor
from tests.support.console import CLERK, OPERATOR
from tests.support.panel import CALL, KNOWN, NEW, Panel, arrive, booked, marie


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
        assert "O stavu žádostí smíte mluvit až po ověření totožnosti" in panel.plain
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
        assert "až po ověření totožnosti" in panel.plain

    async def test_it_holds_for_that_citizen_only(self, panel: Panel, backend: Backend) -> None:
        number = await marie(backend)
        await panel.open(tab="citizen", citizen=str(number))
        await panel.does("identity", mark=["born", "address"])
        await panel.open(tab="applications", citizen=str(number + 1))
        assert "až po ověření totožnosti" in panel.plain

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
        assert "ověřeno PINem" in panel.plain
        assert "se vyřizuje" in panel.plain
