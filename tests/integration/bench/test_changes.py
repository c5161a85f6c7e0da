"""A real caller comes up on a page and goes, and both are timed."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from cli.asterisk.settings import Settings
from cli.bench.console import events
from cli.bench.delays import delays
from cli.bench.pages import bare_pages
from cli.phone.browser import open_browser
from cli.phone.exchange import Exchange
from ivr.ari import Ari
from tests.support.desk import Desk
from tests.support.telephony import Stack


@dataclass
class Town:
    settings: Settings

    def events(self, application: str) -> str:
        place = f"127.0.0.1:{self.settings.ports.http}/ari/events"
        return f"ws://{place}?app={application}&api_key=linka:{self.settings.secrets.ari}"


async def test_each_open_page_shows_a_caller_who_waits_and_goes(
    stack: Stack, exchange: Exchange, tmp_path: Path
) -> None:
    async with (
        Ari(stack.address, "linka") as ari,
        open_browser(tmp_path) as browser,
        events(Town(stack.settings)) as told,
        bare_pages(browser, f"http://127.0.0.1:{told.port}", 2) as pages,
    ):
        served = await Desk(ari, exchange).serve("777600042")
        await served.phone.key("0")
        await asyncio.sleep(1.0)
        await served.phone.hang_up()
        await asyncio.sleep(1.0)
        assert [(one.ending, one.change) for one in told.events] == [
            ("042", "waits"),
            ("042", "gone"),
        ]
        found, missing = delays(told.events, await pages.changes())
    assert missing == 0
    assert len(found) == 4
    assert all(delay < 1000 for delay in found)
