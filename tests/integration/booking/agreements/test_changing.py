"""A PIN of one's own, and the password of the web: proven, changed, counted together."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from booking.api import (
    AgreementLetter,
    AgreementLockedOut,
    AgreementSecretChanged,
    Backend,
    Claim,
    CounterEntry,
    Database,
    EndReason,
    Language,
    Locked,
    NotFound,
    Refused,
    Secret,
    Transaction,
    Verified,
    Wrong,
    metadata,
)
from booking.ground.events import unhandled
from tests.conftest import MakeBackends

PHONE = "+420777123987"
ENTRY = CounterEntry(
    given="Zdeňka",
    family="Nováčková",
    born="1951-04-30",
    street="Na Vyhlídce 7",
    postcode="789 95",
    town="Lípov",
    phone=PHONE,
    phone_shown=True,
    language="cs",
    document="identity-card",
    ending="4K7X",
    compared=True,
)
OWN = Secret("920475")
PHRASE = Secret("modrá konvalinka 7")
HOME = "192.0.2.7"


@pytest.fixture
async def letter(backend: Backend) -> AgreementLetter:
    made = await backend.agreements.conclude(ENTRY, by="vesely")
    drawn = await backend.agreements.draw_up(made.id)
    await backend.agreements.hand_out(drawn, by="vesely")
    return drawn


@pytest.fixture
async def claim(backend: Backend, letter: AgreementLetter) -> Claim:
    return await backend.agreements.check_login(letter.login)


async def told(backend: Backend) -> list[AgreementSecretChanged]:
    found = await backend.database.read(lambda tx: unhandled(tx.connection, 1000))
    return [one.event for one in found if isinstance(one.event, AgreementSecretChanged)]


async def test_the_new_pin_opens_and_the_old_one_no_more(
    backend: Backend, letter: AgreementLetter, claim: Claim
) -> None:
    await backend.agreements.change_pin(letter.agreement_id, OWN, by="citizen")
    assert isinstance(await backend.agreements.verify(claim, OWN, caller=PHONE), Verified)
    assert await backend.agreements.verify(claim, letter.pin, caller=PHONE) == Wrong(2)


async def test_the_citizen_hears_of_it_and_the_audit_knows_who_did_it(
    backend: Backend, letter: AgreementLetter
) -> None:
    number, whose = letter.agreement_id, letter.citizen.id
    await backend.agreements.change_pin(number, OWN, by="citizen")
    happened = AgreementSecretChanged(number, whose, "citizen", Language.CS, (PHONE,), ())
    assert await told(backend) == [happened]
    [first, *_] = await backend.audit.recent(about=f"agreement:{number}")
    assert (first.who, first.did) == ("citizen", "pin-changed")


@pytest.mark.parametrize(
    ("pin", "why"),
    [("12345", "incomplete"), ("123456", "trivial"), ("112233", "trivial"), ("", "incomplete")],
)
async def test_what_would_be_guessed_is_refused_and_changes_nothing(
    backend: Backend, letter: AgreementLetter, claim: Claim, pin: str, why: str
) -> None:
    with pytest.raises(Refused) as refused:
        await backend.agreements.change_pin(letter.agreement_id, Secret(pin), by="citizen")
    assert (refused.value.field, refused.value.reason) == ("pin", why)
    assert isinstance(await backend.agreements.verify(claim, letter.pin, caller=PHONE), Verified)
    assert await told(backend) == []


async def test_the_pin_before_is_no_new_one(backend: Backend, letter: AgreementLetter) -> None:
    with pytest.raises(Refused) as refused:
        await backend.agreements.change_pin(letter.agreement_id, letter.pin, by="citizen")
    assert (refused.value.field, refused.value.reason) == ("pin", "same")
    assert await told(backend) == []


async def test_the_same_command_changes_once(backend: Backend, letter: AgreementLetter) -> None:
    for _ in range(2):
        await backend.agreements.change_pin(letter.agreement_id, OWN, by="citizen", key="call/pin")
    assert len(await told(backend)) == 1


async def test_of_two_who_change_it_at_once_one_pin_is_in_force(
    backend: Backend, letter: AgreementLetter, claim: Claim, beside: MakeBackends
) -> None:
    pins = [OWN, Secret("603918")]
    ends = await asyncio.gather(
        *(
            one.agreements.change_pin(letter.agreement_id, pin, by="citizen")
            for one, pin in zip(beside(2), pins, strict=True)
        ),
        return_exceptions=True,
    )
    done = [pin for pin, end in zip(pins, ends, strict=True) if end is None]
    assert len(done) == len(await told(backend)) >= 1  # both, where one came after the other
    assert all(end is None or isinstance(end, Refused) for end in ends)
    opened = [
        pin
        for pin in pins
        if isinstance(await backend.agreements.verify(claim, pin, caller=None), Verified)
    ]
    assert len(opened) == 1
    assert opened[0] in done


async def test_nothing_is_changed_before_the_letter_or_after_the_end(
    backend: Backend, letter: AgreementLetter
) -> None:
    number = letter.agreement_id
    await backend.agreements.reset(number, ENTRY, by="vesely")
    with pytest.raises(Refused, match="letter"):
        await backend.agreements.change_pin(number, OWN, by="citizen")
    await backend.agreements.end(number, EndReason.WISH, by="vesely")
    for change, new in (
        (backend.agreements.change_pin, OWN),
        (backend.agreements.change_password, PHRASE),
    ):
        with pytest.raises(Refused, match="ended"):
            await change(number, new, by="citizen")
        with pytest.raises(NotFound) as missing:
            await change(10**6, new, by="citizen")
        assert missing.value.field == "agreement"
    assert await told(backend) == []


async def test_the_letters_password_opens_the_web_and_so_does_ones_own(
    backend: Backend, letter: AgreementLetter, claim: Claim
) -> None:
    whose = Verified(letter.citizen.id, letter.agreement_id)
    assert await backend.agreements.verify_password(claim, letter.password, visitor=HOME) == whose
    await backend.agreements.change_password(letter.agreement_id, PHRASE, by="citizen")
    assert await backend.agreements.verify_password(claim, PHRASE, visitor=HOME) == whose
    old = await backend.agreements.verify_password(claim, letter.password, visitor=HOME)
    assert old == Wrong(2)
    assert isinstance(await backend.agreements.verify(claim, letter.pin, caller=PHONE), Verified)


async def test_a_password_that_is_none_is_refused_with_its_reason(
    backend: Backend, letter: AgreementLetter
) -> None:
    login = letter.login.reveal()
    for given, why in (
        ("kratke", "short"),
        ("x" * 201, "long"),
        ("aaaaaaaaaaaa", "trivial"),
        (f"heslo {login}", "trivial"),
        (letter.password.reveal(), "same"),
    ):
        with pytest.raises(Refused) as refused:
            await backend.agreements.change_password(
                letter.agreement_id, Secret(given), by="citizen"
            )
        assert (refused.value.field, refused.value.reason) == ("password", why)
    assert await told(backend) == []


async def test_wrong_pins_and_passwords_lock_together_and_each_lock_lasts_longer(
    backend: Backend, letter: AgreementLetter, claim: Claim
) -> None:
    wrong = Secret("konvalinka modrá")
    assert await backend.agreements.verify(claim, OWN, caller=PHONE) == Wrong(2)
    assert await backend.agreements.verify_password(claim, wrong, visitor=HOME) == Wrong(1)
    locked = await backend.agreements.verify_password(claim, wrong, visitor=HOME)
    assert locked == Locked(30)
    assert await backend.agreements.verify(claim, letter.pin, caller=None) == Locked(30)
    found = await backend.database.read(lambda tx: unhandled(tx.connection, 1000))
    assert any(isinstance(one.event, AgreementLockedOut) for one in found)
    said = [one.did for one in await backend.audit.recent()]
    assert (said.count("pin-refused"), said.count("password-refused")) == (1, 2)


async def test_a_visitor_who_tries_many_logins_is_locked_out_and_others_are_not(
    backend: Backend, letter: AgreementLetter, claim: Claim
) -> None:
    wrong = Secret("konvalinka modrá")
    for login in ("51839262", "64027182", "29573042"):
        other = await backend.agreements.check_login(Secret(login))
        await backend.agreements.verify_password(other, wrong, visitor=HOME)
    locked = await backend.agreements.verify_password(claim, letter.password, visitor=HOME)
    assert locked == Locked(30)
    elsewhere = await backend.agreements.verify_password(
        claim, letter.password, visitor="192.0.2.8"
    )
    assert isinstance(elsewhere, Verified)


async def test_neither_secrets_nor_addresses_of_visitors_are_written(
    backend: Backend, town: Database, letter: AgreementLetter, claim: Claim
) -> None:
    await backend.agreements.change_pin(letter.agreement_id, OWN, by="citizen", key="call/pin")
    await backend.agreements.change_password(letter.agreement_id, PHRASE, by="citizen", key="web")
    await backend.agreements.verify_password(claim, Secret("nic"), visitor=HOME, key="web/check")

    def look(tx: Transaction) -> str:
        return repr([tx.all(select(one)) for one in metadata.sorted_tables])

    written = await town.read(look)
    for secret in (OWN, PHRASE):
        assert secret.reveal() not in written
    assert HOME not in written
