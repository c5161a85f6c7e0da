"""A citizen who has opted out and wants messages again, as the notifier hears of it."""

from __future__ import annotations

from booking.api import Backend, MessageChoice
from notifier.consent.service import Blocks
from tests.integration.notifier.conftest import Working, eventually

MARIE = "+420777000321"


async def test_asking_for_messages_on_the_line_opens_an_opted_out_number(
    town_hall: Backend, working: Working
) -> None:
    blocks = Blocks(town_hall.database)
    (marie,) = await town_hall.citizens.by_phone(MARIE)
    await blocks.opt_out(MARIE, "inbound:7")

    def is_open() -> bool:
        return town_hall.database.run(lambda tx: blocks.is_blocked(tx, "sms", MARIE)) is None

    assert not is_open()
    await town_hall.wishes.choose(marie.id, MessageChoice.SMS, by="citizen")
    async with working():
        await eventually(is_open)
