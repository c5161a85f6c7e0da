"""What has changed while its message waited."""

from booking.api import (
    Backend,
    Contact,
    SetClock,
)
from notifier.channels.fake import FakeChannel
from notifier.outbox import (
    Priority,
)
from tests.integration.notifier.conftest import eventually
from tests.integration.notifier.gate.conftest import (
    PLAIN,
    at,
    book,
    go_to,
    waiting,
    working,
)


async def test_a_reminder_that_waited_is_dropped_when_its_visit_was_cancelled_or_moved(
    backend: Backend, clock: SetClock, sms: FakeChannel, mail: FakeChannel
) -> None:
    thursday = at("2026-11-26T09:00")
    gone = await book(backend, Contact("+420601000001"), thursday)
    moved = await book(backend, Contact("+420601000002"), thursday)
    stays = await book(backend, Contact("+420601000003"), thursday)
    driver = backend.reminders.driver(PLAIN)
    async with working(backend, sms, mail, PLAIN):
        await eventually(lambda: len(sms.taken) == 3)
        go_to(clock, at("2026-11-25T21:30"))  # the notifier was away at five
        await driver.turn()
        await eventually(lambda: waiting(backend) == 3)
        await backend.visits.cancel(gone.id, by="caller")
        hold = await backend.visits.hold_nearest(
            "passport.new", owner="x", after=at("2026-11-30T09:00")
        )
        assert hold is not None
        await backend.visits.move(moved.id, hold.id, by="caller")
        go_to(clock, at("2026-11-26T07:00"))
        await eventually(lambda: waiting(backend) == 0)
    reminded = [one for _, one in sms.taken if one.template == "visit_reminder"]
    assert [one.about for one in reminded] == [f"visit:{stays.id}"]
    assert stays.code in reminded[0].text
    assert reminded[0].priority is Priority.LATER
