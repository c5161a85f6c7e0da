"""The visits of a day, on the screen and on paper."""

from playwright.async_api import expect

from booking.api import Backend, Contact, Language, Visit
from tests.support.console import CLERK, Worker

TUESDAY = "2026-11-24"


async def book(backend: Backend, count: int) -> list[Visit]:
    made = []
    for number in range(count):
        hold = await backend.visits.hold_nearest("passport.new", owner=f"caller-{number}")
        assert hold is not None
        made.append(
            await backend.visits.confirm(
                hold.id,
                contact=Contact(phone="+420777123456"),
                language=Language.CS,
                citizen_id=1 if number == 0 else None,
            )
        )
    return made


async def test_a_day_is_listed_counter_by_counter(worker: Worker, backend: Backend) -> None:
    visits = await book(backend, 4)
    await worker.log_in(CLERK)
    await worker.go(f"/visits?day={TUESDAY}")
    await worker.reads("4 návštěvy")
    lists = worker.page.locator(".sheet")
    counters = {visit.counter for visit in visits}
    await expect(lists).to_have_count(len(counters))
    for visit in visits:
        row = worker.page.locator(f"#visit-{visit.id}")
        await expect(row).to_contain_text(f"{visit.start.hour}:{visit.start.minute:02d}–")
        await expect(row).to_contain_text(visit.code[:3])


async def test_a_visit_that_is_booked_appears_by_itself(worker: Worker, backend: Backend) -> None:
    await worker.log_in(CLERK)
    await worker.go(f"/visits?day={TUESDAY}")
    await worker.reads("Na tento den se nikdo neobjednal.")
    await book(backend, 1)
    await worker.reads("1 návštěva")


async def test_on_paper_each_counter_has_a_sheet_with_nothing_else_on_it(
    worker: Worker, backend: Backend
) -> None:
    visits = await book(backend, 4)
    await worker.log_in(CLERK)
    await worker.go(f"/visits?day={TUESDAY}")
    await worker.page.emulate_media(media="print")
    await expect(worker.page.get_by_role("navigation")).to_be_hidden()
    await expect(worker.page.get_by_role("button", name="Vytisknout")).to_be_hidden()
    await expect(worker.page.locator(".on-paper").first).to_be_visible()
    # as narrow as a sheet of A4, and still a table
    await worker.page.set_viewport_size({"width": 680, "height": 960})
    tops = (
        await worker.page.locator(".sheet tbody tr")
        .first.locator("th, td")
        .evaluate_all("cells => cells.map((cell) => Math.round(cell.getBoundingClientRect().top))")
    )
    assert len(set(tops)) == 1
    paper = await worker.page.pdf(prefer_css_page_size=True)
    assert paper.count(b"/Type /Page\n") == len({visit.counter for visit in visits})


async def test_every_list_that_was_opened_stands_in_the_audit(
    worker: Worker, backend: Backend
) -> None:
    await worker.log_in(CLERK)
    await worker.go(f"/visits?day={TUESDAY}")
    await worker.reads("Na tento den se nikdo neobjednal.")
    looks = [one for one in await backend.audit.recent(who=CLERK) if one.did == "looked"]
    assert f"visits:{TUESDAY}" in {one.about for one in looks}
