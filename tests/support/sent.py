"""Messages to somebody of the demo town, in states as the staff see them."""

from __future__ import annotations

from booking.api import Application, Backend, Language, VisitBooked
from notifier.channels.fake import FakeChannel
from notifier.errors import Rejected
from notifier.outbox import ChannelKind, Draft, Outbox, Patience
from notifier.outbox.said import Said
from notifier.providers.ways import Routes
from tests.support.messages import visit
from tests.support.panel import KNOWN, marie

BOOKED = "Objednáno: pas 24. 11. v 9:00, kód 472015."
STATUS = "Vaše žádost MULI/000123/2026 je vyřízena."


class Post:
    """An outbox with one worker; the provider takes what is not to be refused."""

    def __init__(self, backend: Backend) -> None:
        self.database = backend.database
        ways = {ChannelKind.SMS: FakeChannel("twilio"), ChannelKind.EMAIL: FakeChannel("smtp")}
        self.outbox = Outbox(backend.database, "worker", Patience(), routes=Routes(ways))

    async def put(self, draft: Draft) -> None:
        """It waits to be sent."""
        event = await self.database.write(lambda tx: tx.append(visit(VisitBooked)))
        await self.database.write(lambda tx: self.outbox.put(tx, event, [draft]))

    async def delivers(self, draft: Draft) -> None:
        """It arrives."""
        await self.put(draft)
        for claimed in (await self.outbox.claim(10)).claimed:
            reference = f"SM{claimed.message.id}"
            await self.outbox.sent(claimed.message, reference)
            await self.outbox.receipt("twilio", reference, Said.DELIVERED)

    async def fails(self, draft: Draft, reason: str) -> None:
        """The provider refuses it for good."""
        await self.put(draft)
        for claimed in (await self.outbox.claim(10)).claimed:
            await self.outbox.failed(claimed.message, Rejected(reason))


def sms(about: str, template: str, text: str, to: str = KNOWN) -> Draft:
    """An SMS."""
    return Draft(ChannelKind.SMS, template, to, Language.CS, about, text)


async def letters(backend: Backend) -> Application:
    """Marie was told of a visit, and not of her application: the number of it is dead."""
    post = Post(backend)
    [application, *_] = await backend.applications.of(await marie(backend))
    await post.delivers(sms("visit:12", "visit_booked", BOOKED))
    about = f"application:{application.id}"
    await post.fails(sms(about, "application_status", STATUS), "no-such-number")
    return application
