"""The operator books for the caller while they talk."""

import re

from playwright.async_api import expect

from tests.support.browser_operator import Caller, Floor, sound_goes_both_ways
from tests.support.linka import Linka, Telephones

NOVAKOVA = "novakova"


async def test_the_operator_books_a_passport_visit_and_the_caller_gets_the_sms(
    linka: Linka, phones: Telephones, floor: Floor
) -> None:
    operator = await floor.seat(NOVAKOVA)
    caller = Caller(phones, "777430001")
    await caller.ask("1110")
    await operator.phone_is("ringing")
    await operator.answer()
    panel = operator.page.locator("#work")
    await panel.locator("#tab-book").click()
    await expect(panel.locator("#work-service")).to_have_value("passport")
    await expect(panel.locator("#work-activity")).to_have_value("passport.new")
    await panel.locator("button[name=slot]").first.click()
    await expect(panel.locator("#work-phone")).to_have_value(re.compile(r"777\s430\s001"))
    await panel.locator("#work-name").fill("Jarmila Vránová")
    await panel.locator("#book-form button").first.click()
    code = (await panel.locator(".code").inner_text()).replace("\N{NO-BREAK SPACE}", " ")
    await sound_goes_both_ways(caller, operator)
    await operator.hang_up()
    await caller.call.ended(within=5)
    await operator.page.click("button[name=result][value=booked]")

    [visit] = linka.rows("SELECT * FROM visits WHERE phone = '+420777430001'")
    assert visit["code"] == "".join(digit for digit in code if digit.isdigit())
    assert (visit["activity"], visit["state"]) == ("passport.new", "booked")
    [sms] = await linka.until(
        "SELECT * FROM messages WHERE channel = 'sms' AND sent_at IS NOT NULL AND about = ?",
        f"visit:{visit['id']}",
    )
    assert visit["code"] in sms["text"]
    arrived = [one["recipient"] for one in linka.messages() if visit["code"] in one["text"]]
    assert arrived == ["+420777430001"]
    assert (await caller.request("done"))["result"] == "booked"


async def test_what_the_operator_had_begun_stands_there_after_a_reload(
    phones: Telephones, floor: Floor
) -> None:
    operator = await floor.seat(NOVAKOVA)
    caller = Caller(phones, "777430002")
    await caller.ask("1110")
    await operator.phone_is("ringing")
    await operator.answer()
    panel = operator.page.locator("#work")
    await panel.locator("#tab-book").click()
    await panel.locator("button[name=slot]").first.click()
    kept = await panel.locator(".kept-when").inner_text()
    await operator.page.reload()
    await expect(panel.locator(".kept-when")).to_have_text(kept)
    await operator.phone_is("talking")
    await sound_goes_both_ways(caller, operator)
