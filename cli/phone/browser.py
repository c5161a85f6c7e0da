"""Operators at their browsers: a real Chromium whose microphone says a steady tone.

Next to the telephone exchange it is the other end of a call. Needs Playwright, which is set up for
tests and benchmarks only, and the system's Chromium.
"""

from __future__ import annotations

import asyncio
import base64
import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from playwright.async_api import Browser as Chromium
from playwright.async_api import BrowserContext, Page, async_playwright

from cli.errors import CommandError
from cli.phone.tones import Samples, write_tone

EARS = Path(__file__).parent / "ears.js"
VOICE = 700
"""Hertz that an operator's microphone says."""
PATIENCE = 20.0
"""Seconds that a page may take, on a machine that has much else to do."""
SWITCHES = (
    "--no-sandbox",  # tests may run as root, in a container
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",  # nobody is there to permit the microphone
    "--autoplay-policy=no-user-gesture-required",
)
NETWORK = "--utility-sub-type=network.mojom.NetworkService"
"""The process of Chromium through which all goes that leaves it: pages, events, SIP and speech."""


class NoBrowser(CommandError):
    """Chromium is not there; the message says how to get it."""


@dataclass
class Ears:
    """What an operator has heard: 16-bit samples at 8 kHz, each with the moment it arrived.

    Moments are seconds of the event loop's clock.
    """

    _pieces: list[tuple[float, Samples]] = field(default_factory=list)

    def take(self, piece: str) -> None:
        """What `ears.js` hands over."""
        samples = np.frombuffer(base64.b64decode(piece), dtype="<i2")
        self._pieces.append((asyncio.get_running_loop().time(), samples))

    def since(self, moment: float = 0.0) -> Samples:
        """All that arrived after a moment."""
        found = [samples for at, samples in self._pieces if at > moment]
        return np.concatenate(found) if found else np.zeros(0, np.int16)


@dataclass
class Phone:
    """What the telephone in a page has said of itself: each state with when it began."""

    states: list[tuple[float, str]] = field(default_factory=list)

    def take(self, state: str) -> None:
        """What `ears.js` tells."""
        self.states.append((asyncio.get_running_loop().time(), state))

    def was(self, state: str, since: float = 0.0) -> bool:
        """Whether it has come into this state after a moment."""
        return any(at > since and name == state for at, name in self.states)


@dataclass
class Browser:
    """A Chromium with a microphone of its own. Each context in it is another operator's."""

    chromium: Chromium
    mark: str

    @asynccontextmanager
    async def unplugged(self) -> AsyncIterator[None]:
        """Cut it off the network, as a pulled cable does: nothing arrives and nothing is closed."""
        network = self._network()
        network.suspend()
        try:
            yield
        finally:
            with suppress(psutil.NoSuchProcess):
                network.resume()

    def _network(self) -> psutil.Process:
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if self.mark not in process.cmdline():
                    continue
                for child in process.children(recursive=True):
                    if NETWORK in child.cmdline():
                        return child
        raise ProcessLookupError("Chromium's network service")

    async def context(
        self, *, width: int = 1280, **options: Any
    ) -> tuple[BrowserContext, Ears, Phone]:
        """A fresh profile: cookies, connections and ears of its own."""
        context = await self.chromium.new_context(
            viewport={"width": width, "height": 900}, locale="cs-CZ", **options
        )
        ears, phone = Ears(), Phone()
        await context.expose_function("linkaHears", ears.take)
        await context.expose_function("linkaPhoneIs", phone.take)
        await context.add_init_script(path=EARS)
        return context, ears, phone


@asynccontextmanager
async def open_browser(folder: Path, hertz: int = VOICE) -> AsyncIterator[Browser]:
    """A Chromium whose microphone says that tone, as long as the block lasts.

    Args:
        folder: for the microphone's file.
        hertz: the tone.

    Raises:
        NoBrowser: there is no Chromium on this machine.
    """
    program = shutil.which("chromium")
    if program is None:
        raise NoBrowser("Chromium is missing. Install it: apt-get install chromium")
    voice = await asyncio.to_thread(write_tone, folder / f"voice-{hertz}.wav", hertz)
    mark = f"--linka-mark={secrets.token_hex(8)}"
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=program,
            args=[*SWITCHES, f"--use-file-for-fake-audio-capture={voice}", mark],
        )
        try:
            yield Browser(chromium, mark)
        finally:
            await chromium.close()


@dataclass
class Operator:
    """Somebody at a desk."""

    url: str
    context: BrowserContext
    page: Page
    ears: Ears
    phone: Phone

    @classmethod
    async def arrive(cls, browser: Browser, url: str, *, width: int = 1280) -> Operator:
        """At a fresh profile, in front of the log-in."""
        context, ears, phone = await browser.context(width=width)
        page = await context.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        return cls(url, context, page, ears, phone)

    async def log_in(self, username: str, password: str) -> None:
        """As one of the staff; in Czech, as a fresh profile is."""
        await self.page.goto(f"{self.url}/log-in")
        await self.page.get_by_label("Uživatelské jméno").fill(username)
        await self.page.get_by_label("Heslo").fill(password)
        await self.page.get_by_role("button", name="Přihlásit se").click()
        await self.page.wait_for_url(lambda where: "/log-in" not in where)

    async def phone_is(self, *states: str, within: float = PATIENCE) -> None:
        """Wait until the telephone of the page is in one of these states."""
        wanted = ", ".join(f"body[data-phone={state}]" for state in states)
        await self.page.wait_for_selector(wanted, state="attached", timeout=within * 1000)

    async def choose(self, state: str) -> None:
        """Be `available`, `break:lunch`, `offline`; in a talk it is for afterwards."""
        await self.page.click(f"button[name=choice][value='{state}']")

    async def answer(self) -> None:
        """Take the caller who rings, once the telephone can be picked up."""
        await self.page.click("[data-phone=answer]:enabled")
        await self.phone_is("talking")

    async def hang_up(self) -> None:
        """End the talk."""
        await self.page.click("[formaction='/desk/talk/hang-up']")

    async def leave(self) -> None:
        """Close the browser's window, without a word to anybody."""
        await self.context.close()
