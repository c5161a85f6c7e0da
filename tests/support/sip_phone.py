"""An operator's telephone without a browser: real SIP at the telephone exchange, led by a test."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from cli.phone.exchange import ExchangePorts
from cli.phone.recordings import read_recording
from cli.phone.tones import Samples
from ivr.ari import Address, Ari, events
from ivr.ari.errors import NotFound, RequestFailed
from ivr.ari.models import Channel
from tests.support.house import House

BROWSERS_ONLY = (
    "webrtc",
    "use_avpf",
    "media_encryption",
    "ice_support",
    "rtcp_mux",
    "bundle",
    "media_use_received_transport",
    "dtls_auto_generate_cert",
)
SETTLES_SECONDS = 0.5
"""After this nobody makes a browser's telephone of it again."""

BUSY, DECLINED, NO_ANSWER = 17, 21, 18
"""Q.850 causes by which the telephone ends a ring: 486, 403 and 408 in SIP."""


@dataclass
class Rung:
    """A call that rings at the telephone, or was taken there."""

    ari: Ari
    recordings: Path
    channel: Channel
    over: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def _ear(self) -> str:
        return f"{self.channel.id}-ear"

    async def header(self, name: str) -> str:
        """A header of the INVITE; empty where it has none."""
        with suppress(RequestFailed):
            return await self.ari.channels.variable(self.channel.id, f"PJSIP_HEADER(read,{name})")
        return ""

    async def answer(self) -> None:
        """Pick up; what is heard is recorded from then on."""
        channel = self.channel.id
        await self.ari.channels.answer(channel)
        with self.ari.listen(self._ear) as ear:
            await self.ari.channels.snoop(channel, self._ear, spy="in")
            async with asyncio.timeout(3):
                await ear.first(events.StasisStart)
        await self.ari.channels.record(self._ear, channel, file_format="sln")

    async def say(self, tone: int, seconds: float = 1.0) -> None:
        """Say a tone. Asterisk hears nothing on a line on which it says one."""
        mouth = f"{self.channel.id}-mouth"
        await self.ari.channels.play(self.channel.id, [f"tone:{tone}"], mouth)
        await asyncio.sleep(seconds)
        await self.ari.playbacks.stop(mouth)

    async def end(self, cause: int = 16) -> None:
        """Hang up, or decline what rings."""
        with suppress(NotFound):
            await self.ari.channels.hang_up(self.channel.id, cause)

    async def heard(self) -> Samples:
        """All that was heard until now; then nothing is recorded any more."""
        with suppress(NotFound):
            await self.ari.channels.hang_up(self._ear)
        await asyncio.sleep(0.3)
        return read_recording(self.recordings / f"{self.channel.id}.sln")

    async def ended(self, within: float = 5.0) -> None:
        """Wait until the other side ends it, too."""
        async with asyncio.timeout(within):
            await self.over.wait()


@dataclass
class SipPhone:
    """One telephone; an operator plugs it in."""

    ari: Ari
    place: str
    recordings: Path
    incoming: asyncio.Queue[Rung] = field(default_factory=asyncio.Queue)

    @property
    def endpoint(self) -> str:
        """Its name towards the town's Asterisk."""
        return f"phone-{self.ari.application}"

    async def plug_in(self, house: House, username: str) -> None:
        """Make it an operator's, as a page does by registering."""
        aor = {"contact": f"sip:{self.ari.application}@{self.place}"}
        endpoint = {
            "aors": self.endpoint,
            "context": "operators",
            "transport": "udp",
            **dict.fromkeys(BROWSERS_ONLY, "no"),
            "allow": "!all,alaw",
            "direct_media": "no",
            "bind_rtp_to_media_address": "yes",
            "media_address": "127.0.0.1",
        }
        house.rows.change(
            "INSERT INTO softphones (username, session, endpoint, password, generation, expires_at)"  # noqa: S608  names made here
            f" VALUES ('{username}', 'test', '{self.endpoint}', '-', 1, '2099-01-01 00:00:00')"
        )
        # a browser's telephone is made of it, and this one put in its place
        await house.until("SELECT count(*) FROM softphones WHERE pushed_at IS NULL")
        async with Ari(house.stack.address, f"plug-{secrets.token_hex(4)}") as town:
            await asyncio.sleep(SETTLES_SECONDS)
            await town.configuration.put("aor", self.endpoint, aor)
            await town.configuration.put("endpoint", self.endpoint, endpoint)

    async def begin(self, house: House) -> None:
        """A page begins anew, without the call that was on."""
        house.rows.change(
            f"UPDATE softphones SET generation = generation + 1 WHERE endpoint = '{self.endpoint}'"  # noqa: S608  ours
        )

    async def rings(self, within: float = 5.0) -> Rung:
        """The next call."""
        async with asyncio.timeout(within):
            return await self.incoming.get()

    async def _work(self) -> None:
        rung: dict[str, Rung] = {}
        while True:
            event = await self.ari.arrivals.get()
            if isinstance(event, events.StasisStart) and not event.channel.id.endswith("-ear"):
                one = Rung(self.ari, self.recordings, event.channel)
                rung[event.channel.id] = one
                await self.ari.channels.ring(event.channel.id)
                self.incoming.put_nowait(one)
            elif isinstance(event, events.StasisEnd) and event.channel.id in rung:
                rung[event.channel.id].over.set()


@asynccontextmanager
async def sip_phone(folder: Path, ports: ExchangePorts) -> AsyncIterator[SipPhone]:
    """A telephone at the exchange that runs on this folder."""
    address = Address(f"http://127.0.0.1:{ports.http}", "linka", (folder / "password").read_text())
    async with Ari(address, f"desk-{secrets.token_hex(6)}") as ari:
        phone = SipPhone(ari, f"127.0.0.1:{ports.sip}", folder / "spool" / "recording")
        working = asyncio.create_task(phone._work())
        yield phone
        working.cancel()
