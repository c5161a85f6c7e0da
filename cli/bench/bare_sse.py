"""The yardstick: the plainest way from an event in Asterisk to a page. Also tells of the events.

A caller who keys `0` is put on the page, and taken off when they hang up.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from typing import Any

from websockets.asyncio.client import connect

PAGE = b"""<!DOCTYPE html><meta charset="utf-8"><title>Waiting</title><ul id="waiting"></ul><script>
const list = document.querySelector("ul");
new EventSource("/events").onmessage = ({ data }) => {
    list.replaceChildren(...JSON.parse(data).map((number) => {
        const item = document.createElement("li");
        item.className = "soft";
        item.textContent = number;
        return item;
    }));
};
</script>"""
HEAD = b"HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nContent-Type: %s\r\n\r\n"


class Waiting:
    """Who waits, and the pages that show it."""

    def __init__(self) -> None:
        self._numbers: dict[str, str] = {}
        self._pages: set[asyncio.StreamWriter] = set()

    def changes(self, event: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """What an event changes: the caller's number, and `waits` or `gone`."""
        channel = event.get("channel", {})
        name, number = channel.get("id"), channel.get("caller", {}).get("number")
        if event["type"] == "ChannelDtmfReceived" and event["digit"] == "0":
            if name not in self._numbers:  # an event can come twice
                self._numbers[name] = number
                yield number, "waits"
        elif event["type"] in {"ChannelHangupRequest", "ChannelDestroyed"}:
            gone = self._numbers.pop(name, None)
            if gone is not None:
                yield gone, "gone"

    def show(self, page: asyncio.StreamWriter | None = None) -> None:
        """Send the list to one page, or to all."""
        data = b"data: %s\n\n" % json.dumps(list(self._numbers.values())).encode()
        for each in [page] if page else self._pages:
            each.write(data)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve the page, or its events until it is closed."""
        request = await reader.readuntil(b"\r\n\r\n")
        if request.startswith(b"GET /events "):
            writer.write(HEAD % b"text/event-stream")
            self._pages.add(writer)
            self.show(writer)
            await reader.read()  # returns when the page is closed
            self._pages.discard(writer)
        else:
            writer.write(HEAD % b"text/html" + PAGE)
        writer.close()


async def serve(url: str) -> None:
    """Say the port of the page, then each change with Asterisk's own time of it."""
    waiting = Waiting()
    server = await asyncio.start_server(waiting.answer, "127.0.0.1", 0)
    async with connect(url) as socket:
        print(server.sockets[0].getsockname()[1], flush=True)
        async for message in socket:
            event = json.loads(message)
            for number, change in waiting.changes(event):
                waiting.show()
                told = {"number": number, "change": change, "at": event["timestamp"]}
                print(json.dumps(told), flush=True)


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
