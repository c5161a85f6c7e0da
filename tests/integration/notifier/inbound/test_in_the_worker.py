"""From Twilio's signed call to the answer on the telephone: web application, worker, gateway."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from itertools import count

import httpx
import pytest
from twilio.request_validator import RequestValidator

from booking.api import (
    Backend,
    Contact,
    Language,
    OfferState,
    RebookingState,
    Secret,
    VisitState,
    WaitChannel,
    WaitlistSettings,
    Wants,
)
from notifier.inbox.items import Sms
from notifier.inbox.server import Inbox
from notifier.signing import Signer
from notifier.web.links import Links
from notifier.web.server import WebConfig, running
from notifier.web.twilio import INBOUND, SIGNATURE
from notifier.worker import SWEEP_SECONDS
from tests.integration.notifier.conftest import TOKEN, Working, eventually
from tests.support import closing
from tests.support.written import TOWN

PUBLIC = "https://urad.lipov.example/linka"
CONSULTATION = "citizenship.consultation"
MARIE = "+420777000321"
"""Application 123/2026 is hers; the number is verified."""
SECONDS = 5.0
"""An answer is there in one; this machine may be busy with other tests."""

_sids = count(1)


class Telephone:
    """Somebody's mobile: writes by way of Twilio, and reads what the gateway has delivered."""

    def __init__(self, http: httpx.AsyncClient, inbox: Inbox, number: str) -> None:
        self._http, self._inbox, self._number = http, inbox, number

    async def sends(self, text: str) -> None:
        """Twilio brings a message, signed by its own code."""
        form = {
            "MessageSid": f"SM{next(_sids):032}",
            "From": self._number,
            "To": TOWN,
            "Body": text,
        }
        signature = RequestValidator(TOKEN).compute_signature(PUBLIC + INBOUND, form)
        answer = await self._http.post(INBOUND, data=form, headers={SIGNATURE: signature})
        assert answer.status_code == 200

    def received(self) -> list[str]:
        """What has come to this number, the newest first."""
        return [
            one.text
            for one in self._inbox.items.newest(kind="sms")
            if isinstance(one, Sms) and one.recipient == self._number
        ]

    async def gets(self, before: int) -> str:
        """The message after so many."""
        await eventually(lambda: len(self.received()) == before + 1, seconds=SECONDS)
        return self.received()[0]

    async def asks(self, text: str) -> str:
        """Send it; the answer, when it has come."""
        before = len(self.received())
        await self.sends(text)
        return await self.gets(before)


@pytest.fixture
async def http(town_hall: Backend) -> AsyncIterator[httpx.AsyncClient]:
    links = Links(PUBLIC, Signer(Secret("key-of-the-test")))
    config = WebConfig(links, (Secret(TOKEN),), "844121314", port=0)
    async with (
        running(town_hall.database, config) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
    ):
        yield client


@pytest.fixture
def telephone(http: httpx.AsyncClient, inbox: Inbox) -> Telephone:
    return Telephone(http, inbox, "+420777000999")


async def test_a_visit_is_booked_told_moved_and_cancelled_by_sms_alone(
    town_hall: Backend, telephone: Telephone, working: Working
) -> None:
    async with working():
        assert (await telephone.asks("OBJ PAS")).startswith("Drzime termin: utery 24. 11. v 9:00")
        booked = await telephone.asks("ANO")
        (visit,) = await town_hall.visits.of_phone("+420777000999")
        assert visit.code in booked
        assert visit.code in await telephone.asks("STAV")
        assert "Lidicka 5" in await telephone.asks(f"STAV {visit.code}")
        assert "10:00" in await telephone.asks(f"ZMENA {visit.code} 25.11. 10:00")
        assert "zrusena" in await telephone.asks(f"ZRUS {visit.code}")
        assert "v 9:15" in await telephone.asks("OBJ PAS 24.11. 9:15")
    assert (await town_hall.visits.get(visit.id)).state is VisitState.CANCELLED


async def test_what_is_told_is_told_to_those_who_may_know_it(
    http: httpx.AsyncClient, inbox: Inbox, telephone: Telephone, working: Working
) -> None:
    async with working():
        assert "overené cislo" in await telephone.asks("STAV 123/2026")
        assert "se vyrizuje" in await telephone.asks("STAV 123/2026 583145")
        assert "se vyrizuje" in await Telephone(http, inbox, MARIE).asks("STAV 123/2026")
        assert "jsou pripraveny" in await telephone.asks("STAV PAS 3.11.")
        assert "obcansky prukaz" in await telephone.asks("INFO PAS")
        assert "OBJ PASY" in await telephone.asks("POMOC")
        assert "Zavolame" in await telephone.asks("ZAVOLAT")


async def test_an_offer_of_the_waiting_list_is_answered_by_sms(
    town_hall: Backend, telephone: Telephone, working: Working
) -> None:
    waitlist, driver = town_hall.waitlist, town_hall.waitlist.driver(WaitlistSettings())
    async with working():
        await waitlist.join(
            Wants(CONSULTATION),
            contact=Contact("+420777000999"),
            language=Language.CS,
            channel=WaitChannel.SMS,
            by="caller",
        )
        await driver.turn()
        assert "obcanstvi" in await telephone.gets(0)
        (offer,) = await waitlist.offers_to("+420777000999")
        booked = await telephone.asks("ANO")
        assert (await waitlist.offered(offer.id)).state is OfferState.ACCEPTED
        (visit,) = await town_hall.visits.of_phone("+420777000999")
        assert visit.code in booked
        assert "drivejsi" in await telephone.asks(f"HLIDAT {visit.code}")
        assert "nebudeme" in await telephone.asks("NEHLIDAT")
    assert await waitlist.of_phone("+420777000999") == []


async def test_another_time_after_a_closure_is_answered_by_sms(
    town_hall: Backend, telephone: Telephone, working: Working
) -> None:
    people = closing.People(town_hall)
    async with working():
        visit = await people.book(
            CONSULTATION,
            (await town_hall.visits.free(CONSULTATION))[0].start.date(),
            contact=Contact("+420777000999"),
        )
        await telephone.gets(0)
        await people.close(visit)
        await people.driver().turn()
        assert visit.code in await telephone.gets(1)
        assert visit.code in await telephone.asks("ANO")
    assert (await people.of(visit)).state is RebookingState.ACCEPTED


async def test_the_answer_to_stop_is_the_last_message_until_start(
    town_hall: Backend, telephone: Telephone, working: Working
) -> None:
    async with working():
        assert (await telephone.asks("STOP")).startswith("Na toto cislo Vam uz nebudeme posilat")
        await telephone.sends("STOP")
        await telephone.sends("OBJ PAS 24.11. 9:00")
        assert (await telephone.asks("START")).startswith("Zpravy na toto cislo jsou opet")
    assert len(telephone.received()) == 2
    assert await town_hall.visits.of_phone("+420777000999") == []


async def test_an_answer_does_not_wait_for_the_sweep(
    telephone: Telephone, working: Working
) -> None:
    took = []
    async with working():
        await telephone.asks("POMOC")
        for _ in range(5):
            begun = time.perf_counter()
            await telephone.asks("POMOC")
            took.append(time.perf_counter() - begun)
    assert sorted(took)[2] < SWEEP_SECONDS / 5
