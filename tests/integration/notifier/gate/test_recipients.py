"""Who is not written to, and who is again."""

from functools import partial

from booking.api import (
    Backend,
    Contact,
    ContactChanged,
    ContactKind,
    Language,
    unhandled,
)
from notifier.channels.fake import FakeChannel
from notifier.consent.model import BlockReason
from notifier.consent.service import Blocks
from notifier.errors import Rejected
from notifier.outbox import (
    MessageState,
    Priority,
    recent,
    trace_of,
)
from tests.integration.notifier.conftest import eventually
from tests.integration.notifier.gate.conftest import (
    PLAIN,
    book,
    draft,
    ended,
    newest,
    outbox,
    put,
    send,
    working,
)
from tests.support.messages import MOBILE


async def test_a_number_that_is_found_dead_is_not_tried_again_until_it_is_proven(
    backend: Backend, sms: FakeChannel, mail: FakeChannel
) -> None:
    sms.errors.append(Rejected("landline"))
    async with working(backend, sms, mail, PLAIN):
        first = await book(backend, Contact(MOBILE))
        await eventually(ended(backend, first))
        second = await book(backend, Contact(MOBILE))
        await eventually(ended(backend, second))
        assert sms.taken == []
        [kept] = await recent(backend.database, about=f"visit:{second.id}")
        assert (kept.state, kept.reason) == (MessageState.PERMANENT_FAILURE, "landline")
        assert [one.provider for one in await trace_of(backend.database, kept.id)] == [None, None]
        blocks = Blocks(backend.database)
        await backend.database.write(
            lambda tx: blocks.lift(tx, MOBILE, BlockReason.LANDLINE, "staff:novakova")
        )
        await book(backend, Contact(MOBILE))
        await eventually(lambda: len(sms.taken) == 1)


async def test_a_contact_that_is_proven_is_written_to_again_though_it_was_found_dead(
    backend: Backend, sms: FakeChannel, mail: FakeChannel
) -> None:
    one = await backend.applications.by_reference(1, 123, 2026)
    assert one is not None
    assert one.citizen_id is not None
    citizen = await backend.citizens.get(one.citizen_id)
    phone = citizen.reachable_phone
    assert phone is not None
    blocks = Blocks(backend.database)
    for reason in (BlockReason.INVALID, BlockReason.LANDLINE, BlockReason.OPTED_OUT):
        block = partial(blocks.block, recipient=phone, reason=reason, source="message:1")
        await backend.database.write(block)
    proven = ContactChanged(citizen.id, Language.CS, ContactKind.PHONE, phone[-3:], (), ())
    await backend.database.write(lambda tx: tx.append(proven))
    async with working(backend, sms, mail, PLAIN):
        await eventually(lambda: not backend.database.run(lambda tx: unhandled(tx.connection, 9)))
    held = [one.reason for one in await blocks.of(phone) if one.lifted_at is None]
    assert set(held) == {BlockReason.OPTED_OUT}


async def test_somebody_opted_out_gets_nothing_but_the_answer_to_their_own_word(
    backend: Backend,
) -> None:
    box = outbox(backend, PLAIN)
    await Blocks(backend.database).opt_out(MOBILE, "web")
    await put(backend, box, draft("visit_booked", priority=Priority.AWAITED))
    assert await send(box) == []
    assert (await newest(backend)).reason == "opted-out"
