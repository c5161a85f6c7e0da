"""From the citizen's SMS to the answer on their telephone, through the worker and the inbox."""

from __future__ import annotations

import time

from booking.api import Backend, VisitState
from notifier.inbound import store
from notifier.inbox.items import Sms
from notifier.inbox.server import Inbox
from tests.integration.notifier.conftest import Working, eventually
from tests.support.written import TOWN

NUMBER = "+420777000999"
SECONDS = 3.0
"""An answer is there in one; this machine may be busy with other tests."""


class Citizen:
    """Writes to the town hall, and reads on the telephone."""

    def __init__(self, backend: Backend, inbox: Inbox) -> None:
        self._backend, self._inbox, self._count = backend, inbox, 0

    async def asks(self, text: str) -> str:
        """Send it; the answer, when it has come."""
        self._count += 1
        reference, before = f"SM{self._count}", len(self._inbox.items.newest(kind="sms"))
        await self._backend.database.write(
            lambda tx: store.receive(
                tx,
                provider="twilio",
                reference=reference,
                sender=NUMBER,
                recipient=TOWN,
                text=text,
            )
        )
        await eventually(
            lambda: len(self._inbox.items.newest(kind="sms")) == before + 1, seconds=SECONDS
        )
        sms = self._inbox.items.newest(kind="sms")[0]
        assert isinstance(sms, Sms)
        assert sms.recipient == NUMBER
        return sms.text


async def test_a_visit_is_booked_moved_and_cancelled_by_sms_alone(
    town_hall: Backend, inbox: Inbox, working: Working
) -> None:
    citizen = Citizen(town_hall, inbox)
    async with working():
        assert (await citizen.asks("OBJ PAS")).startswith("Drzime utery 24. 11. v 9:00")
        booked = await citizen.asks("ANO")
        (visit,) = await town_hall.visits.of_phone(NUMBER)
        assert visit.code in booked
        assert "10:00" in await citizen.asks(f"ZMENA {visit.code} 25.11. 10:00")
        assert "zrusena" in await citizen.asks(f"ZRUS {visit.code}")
    assert (await town_hall.visits.get(visit.id)).state is VisitState.CANCELLED


async def test_the_answer_to_stop_is_the_last_message(
    town_hall: Backend, inbox: Inbox, working: Working
) -> None:
    citizen = Citizen(town_hall, inbox)
    async with working():
        assert (await citizen.asks("STOP")).startswith("Na toto cislo Vam uz nebudeme posilat")
        assert (await citizen.asks("START")).startswith("Zpravy na toto cislo jsou opet")


async def test_an_answer_is_there_within_a_second(
    town_hall: Backend, inbox: Inbox, working: Working
) -> None:
    citizen = Citizen(town_hall, inbox)
    took = []
    async with working():
        await citizen.asks("POMOC")
        for _ in range(5):
            begun = time.perf_counter()
            await citizen.asks("POMOC")
            took.append(time.perf_counter() - begun)
    assert sorted(took)[2] < 1.0
