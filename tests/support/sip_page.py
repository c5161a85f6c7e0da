"""What a page's telephone does, without a browser: SIP over a WebSocket, as far as registering."""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from ivr.routing.api import Softphone

CRLF = "\r\n"


@dataclass
class SipPage:
    """One registration over one WebSocket; answers when Asterisk asks whether it is there."""

    phone: Softphone
    socket: ClientConnection
    tag: str = field(default_factory=lambda: secrets.token_hex(4))
    number: int = 0

    async def register(self, password: str | None = None, expires: int = 60) -> int:
        """The status that Asterisk answers with in the end."""
        status, answer = await self._ask("", expires)
        if status != 401:
            return status
        nonce = re.search(r'nonce="([^"]+)"', answer)
        realm = re.search(r'realm="([^"]+)"', answer)
        assert nonce is not None
        assert realm is not None
        name, uri = self.phone.endpoint, "sip:linka.invalid"
        secret = _md5(f"{name}:{realm[1]}:{password or self.phone.password}")
        proof = _md5(f"{secret}:{nonce[1]}:00000001:{self.tag}:auth:{_md5(f'REGISTER:{uri}')}")
        header = (
            f'Authorization: Digest username="{name}", realm="{realm[1]}", nonce="{nonce[1]}",'
            f' uri="{uri}", response="{proof}", qop=auth, nc=00000001, cnonce="{self.tag}"{CRLF}'
        )
        return (await self._ask(header, expires))[0]

    async def stay(self) -> None:
        """Answer until cancelled."""
        while True:
            await self._pong(str(await self.socket.recv()))

    async def answer_once(self) -> None:
        """Answer one question of Asterisk's, and none after it."""
        await self._pong(str(await self.socket.recv()))

    async def _ask(self, header: str, expires: int) -> tuple[int, str]:
        self.number += 1
        name = self.phone.endpoint
        await self.socket.send(
            f"REGISTER sip:linka.invalid SIP/2.0{CRLF}"
            f"Via: SIP/2.0/WS page.invalid;branch=z9hG4bK{secrets.token_hex(6)}{CRLF}"
            f"Max-Forwards: 70{CRLF}"
            f"From: <sip:{name}@linka.invalid>;tag={self.tag}{CRLF}"
            f"To: <sip:{name}@linka.invalid>{CRLF}"
            f"Call-ID: {self.tag}{CRLF}"
            f"CSeq: {self.number} REGISTER{CRLF}"
            f"Contact: <sip:page@page.invalid;transport=ws>;expires={expires}{CRLF}"
            f"{header}Content-Length: 0{CRLF}{CRLF}"
        )
        while True:
            message = str(await self.socket.recv())
            if message.startswith("SIP/2.0"):
                return int(message.split(" ", 2)[1]), message
            await self._pong(message)

    async def _pong(self, request: str) -> None:
        kept = [
            line
            for line in request.split(CRLF)
            if line.split(":")[0].lower() in {"via", "from", "to", "call-id", "cseq"}
        ]
        reply = CRLF.join(["SIP/2.0 200 OK", *kept, "Content-Length: 0", "", ""])
        await self.socket.send(reply)


@asynccontextmanager
async def page_of(phone: Softphone, port: int) -> AsyncIterator[SipPage]:
    """A page that has connected, at Asterisk's web server."""
    async with connect(
        f"ws://127.0.0.1:{port}/ws", subprotocols=[Subprotocol("sip")], proxy=None
    ) as socket:
        yield SipPage(phone, socket)


@asynccontextmanager
async def registered(phone: Softphone, port: int) -> AsyncIterator[SipPage]:
    """A page that has registered and stays; leaving closes its WebSocket."""
    async with page_of(phone, port) as page:
        assert await page.register() == 200
        staying = asyncio.create_task(page.stay())
        try:
            yield page
        finally:
            staying.cancel()


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
