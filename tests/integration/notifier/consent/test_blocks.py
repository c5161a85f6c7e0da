"""Who is not written to, on both databases."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select, update

from booking.api import (
    Backend,
    ChannelWish,
    Citizen,
    Event,
    MessageChoice,
    MessageKind,
    MessagesWanted,
    Purpose,
    unhandled,
)
from booking.citizens.store import citizens as citizen_table
from booking.ground.audit import audit
from booking.wishes.model import GivenBy
from notifier.consent.model import BlockReason
from notifier.consent.service import Blocks

MARIE = "+420777000321"
MARIES_MAIL = "marie.dvorakova@example.com"
STRANGER = "+420777999888"


@pytest.fixture
def blocks(backend: Backend) -> Blocks:
    return Blocks(backend.database)


async def marie(backend: Backend) -> Citizen:
    return (await backend.citizens.by_phone(MARIE))[0]


async def closed(backend: Backend, *recipients: str) -> dict[tuple[str, str], BlockReason]:
    blocks = Blocks(backend.database)
    return dict(await backend.database.read(lambda tx: blocks.blocked(tx, recipients)))


async def test_an_unknown_number_that_opts_out_gets_neither_sms_nor_calls(
    backend: Backend, blocks: Blocks
) -> None:
    assert await blocks.opt_out(STRANGER, "inbound:7")

    assert await closed(backend, STRANGER, MARIE) == {
        ("sms", STRANGER): BlockReason.OPTED_OUT,
        ("voice", STRANGER): BlockReason.OPTED_OUT,
    }
    assert {one.source for one in await blocks.of(STRANGER)} == {"inbound:7"}


async def test_opting_out_by_one_contact_holds_for_all_ways_to_its_citizen(
    backend: Backend, blocks: Blocks
) -> None:
    await blocks.opt_out(MARIES_MAIL.upper(), "web")

    found = await closed(backend, MARIE, MARIES_MAIL)
    assert set(found) == {("sms", MARIE), ("voice", MARIE), ("email", MARIES_MAIL)}
    wishes = await backend.wishes.of((await marie(backend)).id)
    assert wishes.channels == dict.fromkeys(MessageKind, ChannelWish.NONE)


async def test_opting_out_takes_back_consents_to_be_written_to(
    backend: Backend, blocks: Blocks
) -> None:
    one = await marie(backend)
    await backend.wishes.consent(
        one.id, Purpose.NEWS, given=True, channel=GivenBy.PHONE, by="citizen"
    )

    await blocks.opt_out(MARIE, "inbound:7")

    last = (await backend.wishes.consents_of(one.id))[-1]
    assert (last.given, last.channel, last.by) == (False, GivenBy.MESSAGE, "citizen")


async def test_a_shared_number_that_opts_out_leaves_its_owners_other_contacts_alone(
    backend: Backend, blocks: Blocks
) -> None:
    shared = update(citizen_table).where(citizen_table.c.code == "c03").values(phone=MARIE)
    await backend.database.write(lambda tx: tx.execute(shared))

    await blocks.opt_out(MARIE, "inbound:7")

    assert set(await closed(backend, MARIE, MARIES_MAIL)) == {("sms", MARIE), ("voice", MARIE)}
    assert (await backend.wishes.of((await marie(backend)).id)).channels == {}


async def test_an_address_that_opts_out_leaves_a_shared_number_to_the_others(
    backend: Backend, blocks: Blocks
) -> None:
    shared = update(citizen_table).where(citizen_table.c.code == "c03").values(phone=MARIE)
    await backend.database.write(lambda tx: tx.execute(shared))

    await blocks.opt_out(MARIES_MAIL, "web")

    assert set(await closed(backend, MARIE, MARIES_MAIL)) == {("email", MARIES_MAIL)}


async def test_an_unproven_number_ends_nobodys_wishes(backend: Backend, blocks: Blocks) -> None:
    doubt = update(citizen_table).where(citizen_table.c.phone == MARIE)
    await backend.database.write(lambda tx: tx.execute(doubt.values(phone_verified=False)))

    await blocks.opt_out(MARIE, "inbound:7")

    assert (await backend.wishes.of((await marie(backend)).id)).channels == {}
    assert set(await closed(backend, MARIES_MAIL)) == set()


async def test_opting_out_again_changes_nothing(blocks: Blocks) -> None:
    await blocks.opt_out(MARIE, "inbound:7")
    before = await blocks.of(MARIE)

    assert not await blocks.opt_out(MARIE, "inbound:8")

    assert await blocks.of(MARIE) == before


async def test_opting_in_opens_all_ways_again_and_keeps_the_trace(
    backend: Backend, blocks: Blocks
) -> None:
    await blocks.opt_out(MARIES_MAIL, "web")

    assert await blocks.opt_in(MARIE, "inbound:9")

    assert await closed(backend, MARIE, MARIES_MAIL) == {}
    assert all(one.lifted_at is not None for one in await blocks.of(MARIE))
    wishes = await backend.wishes.of((await marie(backend)).id)
    assert wishes.channels == dict.fromkeys(MessageKind, ChannelWish.BOTH)


async def test_opting_in_leaves_other_wishes_as_they_are(backend: Backend, blocks: Blocks) -> None:
    one = await marie(backend)
    by_letter = dict.fromkeys(MessageKind, ChannelWish.EMAIL)
    await backend.wishes.set(one.id, by_letter, None, by="citizen")

    assert not await blocks.opt_in(MARIE, "inbound:9")

    assert (await backend.wishes.of(one.id)).channels == by_letter


async def test_opting_in_leaves_what_was_not_said_by_a_message(
    backend: Backend, blocks: Blocks
) -> None:
    await blocks.opt_out(STRANGER, "staff:novakova")

    assert not await blocks.opt_in(STRANGER, "inbound:9")

    assert ("sms", STRANGER) in await closed(backend, STRANGER)


async def test_opting_in_lifts_what_a_provider_has_told(backend: Backend, blocks: Blocks) -> None:
    await blocks.opt_out(STRANGER, "message:3")

    assert await blocks.opt_in(STRANGER, "inbound:9")

    assert await closed(backend, STRANGER) == {}


async def test_opting_in_does_not_make_a_landline_a_mobile(
    backend: Backend, blocks: Blocks
) -> None:
    await backend.database.write(
        lambda tx: blocks.block(tx, STRANGER, BlockReason.LANDLINE, "message:3")
    )
    await blocks.opt_out(STRANGER, "inbound:7")
    await blocks.opt_in(STRANGER, "inbound:8")

    assert await closed(backend, STRANGER) == {("sms", STRANGER): BlockReason.LANDLINE}


async def test_a_landline_can_be_rung(backend: Backend, blocks: Blocks) -> None:
    await backend.database.write(
        lambda tx: blocks.block(tx, STRANGER, BlockReason.LANDLINE, "message:3")
    )

    reasons = await backend.database.read(
        lambda tx: [blocks.is_blocked(tx, way, STRANGER) for way in ("sms", "voice")]
    )
    assert reasons == [BlockReason.LANDLINE, None]


async def test_a_reason_that_cannot_be_is_refused(backend: Backend, blocks: Blocks) -> None:
    with pytest.raises(ValueError, match="landline"):
        await backend.database.write(
            lambda tx: blocks.block(tx, MARIES_MAIL, BlockReason.LANDLINE, "message:3")
        )

    assert await closed(backend, MARIES_MAIL) == {}


async def test_two_at_once_leave_one_row_a_channel(blocks: Blocks) -> None:
    await asyncio.gather(*(blocks.opt_out(STRANGER, f"inbound:{n}") for n in range(8)))

    assert sorted(one.channel for one in await blocks.of(STRANGER)) == ["sms", "voice"]


async def test_the_audit_tells_of_it_without_the_number(backend: Backend, blocks: Blocks) -> None:
    await blocks.opt_out(STRANGER, "inbound:7")

    row = (
        await backend.database.read(
            lambda tx: tx.all(select(audit).where(audit.c.did == "recipient-blocked"))
        )
    )[0]
    assert (row.who, row.details) == ("inbound:7", {"reason": "opted-out"})
    assert STRANGER.removeprefix("+") not in row.about


async def test_many_recipients_are_looked_up_at_once(backend: Backend, blocks: Blocks) -> None:
    await blocks.opt_out(STRANGER, "inbound:7")
    many = [f"+4207{number:08}" for number in range(1200)]

    assert set(await closed(backend, *many, STRANGER)) == {("sms", STRANGER), ("voice", STRANGER)}


async def test_wanting_messages_again_on_the_line_opens_what_was_closed_by_opting_out(
    backend: Backend, blocks: Blocks
) -> None:
    one = await marie(backend)
    await blocks.opt_out(MARIE, "inbound:7")

    await backend.wishes.choose(one.id, MessageChoice.SMS, by="citizen")

    assert [event for event in await told(backend) if isinstance(event, MessagesWanted)] == [
        MessagesWanted(one.id)
    ]
    assert await blocks.wanted_again(one.id)
    assert await closed(backend, MARIE, MARIES_MAIL) == {}


async def test_opting_out_after_that_holds_however_late_the_word_of_it_comes(
    backend: Backend, blocks: Blocks
) -> None:
    one = await marie(backend)
    await blocks.opt_out(MARIE, "inbound:7")
    await backend.wishes.choose(one.id, MessageChoice.SMS, by="citizen")
    await blocks.opt_out(MARIE, "inbound:8")

    assert not await blocks.wanted_again(one.id)

    assert ("sms", MARIE) in await closed(backend, MARIE)


async def test_wishes_that_change_from_some_to_others_tell_nobody(backend: Backend) -> None:
    one = await marie(backend)

    await backend.wishes.choose(one.id, MessageChoice.SMS, by="citizen")
    await backend.wishes.choose(one.id, MessageChoice.NO_SMS, by="citizen")
    await backend.wishes.choose(one.id, MessageChoice.NOTHING, by="citizen")

    assert not any(isinstance(event, MessagesWanted) for event in await told(backend))


async def told(backend: Backend) -> list[Event]:
    found = await backend.database.read(lambda tx: unhandled(tx.connection, 99))
    return [one.event for one in found]
