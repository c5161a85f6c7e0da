"""What citizens agree to and how they want to be told."""

from datetime import UTC, datetime

import pytest

from booking.api import (
    Backend,
    ChannelWish,
    GivenBy,
    MessageChoice,
    MessageKind,
    NotFound,
    Purpose,
    QuietHours,
    Refused,
    agrees,
)
from booking.citizens import store as citizens
from booking.wishes.rules import ways
from tests.support.people import some_citizen


async def consent(backend: Backend, *, given: bool, purpose: Purpose = Purpose.NEWS) -> None:
    await backend.wishes.consent(1, purpose, given=given, channel=GivenBy.COUNTER, by="vesely")


async def test_a_consent_is_given_and_withdrawn_and_both_can_be_shown(backend: Backend) -> None:
    await consent(backend, given=True)
    await consent(backend, given=True)
    assert agrees(await backend.wishes.of(1), Purpose.NEWS)
    await consent(backend, given=False)
    assert not agrees(await backend.wishes.of(1), Purpose.NEWS)
    history = await backend.wishes.consents_of(1)
    assert [(one.given, one.version, one.by) for one in history] == [
        (True, 1, "vesely"),
        (False, 1, "vesely"),
    ]


async def test_taking_back_what_was_never_given_writes_nothing(backend: Backend) -> None:
    await consent(backend, given=False, purpose=Purpose.RECORDING)
    assert await backend.wishes.consents_of(1) == []


async def test_wishes_replace_those_before(backend: Backend) -> None:
    await backend.wishes.set(
        1, {MessageKind.VISITS: ChannelWish.EMAIL}, QuietHours(1320, 420), by="vesely"
    )
    await backend.wishes.set(1, {MessageKind.NEWS: ChannelWish.NONE}, None, by="citizen")
    found = await backend.wishes.of(1)
    assert (dict(found.channels), found.quiet) == ({MessageKind.NEWS: ChannelWish.NONE}, None)


async def test_quiet_hours_tell_when_a_message_may_go(backend: Backend) -> None:
    await backend.wishes.set(1, {}, QuietHours(1320, 420), by="vesely")
    late = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
    assert await backend.wishes.next_allowed(1, late) == datetime(2026, 11, 24, 6, tzinfo=UTC)
    assert await backend.wishes.next_allowed(None, late) == late


@pytest.mark.parametrize("quiet", [QuietHours(60, 60), QuietHours(-1, 5), QuietHours(5, 1440)])
async def test_impossible_quiet_hours_change_nothing(backend: Backend, quiet: QuietHours) -> None:
    with pytest.raises(Refused, match="quiet"):
        await backend.wishes.set(1, {MessageKind.NEWS: ChannelWish.NONE}, quiet, by="vesely")
    assert (await backend.wishes.of(1)).channels == {}


async def test_nobody_wishes_who_is_not_there(backend: Backend) -> None:
    with pytest.raises(NotFound):
        await backend.wishes.set(9999, {}, None, by="vesely")


@pytest.mark.parametrize(
    ("email_verified", "choice", "wish", "by_sms"),
    [
        (True, MessageChoice.NO_SMS, ChannelWish.EMAIL, False),
        (False, MessageChoice.NO_SMS, ChannelWish.NONE, False),
        (True, MessageChoice.NOTHING, ChannelWish.NONE, False),
        (False, MessageChoice.SMS, ChannelWish.BOTH, True),
    ],
)
async def test_a_choice_about_all_messages_keeps_quiet_hours_and_never_falls_back_to_sms(
    backend: Backend,
    email_verified: bool,
    choice: MessageChoice,
    wish: ChannelWish,
    by_sms: bool,
) -> None:
    someone = some_citizen(code="one", email="a@example.cz", email_verified=email_verified)
    citizen = await backend.database.write(lambda tx: citizens.add(tx, someone))
    await backend.wishes.set(citizen, {}, QuietHours(1320, 420), by="vesely")
    await backend.wishes.consent(
        citizen, Purpose.NEWS, given=True, channel=GivenBy.COUNTER, by="vesely"
    )
    await backend.wishes.choose(citizen, choice, by="citizen", key="call-1/choose")
    wishes = await backend.wishes.of(citizen)
    assert wishes.channels == dict.fromkeys(MessageKind, wish)
    assert wishes.quiet == QuietHours(1320, 420)
    assert agrees(wishes, Purpose.NEWS) is (choice is not MessageChoice.NOTHING)
    assert await backend.wishes.gets_sms(citizen) is by_sms
    there = {ChannelWish.SMS} | ({ChannelWish.EMAIL} if email_verified else set())
    assert (ChannelWish.SMS in ways(wishes, MessageKind.VISITS, frozenset(there))) is by_sms
