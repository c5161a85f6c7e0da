"""Who gets in, and where."""

import re
from datetime import timedelta

import pytest
from playwright.async_api import expect

from booking.api import Backend, SetClock
from tests.support.console import (
    ADMINISTRATOR,
    AUDITOR,
    CLERK,
    OPERATOR,
    PASSWORDS,
    SUPERVISOR,
    Worker,
)


@pytest.mark.parametrize(
    ("username", "room"),
    [
        (OPERATOR, "/desk"),
        (CLERK, "/clerk/applications"),
        (SUPERVISOR, "/supervisor"),
        (ADMINISTRATOR, "/admin"),
        (AUDITOR, "/audit"),
    ],
)
async def test_everybody_begins_in_the_room_of_their_work(
    worker: Worker, username: str, room: str
) -> None:
    await worker.log_in(username)
    await worker.page.wait_for_url(f"**{room}")


async def test_wrong_passwords_are_counted_and_lock_the_username(worker: Worker) -> None:
    await worker.log_in(CLERK, "not the password")
    await worker.reads("Máte ještě 2 pokusy.")
    await worker.log_in(CLERK, "not the password")
    await worker.reads("Máte poslední pokus")
    await worker.log_in(CLERK, "not the password")
    await worker.reads("Přihlášení je zablokováno na 30 minut.")
    await worker.log_in(CLERK)
    await worker.reads("Přihlášení je zablokováno na 30 minut.")


async def test_an_unknown_username_is_answered_like_a_wrong_password(worker: Worker) -> None:
    await worker.log_in("nobody", "not the password")
    await worker.reads("Jméno nebo heslo nesouhlasí. Máte ještě 2 pokusy.")


async def test_a_session_that_is_over_leads_back_to_the_same_page(
    worker: Worker, clock: SetClock
) -> None:
    await worker.log_in(CLERK)
    await worker.page.wait_for_url("**/clerk/applications")
    clock.advance(timedelta(hours=1))
    await worker.go("/clerk/applications/1")
    await worker.reads("Přihlášení skončilo.")
    await worker.log_in(CLERK)
    await worker.page.wait_for_url("**/clerk/applications/1")


async def test_an_open_page_goes_to_the_log_in_when_its_session_is_over(
    worker: Worker, clock: SetClock
) -> None:
    await worker.log_in(OPERATOR)
    await worker.page.wait_for_url("**/desk")
    clock.advance(timedelta(hours=1))
    await worker.reads("Přihlášení skončilo.")


async def test_after_the_log_out_the_cookie_opens_nothing(worker: Worker) -> None:
    await worker.log_in(CLERK)
    await worker.page.wait_for_url("**/clerk/applications")
    cookies = await worker.context.cookies()
    await worker.page.get_by_role("button", name="Odhlásit se").click()
    await worker.page.wait_for_url("**/log-in")
    await worker.context.add_cookies(
        [{"name": c["name"], "value": c["value"], "url": worker.url} for c in cookies]
    )
    await worker.go("/clerk/applications")
    await worker.reads("Přihlášení skončilo.")


async def test_the_session_cookie_is_hidden_from_scripts_and_other_sites(worker: Worker) -> None:
    await worker.log_in(CLERK)
    await worker.page.wait_for_url("**/clerk/applications")
    cookie = next(c for c in await worker.context.cookies() if c["name"] == "linka_session")
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")


async def test_a_command_without_the_form_of_the_session_changes_nothing(
    worker: Worker, backend: Backend
) -> None:
    await worker.log_in(CLERK)
    await worker.page.wait_for_url("**/clerk/applications")
    before = await backend.ready_dates.of("passport")
    answer = await worker.context.request.post(
        f"{worker.url}/clerk/ready-dates/passport",
        form={"day": "2026-11-20", "command_key": "k", "form_token": "guessed"},
        headers={"Origin": worker.url},
    )
    assert answer.status == 403
    assert "Formulář nepochází z této stránky" in await answer.text()
    assert await backend.ready_dates.of("passport") == before


async def test_a_command_from_another_site_changes_nothing(worker: Worker) -> None:
    answer = await worker.context.request.post(
        f"{worker.url}/log-in",
        form={"username": CLERK, "password": PASSWORDS[CLERK]},
        headers={"Origin": "https://elsewhere.example"},
    )
    assert answer.status == 403


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example/"])
async def test_the_log_in_never_leads_to_another_site(worker: Worker, elsewhere: str) -> None:
    await worker.go(f"/log-in?to={elsewhere}")
    await worker.log_in(CLERK)
    await worker.page.wait_for_url(re.compile(f"^{re.escape(worker.url)}/"))
    await expect(worker.page.get_by_role("heading", name="Žádosti")).to_be_visible()


async def test_the_pages_speak_english_when_asked(worker: Worker) -> None:
    await worker.log_in(CLERK)
    await worker.page.get_by_role("button", name="English").click()
    await expect(worker.page.get_by_role("heading", name="Applications")).to_be_visible()
    assert await worker.page.get_attribute("html", "lang") == "en"
