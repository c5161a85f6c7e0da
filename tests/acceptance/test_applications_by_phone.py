"""How an application stands: login and PIN on a real line, and that nothing keeps them."""

import asyncio
from typing import Any

import pytest

from tests.support.linka import Account, Linka, Telephones, spoken_code

STATUS = (
    "Ověřeno. Žádost o kácení dřevin, číslo sto dvacet tři z roku dva tisíce dvacet šest, se "
    "vyřizuje. Lhůta končí třetího prosince. Pro zaslání stavu v SMS stiskněte jedničku, pro "
    "operátora nulu."
)


@pytest.fixture(scope="session")
def accounts(linka: Linka) -> list[Account]:
    return linka.accounts()


async def test_login_and_pin_tell_the_status_of_an_application(
    linka: Linka, phones: Telephones, accounts: list[Account]
) -> None:
    marie = accounts[0]
    conversation = await phones.ring(
        ["!2", "!2", linka.vault.keyed(marie.login), linka.vault.keyed(marie.pin), "1"],
        caller=marie.phone.removeprefix("+420"),
    )

    said = [line.text for line in conversation.lines if line.who == "linka"]
    assert said[2:5] == [
        "Zadejte osmimístné přihlašovací číslo.",
        "Zadejte šestimístný PIN.",
        STATUS,
    ]
    call = linka.rows("SELECT * FROM calls ORDER BY started_at DESC LIMIT 1")[0]
    assert call["citizen_id"] is not None
    assert said[5] == "Stav posíláme v SMS na číslo končící na tři dva jedna. Na shledanou."
    sent = await linka.until(
        "SELECT * FROM messages WHERE template = 'application_status' AND sent_at IS NOT NULL"
    )
    assert sent[0]["recipient"] == marie.phone


async def test_number_and_receipt_code_tell_the_status_without_a_login(
    linka: Linka, phones: Telephones
) -> None:
    conversation = await phones.ring(["!2", "!3", "123#", "2026", "583145"], caller="777000888")

    said = [line.text for line in conversation.lines if line.who == "linka"]
    assert said[2:5] == [
        "Zadejte číslo žádosti z potvrzení o podání a ukončete je křížkem.",
        "Zadejte rok podání čtyřmi číslicemi.",
        "Zadejte šestimístný kód z potvrzení.",
    ]
    assert said[5].startswith(
        "Žádost o kácení dřevin, číslo sto dvacet tři z roku dva tisíce dvacet šest, se vyřizuje. "
        "Lhůta končí třetího prosince."
    )
    call = linka.rows("SELECT * FROM calls ORDER BY started_at DESC LIMIT 1")[0]
    assert call["citizen_id"] is None


async def test_a_verified_citizen_books_and_gets_sms_and_email_with_the_code_that_was_heard(
    linka: Linka, phones: Telephones, accounts: list[Account]
) -> None:
    petra = accounts[2]
    login, pin = linka.vault.keyed(petra.login), linka.vault.keyed(petra.pin)
    conversation = await phones.ring(
        ["!2", "!2", login, pin, "!*", "!*", "!*", "!1", "!1", "!2", "1"],
        caller="596000999",  # a landline: what is sent goes to the citizen's own contacts
    )

    visit = linka.rows("SELECT * FROM visits WHERE phone = ? ORDER BY id DESC", petra.phone)[0]
    assert visit["citizen_id"] is not None
    messages = {row["channel"]: row for row in await _both(linka, f"visit:{visit['id']}")}
    assert visit["code"] in messages["sms"]["text"]
    assert visit["code"] in messages["email"]["text"]
    assert "BEGIN:VCALENDAR" in messages["email"]["calendar"]
    assert spoken_code(visit["code"]) in conversation.text
    arrived = linka.messages()
    assert {one["channel"] for one in arrived if visit["code"] in one["text"]} == {"sms", "email"}


async def test_three_wrong_pins_lock_and_lead_politely_to_a_person(
    linka: Linka, phones: Telephones, accounts: list[Account]
) -> None:
    hana = accounts[5]
    wrong = [linka.vault.keyed(pin) for pin in ("274816", "274817", "274818")]
    conversation = await phones.ring(
        ["!2", "!2", linka.vault.keyed(hana.login), *wrong, "1", "1"],
        caller="777123450",
    )

    said = [line.text for line in conversation.lines if line.who == "linka"]
    assert said[4] == "Přihlašovací číslo nebo PIN nesouhlasí. Zadejte prosím PIN znovu."
    assert said[5] == (
        "Údaje opět nesouhlasí. Máte poslední pokus. Zadejte PIN, nebo vyčkejte na operátora."
    )
    assert said[6].startswith(
        "Údaje nesouhlasí. Přihlášení je na třicet minut zablokováno. Spojujeme vás s operátorem. "
        "PIN nikomu nesdělujte."
    )
    assert linka.rows("SELECT * FROM rings WHERE phone = '+420777123450'")


async def test_nothing_is_written_while_a_secret_question_is_open(
    linka: Linka, phones: Telephones, accounts: list[Account]
) -> None:
    josef = accounts[1]
    call = await phones.exchange.ring(linka.ready["number"], caller="777123451")
    await call.answered()
    await call.key("22", between=300)
    await call.silence(1.0)
    before = linka.vault.written()
    await call.key(linka.vault.keyed(josef.login))
    await call.silence(1.0)
    await call.key(linka.vault.keyed(josef.pin[:5]))
    await asyncio.sleep(1.5)
    during = linka.vault.written() - before
    await call.hang_up()

    assert not linka.vault.told(during)
    assert not linka.vault.leaks()


async def _both(linka: Linka, about: str) -> list[dict[str, Any]]:
    async with asyncio.timeout(15):
        while True:
            rows = linka.rows(
                "SELECT * FROM messages WHERE about = ? AND sent_at IS NOT NULL", about
            )
            if len(rows) == 2:
                return rows
            await asyncio.sleep(0.1)
