"""A telephone exchange: places real calls to the town's number, and takes the town's, as citizens
would.

A second Asterisk from the same root, on ports of its own.
"""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from cli.asterisk.render import render, write
from cli.asterisk.root import Root
from cli.asterisk.run import Asterisk
from cli.asterisk.town import CHECKOUT
from cli.config import Config, Ports
from cli.phone.call import PhoneCall
from cli.phone.telephone import Telephone
from cli.phone.users import Users
from ivr.ari import Address, Ari
from ivr.ari.events import StasisStart
from ivr.ari.models import Channel

Keys = Literal["rfc4733", "info", "inband"]


@dataclass(frozen=True)
class ExchangePorts:
    sip: int = 5070
    http: int = 8089
    rtp_first: int = 20000
    rtp_last: int = 21999

    @classmethod
    def beside(cls, ports: Ports) -> Self:
        """So far from the usual ones as the town's are: two Linkas have two exchanges."""
        by = ports.sip - Ports().sip
        own = cls()
        return cls(own.sip + by, own.http + by, own.rtp_first + 20 * by, own.rtp_last + 20 * by)


@dataclass(frozen=True)
class _Values:
    """What the shared templates ask of a town."""

    language: str = "en"
    most_calls: int = 2000
    """The network has room for more callers than any town."""


@dataclass
class Exchange:
    """Use as `async with`. Takes the exchange that runs on this folder, or starts one.

    Several processes may share it; the last to leave stops it, unless `keep` is set. `town` is
    where the town's Asterisk waits for calls, host and port.
    """

    folder: Path
    root: Root
    ports: ExchangePorts = field(default_factory=ExchangePorts)
    town: str = "127.0.0.1:5060"
    keep: bool = False

    def __post_init__(self) -> None:
        self._asterisk = Asterisk(self.root, self.folder, [])
        self._calls: set[PhoneCall] = set()
        self._telephones: dict[str, Telephone] = {}
        self._users = Users(self.folder)

    @classmethod
    def beside(cls, data: Path, config: Config, root: Root, *, keep: bool = False) -> Self:
        """The exchange for the Linka of a data folder."""
        town = f"{config.sip_address}:{config.ports.sip}"
        return cls(data / "exchange", root, ExchangePorts.beside(config.ports), town, keep)

    async def __aenter__(self) -> Self:
        password = await asyncio.to_thread(self._join)
        # each user of the exchange is an application of its own: they do not replace one another
        address = Address(f"http://127.0.0.1:{self.ports.http}", "linka", password)
        self._ari = Ari(address, f"phone-{secrets.token_hex(6)}")
        await self._ari.__aenter__()
        self._sweeping = asyncio.create_task(self._sweep(), name="exchange")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number in self._telephones:
            await self._ari.server.set_variable(f"TAKES_{number}", "")
        await asyncio.gather(*(call.hang_up() for call in list(self._calls)))
        self._sweeping.cancel()
        await self._ari.__aexit__(kind, error, trace)
        await asyncio.to_thread(self._leave)

    async def ring(
        self,
        number: str,
        *,
        caller: str | None = None,
        keys: Keys = "rfc4733",
        seconds: int = 60,
    ) -> PhoneCall:
        """Ring the town; returns as soon as the call is under way.

        `caller` is the number that the town sees, None hides it. `keys` is how keys go over the
        line. Nobody answering within `seconds` ends the call.
        """
        call = self._call()
        await call.place(
            f"PJSIP/town-{keys}/sip:{number}@{self.town}", caller=caller, seconds=seconds
        )
        return call

    async def telephone(self, number: str) -> Telephone:
        """A citizen's telephone, which the town can ring as long as this connection lasts.

        `number` is in E.164. Only calls to telephones that were asked for get through.
        """
        made = Telephone(number)
        self._telephones[made.digits] = made
        await self._ari.server.set_variable(f"TAKES_{made.digits}", self._ari.application)
        return made

    async def header(self, call: PhoneCall, name: str) -> str:
        """A header of the INVITE by which the town rings."""
        return await self._ari.channels.variable(call.id, f"PJSIP_HEADER(read,{name})")

    def _call(self, channel: Channel | None = None) -> PhoneCall:
        call = PhoneCall(self._ari, self.folder / "spool" / "recording", channel)
        self._calls.add(call)
        call.on_end(lambda: self._calls.discard(call))
        return call

    def _join(self) -> str:
        for name in ("etc", "spool/recording"):
            (self.folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._users.alone():
            self._users.join()
            password = self._configure()
            self._asterisk.start()
        return password

    def _leave(self) -> None:
        with self._users.alone():
            if self._users.leave() and not self.keep:
                self._asterisk.stop()

    def _configure(self) -> str:
        kept = self.folder / "password"
        if not kept.exists():
            write(kept, secrets.token_urlsafe(24))
        password = kept.read_text()
        values: Mapping[str, object] = {
            "town": _Values(),
            "ports": self.ports,
            "secrets": {"ari": password},
            "modules": str(self.root.modules),
        }
        templates = [CHECKOUT / "cli" / "phone" / "exchange-conf", CHECKOUT / "asterisk-conf"]
        render(templates, values, self.folder / "etc")
        return password

    async def _sweep(self) -> None:
        """Take what the town rings; throw away the events of calls that have ended."""
        while True:
            event = await self._ari.arrivals.get()
            if isinstance(event, StasisStart) and event.args:
                telephone = self._telephones.get(event.args[0])
                if telephone is not None:
                    call = self._call(event.channel)
                    await call.take()
                    telephone.rung(call)
