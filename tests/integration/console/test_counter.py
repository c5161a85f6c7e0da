"""A clerk's counter, without a browser."""

import html
import re
from datetime import timedelta

from booking.api import Backend, Contact, Language, Presence, SetClock, Visit
from tests.integration.console.conftest import Visitor
from tests.support.console import CLERK, OPERATOR

NEW = "passport.new"


async def book(backend: Backend, name: str | None = None) -> Visit:
    hold = await backend.visits.hold_nearest(NEW, owner="call", office="lidicka")
    assert hold is not None
    return await backend.visits.confirm(hold.id, contact=Contact(), language=Language.CS, name=name)


class Counter:
    """A clerk with a browser that does not draw."""

    def __init__(self, visitor: Visitor, backend: Backend, clock: SetClock) -> None:
        self.visitor, self.backend, self.clock = visitor, backend, clock
        self.text = ""

    async def sits_down(self, visit: Visit) -> str:
        """On the day of the visit, at its time, at the first counter that does it."""
        self.clock.advance(visit.start - self.clock.now())
        await self.visitor.log_in(CLERK)
        passport = await self.backend.catalogue.activity(NEW)
        self.code = next(
            one.code
            for one in await self.backend.catalogue.counters()
            if one.office == "lidicka" and one.does(passport)
        )
        return await self.look()

    async def look(self, more: str = "") -> str:
        answer = await self.visitor.get(f"/counter?counter={self.code}{more}")
        assert answer.status_code == 200, answer.text
        return self._seen(answer.text)

    async def press(self, path: str, **fields: str) -> str:
        found = re.search(r'name="form_token" value="(\w+)"', self.text)
        key = re.search(r'name="command_key" value="(\w+)"', self.text)
        assert found is not None
        assert key is not None
        given = {"form_token": found[1], "command_key": key[1], "counter": self.code}
        answer = await self.visitor.post(f"/counter/{path}", **{**given, **fields})
        assert answer.status_code == 303, answer.text
        return self._seen((await self.visitor.get(answer.headers["location"])).text)

    def _seen(self, text: str) -> str:
        self.text = text
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


async def test_a_clerk_chooses_the_counter_once(
    visitor: Visitor, backend: Backend, clock: SetClock
) -> None:
    await visitor.log_in(CLERK)
    assert "U které přepážky sedíte?" in (await visitor.get("/counter")).text
    counter = Counter(visitor, backend, clock)
    await counter.sits_down(await book(backend))
    assert "Přepážka je volná" in (await visitor.get("/counter")).text
    assert "U které přepážky sedíte?" in (await visitor.get("/counter?choose=1")).text


async def test_from_the_code_at_the_door_to_done(
    visitor: Visitor, backend: Backend, clock: SetClock
) -> None:
    visit = await book(backend, "Marie Nováková")
    counter = Counter(visitor, backend, clock)
    assert "Marie Nováková" in await counter.sits_down(visit)
    assert "Čeká 1 člověk." in await counter.press("code", code=visit.code)
    called = await counter.press("next")
    assert "Porovnejte jméno s dokladem." in called
    assert "U přepážky" in await counter.press("serve", visit=str(visit.id))
    assert "Přepážka je volná" in await counter.press("finish", visit=str(visit.id))
    assert (await backend.attendance.get(visit.id)).presence is Presence.FINISHED
    assert "U přepážky" in await counter.press("undo", visit=str(visit.id))


async def test_whoever_was_called_in_vain_waits_with_a_mark(
    visitor: Visitor, backend: Backend, clock: SetClock
) -> None:
    visit = await book(backend)
    counter = Counter(visitor, backend, clock)
    await counter.sits_down(visit)
    await counter.press("check-in", visit=str(visit.id))
    assert "Zeptejte se na kód objednávky." in await counter.press("next")
    assert "marných volání: 1" in await counter.press("not-there", visit=str(visit.id))
    assert "Nikdo nečeká, nebo právě dostal čas" in await counter.press("next")


async def test_a_form_sent_twice_calls_one_client(
    visitor: Visitor, backend: Backend, clock: SetClock
) -> None:
    first, second = await book(backend), await book(backend)
    counter = Counter(visitor, backend, clock)
    await counter.sits_down(first)
    for visit in (first, second):
        await counter.press("check-in-anyway", visit=str(visit.id))
    page = counter.text
    await counter.press("next")
    counter.text = page
    await counter.press("next")
    assert (await backend.attendance.get(second.id)).presence is Presence.ARRIVED


async def test_what_cannot_be_done_is_told_with_what_to_do(
    visitor: Visitor, backend: Backend, clock: SetClock
) -> None:
    visit = await book(backend)
    counter = Counter(visitor, backend, clock)
    await counter.sits_down(visit)
    assert "poslední je kontrolní" in await counter.press("code", code="123")
    assert "kódem není" in await counter.press("code", code="012340")
    assert "Někdo byl rychlejší" in await counter.press("finish", visit=str(visit.id))
    assert "tu není" in await counter.press("serve", visit="999999")
    clock.advance(timedelta(minutes=11))
    assert "uplynul" in await counter.press("code", code=visit.code)
    assert "Čeká 1 člověk." in await counter.press("check-in-anyway", visit=str(visit.id))


async def test_operators_do_not_sit_at_counters(visitor: Visitor) -> None:
    await visitor.log_in(OPERATOR)
    assert (await visitor.get("/counter")).status_code == 403
