"""After the storm: whether everything that was promised is there, and there once."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from typing import Any

from cli.phone.ear import Heard
from tests.support.linka import Linka

DIGITS = ("nula", "jedna", "dva", "tři", "čtyři", "pět", "šest", "sedm", "osm", "devět")
WAITING = "SELECT 1 FROM messages WHERE state IN ('created', 'sending')"
UNHANDLED = "SELECT 1 FROM events WHERE handled_at IS NULL"
OPEN_CALLS = "SELECT id FROM calls WHERE ended_at IS NULL"
HELD = "SELECT owner FROM holds"


def code_heard(heard: list[Heard]) -> str | None:
    """The code of a visit that was said, in digits; the last one if there were several."""
    words = " ".join(one.segment.text for one in heard).lower().replace(",", " ").replace(".", " ")
    code = None
    for opening in ("kód objednávky:", "kód", "opakuji:"):
        for part in words.split(opening)[1:]:
            digits = []
            for word in part.split():
                if word not in DIGITS:
                    break
                digits.append(str(DIGITS.index(word)))
            if len(digits) >= 6:
                code = "".join(digits[:6])
    return code


def arrived(linka: Linka) -> list[dict[str, Any]]:
    """Everything in the demo's inbox, read from its file: it may be the inbox that was killed."""
    path = linka.data / "inbox" / "inbox.jsonl"
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_bytes().splitlines() if line.endswith(b"}")]


def faults_of_messages(linka: Linka) -> list[str]:
    """Visits of which a message is missing or came more than once."""
    inbox = Counter(
        (item["type"], item["recipient"], visit["code"])
        for item in arrived(linka)
        for visit in linka.rows("SELECT code FROM visits")
        if visit["code"] in item["text"]
    )
    faults = []
    for visit in linka.rows("SELECT * FROM visits WHERE channel = 'phone'"):
        for kind, recipient in (("sms", visit["phone"]), ("email", visit["email"])):
            came = inbox[kind, recipient, visit["code"]]
            if recipient and came != 1:
                faults.append(f"visit {visit['id']}: {came} times by {kind}")
    return faults


async def messages_are_out(linka: Linka, within: float = 60.0) -> None:
    """Wait until nothing waits to be sent any more. Raises TimeoutError."""
    async with asyncio.timeout(within):
        while linka.rows(WAITING) or _unhandled(linka):  # noqa: ASYNC110  other processes write
            await asyncio.sleep(0.2)


def _unhandled(linka: Linka) -> bool:
    return bool(linka.rows(UNHANDLED))
