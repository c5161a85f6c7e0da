"""While a town tries Linka out, only those get messages whom it has listed."""

from booking.api import (
    Backend,
    Contact,
    MessageSettings,
    Trial,
)
from notifier.channels.fake import FakeChannel
from notifier.outbox import (
    MessageState,
    recent,
)
from tests.integration.notifier.conftest import eventually
from tests.integration.notifier.gate.conftest import (
    OTHER,
    book,
    ended,
    working,
)
from tests.support.messages import ADDRESS, MOBILE


async def test_on_trial_all_others_are_withheld_and_can_be_seen(
    backend: Backend, sms: FakeChannel, mail: FakeChannel
) -> None:
    settings = MessageSettings(quiet=None, trial=Trial(frozenset({MOBILE})))
    async with working(backend, sms, mail, settings):
        ours = await book(backend, Contact(MOBILE, ADDRESS, verified=True))
        theirs = await book(backend, Contact(OTHER))
        await eventually(lambda: len(sms.taken) == 1)
        await eventually(ended(backend, theirs))
    assert [one.recipient for _, one in sms.taken] == [MOBILE]
    assert mail.taken == []
    for about in (f"visit:{ours.id}", f"visit:{theirs.id}"):
        found = await recent(backend.database, about=about)
        kept = {one.recipient: (one.state, one.reason) for one in found}
        kept.pop(MOBILE, None)
        assert set(kept.values()) == {(MessageState.PERMANENT_FAILURE, "trial")}
