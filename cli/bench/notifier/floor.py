"""The floor: the requests that a worker makes, and nothing else.

A process of its own: `python -m cli.bench.notifier.floor PORT`. For each line of standard input,
a first number and how many, it posts that many messages and says 'done'.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator

import httpx
import uvloop

from cli.bench.notifier.doubles import MESSAGES
from cli.bench.notifier.town import TEXT, phone
from cli.bench.notifier.worker import ACCOUNT, PUBLIC_URL, TOKEN
from notifier.web.twilio import status_url

AT_ONCE = 16
"""As many as a worker has on their way at the same time."""


async def main(port: str) -> None:
    """Post as told until the input ends."""
    url = f"http://127.0.0.1:{port}" + MESSAGES.format(account=ACCOUNT)
    lines = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    async with httpx.AsyncClient(timeout=30, trust_env=False) as client:
        print("ready", flush=True)
        while line := await lines.readline():
            first, many = map(int, line.split())
            numbers = iter(range(first, first + many))
            await asyncio.gather(*(_post(client, url, numbers) for _ in range(AT_ONCE)))
            print("done", flush=True)


async def _post(client: httpx.AsyncClient, url: str, numbers: Iterator[int]) -> None:
    for number in numbers:  # shared with the others, so that each is posted once
        answer = await client.post(url, data=_form(number), auth=(ACCOUNT, TOKEN))
        answer.raise_for_status()


def _form(number: int) -> dict[str, str]:
    """What Twilio's client sends for a message."""
    return {
        "To": phone(number),
        "From": "Linka",
        "Body": TEXT,
        "ValidityPeriod": "36000",
        "StatusCallback": status_url(PUBLIC_URL, number),
    }


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1]))
