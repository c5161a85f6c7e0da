"""What becomes of short messages after they were taken, and the receipts that tell of it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from notifier.inbox.calling import Calls
from notifier.inbox.faults import RANKS, Course, Faults
from notifier.inbox.items import Items, Sms
from notifier.inbox.lines import KEPT

TAKEN = "queued"
"""The status of a message that was just taken."""

_LOST = ("undelivered", "failed")


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a message is.

    Attributes:
        status: Twilio's word.
        code: Twilio's error code, None where there is none.
    """

    status: str
    code: int | None = None


_LONG_AGO = Standing("delivered")


class Progress:
    """Brings messages to their ends.

    What it knows is forgotten with the process: a provider, too, may lose a receipt.

    Args:
        items: where the messages are.
        calls: tells their senders.
        faults: what becomes of the next ones.
    """

    def __init__(self, items: Items, calls: Calls, faults: Faults) -> None:
        self._items = items
        self._calls = calls
        self._faults = faults
        self._known: dict[str, Standing] = {}
        self._under_way: set[asyncio.Task[None]] = set()

    def of(self, sms: Sms) -> Standing:
        """How far this message is; delivered where another process had it."""
        return self._known.get(sms.sid, _LONG_AGO)

    def begin(self, sms: Sms, address: str | None) -> None:
        """It was taken; its sender hears of it at this address, where one was given."""
        self._known[sms.sid] = Standing(TAKEN)
        if len(self._known) > KEPT:
            del self._known[next(iter(self._known))]
        self._start(self._go(sms, self._faults.course(), address))

    async def close(self) -> None:
        """Tell nobody any more."""
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _go(self, sms: Sms, course: Course, address: str | None) -> None:
        in_turn = asyncio.Lock()  # lets in who has waited longest
        if course.is_late:
            await self._faults.later.wait()
        for status in course.statuses:
            await asyncio.sleep(course.pace)
            if RANKS.index(status) > RANKS.index(self.of(sms).status):
                self._known[sms.sid] = Standing(status, course.code if status in _LOST else None)
                await self._items.touch()
            if address is not None:
                # a sender who is away holds up nothing but its own receipts
                self._start(self._tell(sms, status, course, address, in_turn))

    async def _tell(
        self, sms: Sms, status: str, course: Course, address: str, in_turn: asyncio.Lock
    ) -> None:
        async with in_turn:
            for _ in range(course.repeated):
                await self._calls.call(address, sms.account, _form(sms, status, course))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)


def _form(sms: Sms, status: str, course: Course) -> dict[str, str]:
    form = {
        "AccountSid": sms.account,
        "ApiVersion": "2010-04-01",
        "From": sms.sender,
        "MessageSid": sms.sid,
        "MessageStatus": status,
        "SmsSid": sms.sid,
        "SmsStatus": status,
        "To": sms.recipient,
    }
    failed = status in _LOST and course.code is not None
    return form | ({"ErrorCode": str(course.code)} if failed else {})
