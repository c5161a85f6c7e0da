"""A citizen's telephone, which the town rings."""

from __future__ import annotations

import asyncio

from cli.phone.call import PhoneCall


class Telephone:
    """One number at the exchange.

    Attributes:
        number: in E.164.
        calls: all that have rung here, the oldest first: each is one INVITE of the town's.
    """

    def __init__(self, number: str) -> None:
        self.number = number
        self.calls: list[PhoneCall] = []
        self._waiting: asyncio.Queue[PhoneCall] = asyncio.Queue()

    @property
    def digits(self) -> str:
        """The number without its plus."""
        return self.number.removeprefix("+")

    def rung(self, call: PhoneCall) -> None:
        """It rings."""
        self.calls.append(call)
        self._waiting.put_nowait(call)

    async def rings(self, within: float = 10.0) -> PhoneCall:
        """The next call; pick it up, decline it, or let it ring. Raises TimeoutError."""
        async with asyncio.timeout(within):
            return await self._waiting.get()
