"""Another mobile number, on a real line: keyed, heard back, proven by the code of the SMS."""

from __future__ import annotations

from booking.proofs.rules import code_of
from tests.support.house import House

NEW = "+420602123456"


async def test_a_verified_caller_changes_the_number_and_no_digit_of_the_code_is_kept(
    house: House,
) -> None:
    call = await house.ring()
    await house.hurry(call, "44")
    await house.answer(call, "47201533", "836104", "1", NEW[-9:], "1")
    await call.sound()
    [(number, seed)] = house.rows.all("SELECT id, seed FROM contact_proofs")
    code = code_of(seed, number, NEW).reveal()
    await house.answer(call, code)
    await house.until("SELECT count(*) FROM contact_proofs WHERE proven_at IS NULL")
    await call.sound()
    await call.hang_up()
    assert house.rows.all("SELECT phone, phone_verified FROM citizens WHERE id = 1") == [(NEW, 1)]
    said = house.said(call)
    assert "Ověřeno." in said
    assert "Až přijde, zadejte šest číslic kódu." in said
    assert code not in "\n".join(map(str, house.rows.all("SELECT * FROM call_journal")))
    events = house.rows.all("SELECT body FROM events")
    assert code not in "\n".join(body for (body,) in events)
