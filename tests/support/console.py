"""The staff at their pages: a real Chromium, and the demo town's accounts."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, Page, Playwright, expect

from booking.api import demo_accounts
from operator_console.pages import DIST
from tests.support.databases import LIPOV

PASSWORDS = {one.username: one.password for one in demo_accounts(LIPOV).staff}
OPERATOR, CLERK, SUPERVISOR = "novakova", "vesely", "kralova"
ADMINISTRATOR, AUDITOR = "spravce", "poverenec"

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


async def start(playwright: Playwright) -> Browser:
    """The browser of the system; the pages must have been bundled."""
    assert (DIST / "console.js").exists(), "./linka test bundles the pages first"
    return await playwright.chromium.launch(
        executable_path=shutil.which("chromium"),
        args=["--no-sandbox"],  # tests may run as root, in a container
    )


@dataclass
class Worker:
    """Somebody of the staff at a browser."""

    url: str
    context: BrowserContext
    page: Page

    @classmethod
    async def arrive(cls, browser: Browser, url: str, width: int = 1280) -> Worker:
        """At a fresh browser, in front of the log-in."""
        context = await browser.new_context(
            viewport={"width": width, "height": 900}, locale="cs-CZ"
        )
        page = await context.new_page()
        page.set_default_timeout(30_000)
        return cls(url, context, page)

    async def log_in(self, username: str, password: str | None = None) -> None:
        """As one of the demo's staff."""
        if "/log-in" not in self.page.url:
            await self.page.goto(f"{self.url}/log-in")
        await self.page.get_by_label("Uživatelské jméno").fill(username)
        await self.page.get_by_label("Heslo").fill(password or PASSWORDS[username])
        await self.page.get_by_role("button", name="Přihlásit se").click()

    async def go(self, path: str) -> None:
        """Open a page; its live part, if any, is connected then."""
        await self.page.goto(f"{self.url}{path}")

    async def reads(self, text: str) -> None:
        """Wait until the page shows this."""
        await expect(self.page.get_by_text(text).first).to_be_visible()

    async def faults(self) -> list[str]:
        """What axe-core finds on the page, and whether it is wider than the screen."""
        await self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = await self.page.evaluate(
            """async (rules) => {
                const result = await axe.run(document, { runOnly: rules });
                return result.violations.map((one) =>
                    `${one.id}: ${one.nodes.map((node) => node.html).join(" ")}`);
            }""",
            RULES,
        )
        wide = await self.page.evaluate("document.documentElement.scrollWidth > innerWidth")
        return [*found, *(["wider than the screen"] if wide else [])]
