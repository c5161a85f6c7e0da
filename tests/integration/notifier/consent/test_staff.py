"""What somebody who rings has the staff write down about a number or an address."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from booking.api import (
    Backend,
    Language,
    Matter,
    MessageKind,
    Refused,
    RingOutcome,
    Speech,
)
from booking.ground.audit import audit
from notifier.consent.model import BlockReason
from notifier.consent.service import Blocks
from notifier.consent.staff import Silences
from notifier.outbox import ChannelKind, recent
from tests.integration.notifier.gate.conftest import PLAIN, draft, outbox, put, send
from tests.support.messages import ADDRESS, MOBILE

MARIE = "+420777000321"


@pytest.fixture
def silences(backend: Backend) -> Silences:
    return Silences(backend.database)


async def blocked(backend: Backend, recipient: str) -> set[str]:
    """The channels by which it gets nothing."""
    found = await backend.database.read(
        lambda tx: Blocks(backend.database).blocked(tx, [recipient])
    )
    return {channel for channel, _ in found}


async def test_what_waits_goes_no_more_from_that_moment_on(
    backend: Backend, silences: Silences
) -> None:
    box = outbox(backend, PLAIN)
    await put(backend, box, draft())
    assert await silences.begin(MOBILE, by="novakova")
    assert await send(box) == []
    [kept] = await recent(backend.database)
    assert kept.reason == "opted-out"
    found = await silences.of(MOBILE)
    assert found is not None
    assert (found.source, found.reason) == ("staff:novakova", BlockReason.OPTED_OUT)


async def test_the_machine_rings_there_no_more(backend: Backend, silences: Silences) -> None:
    ring = await backend.rings.speak(
        phone=MOBILE,
        language=Language.CS,
        speech=Speech(Matter.APPLICATION),
        until=backend.clock.now() + timedelta(hours=5),
        key="message:1",
    )
    await silences.begin(MOBILE, by="novakova")
    assert await backend.rings.claim_to_dial("linka", most=5) == []
    again = await backend.rings.ended(ring.id, RingOutcome.NO_ANSWER)
    assert again.outcome is RingOutcome.OPTED_OUT


async def test_it_holds_for_that_number_alone_and_for_nobodys_wishes(
    backend: Backend, silences: Silences
) -> None:
    [marie] = await backend.citizens.by_phone(MARIE)
    assert marie.reachable_email is not None
    wishes = await backend.wishes.of(marie.id)
    await silences.begin(MARIE, by="novakova")
    assert await blocked(backend, MARIE) == {"sms", "voice"}
    assert await blocked(backend, marie.reachable_email) == set()
    assert await backend.wishes.of(marie.id) == wishes


async def test_an_sms_does_not_take_it_back_and_the_staff_does(
    backend: Backend, silences: Silences
) -> None:
    await silences.begin(MOBILE, by="novakova")
    await Blocks(backend.database).opt_in(MOBILE, "inbound:1")
    assert await blocked(backend, MOBILE) == {"sms", "voice"}
    assert await silences.end(MOBILE, by="kralova")
    assert await blocked(backend, MOBILE) == set()
    assert await silences.of(MOBILE) is None
    assert not await silences.end(MOBILE, by="kralova")


async def test_the_staff_takes_back_what_was_said_by_a_message_with_the_wishes_that_it_made(
    backend: Backend, silences: Silences
) -> None:
    [marie] = await backend.citizens.by_phone(MARIE)
    await Blocks(backend.database).opt_out(MARIE, "inbound:1")
    assert await silences.end(MARIE, by="vesely")
    assert await blocked(backend, str(marie.reachable_email)) == set()
    assert (await backend.wishes.of(marie.id)).channels[MessageKind.VISITS].value == "both"


async def test_an_address_is_one_however_it_is_written(
    backend: Backend, silences: Silences
) -> None:
    assert await silences.begin(ADDRESS.upper(), by="novakova")
    assert not await silences.begin(ADDRESS, by="novakova")
    assert await blocked(backend, ADDRESS) == {ChannelKind.EMAIL.value}


async def test_the_same_command_again_changes_nothing(backend: Backend, silences: Silences) -> None:
    assert await silences.begin(MOBILE, by="novakova", key="one")
    await silences.end(MOBILE, by="novakova", key="two")
    assert await silences.begin(MOBILE, by="novakova", key="one")
    assert await blocked(backend, MOBILE) == set()


@pytest.mark.parametrize("wrong", ["", "12", "777654321", "@", "a b@c.cz", f"{'x' * 330}@c.cz"])
async def test_what_is_neither_a_number_nor_an_address_is_refused(
    backend: Backend, silences: Silences, wrong: str
) -> None:
    for command in (silences.begin, silences.end):
        with pytest.raises(Refused):
            await command(wrong, by="novakova")
    assert await blocked(backend, wrong or "x") == set()


async def test_the_audit_names_who_wrote_it_down(backend: Backend, silences: Silences) -> None:
    await silences.begin(MOBILE, by="novakova")
    [row] = await backend.database.read(
        lambda tx: tx.all(select(audit).where(audit.c.did == "recipient-blocked"))
    )
    assert (row.who, row.details) == ("novakova", {"reason": "opted-out"})
    assert MOBILE.removeprefix("+") not in row.about
