"""Connections on which no whole request comes are closed: uvicorn waits for headers for ever.

Whoever opens many and sends a letter a minute ('Slowloris') would take all places, for nothing.
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle


def timely(seconds: float) -> type[H11Protocol]:
    """The protocol for `uvicorn.Config(http=…)`; not for applications with web sockets.

    Args:
        seconds: in which a request must be there with its body, counted from the opening of the
            connection or from the answer before. To answer may take longer.
    """

    class Timely(H11Protocol):
        _deadline: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
            super().connection_made(transport)
            self._begin()

        def on_response_complete(self) -> None:
            self._begin()
            super().on_response_complete()

        def connection_lost(self, exc: Exception | None) -> None:
            self._stop()
            super().connection_lost(exc)

        def _begin(self) -> None:
            self._stop()
            self._deadline = self.loop.call_later(seconds, self._end_unless_whole)

        def _stop(self) -> None:
            if self._deadline is not None:
                self._deadline.cancel()
                self._deadline = None

        def _end_unless_whole(self) -> None:
            if not _is_being_answered(self.cycle):
                self.transport.abort()

    return Timely


def _is_being_answered(cycle: RequestResponseCycle | None) -> bool:
    return cycle is not None and not cycle.more_body and not cycle.response_complete
