"""The caller's panel without a browser: what it shows, and its forms as its script sends them."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx

from booking.api import Backend, Database, Language, SetClock, unhandled
from ivr.routing.api import Asking
from operator_console.caller.state import State
from tests.support.routing import House

CALL = "call-1"
NEW = "passport.new"
PATH = "/desk/work"
KNOWN = "+420777000321"
"""The number of one citizen of the demo, Marie Dvořáková."""


async def arrive(database: Database, clock: SetClock, **brought: object) -> None:
    """A caller asks for a person."""
    given = {"language": Language.CS, "caller": KNOWN, "service": "passport", **brought}
    asked = Asking(CALL, **given)  # type: ignore[arg-type]  # the test names fields
    await House.on(database, clock).requests.ask(asked)


@dataclass
class Panel:
    """What an operator sees after each step."""

    client: httpx.AsyncClient
    home: str
    text: str = ""
    state: State = field(default_factory=State)
    status: int = 0

    @property
    def plain(self) -> str:
        """Without tags, and with ordinary spaces."""
        without = html.unescape(re.sub(r"<[^>]+>", " ", self.text))
        return " ".join(without.replace("\N{NO-BREAK SPACE}", " ").split())

    async def open(self, **state: str) -> Panel:
        """Show it as the desk's page does."""
        address = State(**{"call": CALL, **state}).link
        return self._seen(await self.client.get(address, headers=self._headers))

    async def does(self, path: str, *, key: str = "k", **fields: str | list[str]) -> Panel:
        """Send a form of what is shown."""
        given = {"form_token": self._token, "command_key": key, "state": self.state.query}
        answer = await self.client.post(
            f"{PATH}/{path}",
            data={**given, **fields},
            headers={"Origin": self.home, **self._headers},
        )
        return self._seen(answer)

    def slots(self) -> list[str]:
        """The times that can be kept, as forms name them; the nearest comes first."""
        return [html.unescape(one) for one in re.findall(r'name="slot" value="([^"]+)"', self.text)]

    @property
    def _headers(self) -> dict[str, str]:
        return {"HX-Request": "true", "HX-Current-URL": f"{self.home}/desk?call={CALL}"}

    @property
    def _token(self) -> str:
        found = re.search(r'name="form_token" value="(\w+)"', self.text)
        return found[1] if found else ""

    def _seen(self, answer: httpx.Response) -> Panel:
        self.status, self.text = answer.status_code, answer.text
        address = urlsplit(answer.headers.get("hx-replace-url", ""))
        assert address.path in ("/desk", "")
        self.state = State.read(address.query)
        return self


async def marie(backend: Backend) -> int:
    [citizen] = await backend.citizens.by_phone(KNOWN)
    return citizen.id


async def events(backend: Backend, kind: type[object]) -> list[object]:
    found = await backend.database.read(lambda tx: unhandled(tx.connection, 100))
    return [one.event for one in found if isinstance(one.event, kind)]


async def booked(panel: Panel, **fields: str) -> Panel:
    """Book the first free time for the number of the call."""
    await panel.open(tab="book", service="passport")
    await panel.does("hold", slot=panel.slots()[0])
    return await panel.does("book", **{"phone": "777 000 321", **fields})
