"""The yardstick: the plainest ARI application that can hold the same menu call."""

import asyncio
import json
import sys
from itertools import count

from websockets.asyncio.client import connect


async def serve(url: str, menu: dict[str, dict[str, str]], media: dict[str, str]) -> None:
    """Answer, play, and on a key stop what plays and play what the key leads to."""
    number, place, playing = count(1), dict[str, str](), dict[str, str]()
    async with connect(url) as socket:

        async def request(method: str, uri: str, **query: str) -> None:
            strings = [{"name": name, "value": value} for name, value in query.items()]
            ask = {"type": "RESTRequest", "request_id": str(next(number)), "method": method}
            await socket.send(json.dumps({**ask, "uri": uri, "query_strings": strings}))

        async def play(channel: str, where: str) -> None:
            place[channel], playing[channel] = where, f"{channel}-{next(number)}"
            await request("POST", f"channels/{channel}/play/{playing[channel]}", media=media[where])

        async for message in socket:
            event = json.loads(message)
            channel = event.get("channel", {}).get("id")
            if event["type"] == "StasisStart":
                await request("POST", f"channels/{channel}/answer")
                await play(channel, "0")
            elif event["type"] == "ChannelDtmfReceived":
                if where := menu[place[channel]].get(event["digit"]):
                    await request("DELETE", f"playbacks/{playing[channel]}")
                    await play(channel, where)
            elif event["type"] == "StasisEnd":
                place.pop(channel), playing.pop(channel)


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], **json.load(sys.stdin)))
