"""Somebody waits, hears of a slot by SMS, rings and takes it."""

from booking.api import Backend, Contact, Database, Hashing, Language, WaitChannel, Wants
from cli import context
from tests.support.linka import Linka, Telephones

WAITING = "777654398"
"""A number that no citizen of Lípov has, and that no other test rings from."""


async def put_on_the_list(linka: Linka, phone: str) -> None:
    here = context.find(linka.data)
    database = Database(here.database_url, here.clock)
    try:
        await Backend(database, here.clock, Hashing()).waitlist.join(
            Wants("citizenship.consultation"),
            contact=Contact(phone),
            language=Language.CS,
            channel=WaitChannel.SMS,
            by="test",
        )
    finally:
        database.close()


async def test_who_is_offered_a_slot_hears_it_first_and_takes_it_with_one_key(
    linka: Linka, phones: Telephones
) -> None:
    phone = f"+420{WAITING}"
    await put_on_the_list(linka, phone)
    (sms,) = await linka.until(
        "SELECT * FROM messages WHERE template = 'slot_offered' AND sent_at IS NOT NULL"
        " AND recipient = ?",
        phone,
    )
    (offer,) = linka.rows("SELECT * FROM waitlist_offers WHERE state = 'open'")
    assert offer["code"] in sms["text"]
    assert linka.ready["number"] in sms["text"]

    conversation = await phones.ring("1", caller=WAITING)

    assert conversation.ended_by == "town"
    said = [line.text for line in conversation.lines if line.who == "linka"]
    assert "Nabízíme vám volný termín" in said[0]
    assert "Pro přijetí stiskněte jedničku" in " ".join(said[:2])
    assert said[-1].startswith("Termín je objednán.")
    (visit,) = linka.rows("SELECT * FROM visits WHERE phone = ?", phone)
    assert visit["start"] == offer["start"]
    assert '"waiting"' not in linka.run("waitlist", "--json")
