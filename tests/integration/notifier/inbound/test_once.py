"""Each message is answered once: repeated, interrupted anywhere, by two workers, by machines."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import func, select

from booking.api import Backend, Contact, Database, Hashing, Language, SetClock, Transaction
from notifier.inbound.service import MOST_ANSWERS, MOST_IN_VAIN
from notifier.outbox.tables import messages
from notifier.received.store import receive
from tests.support.databases import MORNING, Templates
from tests.support.written import TOWN, Desk, Mobile

T = TypeVar("T")

NUMBER = "+420777000999"
MARIE = "+420777000321"


async def test_a_message_that_comes_again_changes_nothing_twice(
    backend: Backend, mobile: Mobile
) -> None:
    first = await mobile.writes("OBJ PAS 24.11. 9:00", reference="SM-again")
    assert len(first) == 1
    assert await mobile.writes("OBJ PAS 24.11. 9:00", reference="SM-again") == []
    assert await mobile.writes("ZRUS", reference="SM-again") == []
    assert len(await backend.visits.of_phone(mobile.number)) == 1


async def test_the_same_reference_of_another_provider_is_another_message(
    backend: Backend, desk: Desk
) -> None:
    def bring(provider: str) -> Callable[[Transaction], bool]:
        return lambda tx: receive(
            tx, provider=provider, reference="1", sender=NUMBER, recipient=TOWN, text="POMOC"
        )

    assert await backend.database.write(bring("twilio"))
    assert not await backend.database.write(bring("twilio"))
    assert await backend.database.write(bring("kannel"))
    await desk.work()
    assert len(await desk.mobile(NUMBER).reads()) == 2


async def test_whatever_a_provider_brings_can_be_kept(desk: Desk, mobile: Mobile) -> None:
    assert await desk.receive(mobile.number, "OBJ\x00 PAS\ud800", reference="x" * 500)
    assert not await desk.receive(mobile.number, "OBJ PAS", reference="x" * 500)
    assert await desk.receive("x" * 1000, "y" * 100_000, recipient="z" * 1000)
    await desk.work()
    (answer,) = await mobile.reads()
    assert answer.startswith("Drzime")


@pytest.mark.parametrize("sender", ["420777000999", "00420777000999", "777 000 999"])
async def test_a_number_is_one_however_a_provider_writes_it(desk: Desk, sender: str) -> None:
    await desk.receive(sender, "OBJ PAS")
    await desk.work()
    (booked,) = await desk.mobile(NUMBER).writes("ANO")
    assert booked.startswith("Objednano")


async def test_two_workers_answer_once(backend: Backend, desk: Desk, mobile: Mobile) -> None:
    other = Desk(backend)
    for text in ("OBJ PAS 24.11. 9:00", "OBJ OBCANKA 25.11. 9:00", "POMOC"):
        await desk.receive(mobile.number, text)
    await asyncio.gather(desk.work(), other.work())
    assert len(await mobile.reads()) == 3
    assert len(await backend.visits.of_phone(mobile.number)) == 2


@pytest.mark.parametrize("sender", ["77777", "O2 info", "+420844121314", TOWN, "", "+420596000105"])
async def test_machines_and_ourselves_are_not_answered(
    backend: Backend, desk: Desk, sender: str
) -> None:
    await desk.receive(sender, "OBJ PAS 24.11. 9:00")
    await desk.work()
    assert (await desk.kept())[1] == "ignored"
    sent = await backend.database.read(
        lambda tx: tx.connection.scalar(select(func.count()).select_from(messages))
    )
    assert sent == 0


async def test_a_machine_that_answers_answers_is_soon_left_alone(mobile: Mobile) -> None:
    answers = [await mobile.writes("Jsem na dovolené, ozvu se.") for _ in range(6)]
    assert [len(one) for one in answers] == [1] * MOST_IN_VAIN + [0] * (6 - MOST_IN_VAIN)
    assert (await mobile.asks("POMOC")).startswith("OBJ")


async def test_too_many_messages_are_told_so_once_and_stop_still_stops(
    desk: Desk, mobile: Mobile, clock: SetClock
) -> None:
    for _ in range(MOST_ANSWERS):
        assert len(await mobile.writes("POMOC")) == 1
    assert (await mobile.asks("POMOC")).startswith("Zprav je prilis mnoho.")
    assert await mobile.writes("OBJ PAS 24.11. 9:00") == []
    assert await desk.backend.visits.of_phone(mobile.number) == []
    await mobile.writes("STOP")
    assert await desk.outcome() == "stopped"
    await mobile.writes("START")
    clock.advance(timedelta(hours=1, minutes=1))
    await mobile.writes("START")
    assert (await mobile.asks("POMOC")).startswith("OBJ")


async def test_a_fault_is_answered_with_the_number_to_ring_and_stops_nobody_else(
    backend: Backend, desk: Desk, mobile: Mobile, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("+420777000999 has a secret")

    monkeypatch.setattr(backend.visits, "free", broken)
    await desk.receive(mobile.number, "OBJ PAS 24.11. 9:00")
    await desk.receive(MARIE, "POMOC")
    await desk.work()
    (answer,) = await mobile.reads()
    assert answer.startswith("Zpravu ted nelze vyridit. Zavolejte prosim na 844121314.")
    assert len(await desk.mobile(MARIE).reads()) == 1


class Crashed(BaseException):
    """The process was killed."""


@dataclass
class Town:
    """A town whose process can be killed after any of its writes."""

    database: Database
    clock: SetClock
    hashing: Hashing

    async def dies(self, text: str, sender: str, after: int) -> bool:
        """Answer a message and be killed after so many writes; whether it came to that."""
        backend = Backend(self.database, self.clock, self.hashing)
        desk, left, write = Desk(backend), [after], self.database.write
        await desk.receive(sender, text, reference="SM-crash")

        async def and_die(act: Callable[[Transaction], T]) -> T:
            result = await write(act)
            left[0] -= 1
            if left[0] == 0:
                raise Crashed
            return result

        self.database.write = and_die  # type: ignore[method-assign]  # killed between two writes
        try:
            await desk.inbound.take_in()
        except Crashed:
            return True
        finally:
            self.database.write = write  # type: ignore[method-assign]  # as it was
        return False

    async def goes_on(self) -> None:
        """Another process answers what is left."""
        await Desk(Backend(self.database, self.clock, self.hashing)).work()


@pytest.fixture
def towns(templates: Templates, tmp_path: Path, hashing: Hashing) -> Iterator[Callable[[], Town]]:
    with ExitStack() as leaving:
        made = [0]

        def make() -> Town:
            made[0] += 1
            clock = SetClock(MORNING)
            path = templates.copy("lipov", tmp_path / f"lipov-{made[0]}.db")
            database = Database.on_file(path, clock)
            leaving.callback(database.close)
            return Town(database, clock, hashing)

        yield make


async def _asked_before(town: Town, setting: str) -> str:
    """What was there before; the code that the message needs."""
    backend = Backend(town.database, town.clock, town.hashing)
    if setting == "held":
        await Desk(backend).mobile(NUMBER).writes("OBJ PAS")
    if setting == "booked":
        hold = await backend.visits.hold_nearest("passport.new", owner="call")
        assert hold is not None
        visit = await backend.visits.confirm(
            hold.id, contact=Contact("+420777000111"), language=Language.CS
        )
        await Desk(backend).work()
        return visit.code
    return ""


async def _told(town: Town) -> list[str]:
    """What has become of it, and what was said; without what is drawn by lot."""
    backend = Backend(town.database, town.clock, town.hashing)
    visits = [
        f"{one.activity} {one.start.isoformat()} {one.state.value} {one.phone}"
        for one in await backend.visits.recent(50)
    ]
    rows = await town.database.read(
        lambda tx: tx.all(select(messages.c.recipient, messages.c.text).order_by(messages.c.id))
    )
    said = [f"{row.recipient}: {re.sub(r'[0-9]{6}', '######', row.text)}" for row in rows]
    free = await backend.visits.free("passport.new", limit=8)
    return [*visits, *said, *(f"free {slot.counter} {slot.start.isoformat()}" for slot in free)]


@pytest.mark.parametrize(
    ("setting", "text"),
    [
        ("", "OBJ PAS 24.11. 9:00"),
        ("", "OBJ PAS"),
        ("held", "OBJ PAS 25.11."),
        ("held", "ANO"),
        ("held", "NE"),
        ("booked", "ZRUS {}"),
        ("booked", "ZMENA {} 25.11. 10:00"),
        ("booked", "STAV {}"),
        ("booked", "HLIDAT {}"),
        ("", "STAV 123/2026 583145"),
        ("", "STAV 123/2026"),
        ("", "ZAVOLAT"),
        ("", "STOP"),
    ],
)
async def test_killed_after_any_write_it_ends_as_if_it_had_not_been(
    towns: Callable[[], Town], setting: str, text: str
) -> None:
    sender = MARIE if text == "STAV 123/2026" else NUMBER
    whole = towns()
    code = await _asked_before(whole, setting)
    assert not await whole.dies(text.format(code), sender, 10_000)
    await whole.goes_on()
    expected = await _told(whole)
    for after in range(1, 40):
        town = towns()
        code = await _asked_before(town, setting)
        died = await town.dies(text.format(code), sender, after)
        await town.goes_on()
        assert await _told(town) == expected, f"killed after {after} writes"
        if not died:
            return
    pytest.fail("it never came to its end")
