"""The web application on a real port, over a real Lípov on both databases."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from sqlalchemy import select, update
from twilio.request_validator import RequestValidator

from booking.api import Backend, Database, Language, Secret, Transaction, VisitBooked, metadata
from notifier.outbox import ChannelKind, Draft, MessageState, Outbox, Patience
from notifier.outbox.tables import messages
from notifier.signing import Signer
from notifier.web.bodies import FORM
from notifier.web.links import Links
from notifier.web.server import WebConfig, running
from notifier.web.twilio import SIGNATURE
from tests.support.messages import MOBILE, visit

PUBLIC = "https://urad.lipov.example/linka"
TOKEN, TOKEN_BEFORE = "token-of-the-test", "token-before-that"
LINKS = Links(PUBLIC, Signer(Secret("key-of-the-test")))
SID = "SM" + "1" * 32

Tables = dict[str, list[tuple[Any, ...]]]
Form = dict[str, str]


class Caller:
    """Calls the web application as the town's proxy hands requests on."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    async def twilio(
        self,
        path: str,
        form: Form,
        *,
        query: str = "",
        token: str = TOKEN,
        public: str = PUBLIC,
        **headers: str,
    ) -> httpx.Response:
        """A call-back, signed by Twilio's own code."""
        target = path + (f"?{query}" if query else "")
        signature = RequestValidator(token).compute_signature(public + target, form)
        return await self.http.post(
            target,
            content=urlencode(form),
            headers={SIGNATURE: signature, "Content-Type": FORM} | headers,
        )

    async def given(self, address: str, method: str = "GET", **said: str) -> httpx.Response:
        """Calls an address that we gave out, with what Kannel fills in."""
        target = address.removeprefix(PUBLIC)
        for escape, text in said.items():
            target = target.replace(f"%{escape}", urlencode({"": text})[1:])
        return await self.http.request(method, target)


@pytest.fixture
def config() -> WebConfig:
    return WebConfig(LINKS, (Secret(TOKEN), Secret(TOKEN_BEFORE)), "844121314", port=0)


@contextlib.asynccontextmanager
async def calling(database: Database, config: WebConfig) -> AsyncIterator[Caller]:
    """Somebody who calls a web application on this database."""
    async with (
        running(database, config) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http,
    ):
        yield Caller(http)


@pytest.fixture
async def caller(backend: Backend, config: WebConfig) -> AsyncIterator[Caller]:
    async with calling(backend.database, config) as made:
        yield made


@pytest.fixture
def rows(backend: Backend) -> Callable[[], Tables]:
    """Everything in every table."""

    def look(tx: Transaction) -> Tables:
        return {
            name: sorted((tuple(row) for row in tx.all(select(table))), key=repr)
            for name, table in metadata.tables.items()
        }

    return lambda: backend.database.run(look, immediate=False)


async def message_under_way(backend: Backend) -> int:
    """A message that is just being handed over: we have not written down its number there."""
    outbox = Outbox(backend.database, "worker", Patience())
    draft = Draft(ChannelKind.SMS, "visit_booked", MOBILE, Language.CS, "visit:12", "Objednáno.")

    def act(tx: Transaction) -> int:
        outbox.put(tx, tx.append(visit(VisitBooked)), [draft])
        under_way = update(messages).values(state=MessageState.SENDING.value, claimed_by="worker")
        tx.execute(under_way)
        return int(tx.all(select(messages.c.id))[0].id)

    return await backend.database.write(act)
