"""A clerk looks after a topic: what cannot be spoken is refused at its place, the rest is kept."""

from playwright.async_api import expect

from booking.api import Backend
from tests.support.console import CLERK, Worker


async def test_a_clerk_corrects_a_topic_and_confirms_the_check(
    worker: Worker, backend: Backend
) -> None:
    page = worker.page
    await worker.log_in(CLERK)
    await worker.go("/topics")
    await page.locator("#topic-passport").click()
    fee = page.locator('[id="fee.spoken.cs"]')
    await fee.fill("Poplatek je 700 Kč.")
    await page.get_by_role("button", name="Uložit a potvrdit kontrolu").click()
    await worker.reads("Na 13. místě je číslice 7")
    await expect(fee).to_have_attribute("aria-invalid", "true")
    assert await worker.faults() == []

    await fee.fill("Poplatek je sedm set korun.")
    await page.get_by_role("button", name="Uložit a potvrdit kontrolu").click()
    await worker.reads("Změna je uložena")
    await worker.reads("Čeká na namluvení")
    sheet = await backend.topic_editing.sheet("passport")
    assert sheet.line.waits
    assert sheet.line.topic.valid_to is not None

    await page.get_by_role("button", name="Vrátit ke znění 1").click()
    await worker.reads("Platí zase starší znění")
    assert (await backend.topic_editing.sheet("passport")).line.topic == sheet.told
