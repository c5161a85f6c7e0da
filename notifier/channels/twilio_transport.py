"""Carries the requests of Twilio's client over httpx.

The client's own asynchronous transport waits for ever and knows one address only; taking a
transport of one's own is the client's documented way to change that.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit

import httpx
from twilio.http import AsyncHttpClient
from twilio.http.response import Response

from notifier.errors import NotTaken, Pace, Undecided


class Transport(AsyncHttpClient):  # type: ignore[misc]  # twilio is published without types
    """Sends each request to `base_url` where one is given, and never waits longer than told."""

    def __init__(self, *, base_url: str | None, timeout: float) -> None:
        super().__init__(logging.getLogger("notifier.twilio"), is_async=True, timeout=timeout)
        self._base = urlsplit(base_url) if base_url else None
        self._client = httpx.AsyncClient(timeout=timeout, follow_redirects=False, trust_env=False)
        # httpx tells every address at this level, and recipients stand in ours
        logging.getLogger("httpx").setLevel(logging.WARNING)

    async def request(
        self,
        method: str,
        url: str,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109  Twilio's signature
        allow_redirects: bool = False,  # noqa: ARG002  Twilio's signature
    ) -> Response:
        """See `AsyncHttpClient.request`.

        Raises:
            NotTaken: no connection came about, or there are too many requests.
            Undecided: the connection broke, or no answer came in time.
        """
        try:
            answer = await self._client.request(
                method,
                self._at_base(url),
                params=params,
                data=data,
                headers=headers,
                auth=auth,
                timeout=timeout or self.timeout,
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise NotTaken("no-connection") from error
        except httpx.TimeoutException as error:
            raise Undecided("no-answer") from error
        except httpx.HTTPError as error:
            raise Undecided("connection-broken") from error
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
            # the client forgets the header that says for how long
            raise NotTaken("too-many-requests", retry_after=_seconds(answer), pace=Pace.BUSY)
        return Response(answer.status_code, answer.text, answer.headers)

    async def close(self) -> None:
        """Let go of connections."""
        await self._client.aclose()

    def _at_base(self, url: str) -> str:
        if self._base is None:
            return url
        parts = urlsplit(url)
        path = self._base.path.rstrip("/") + parts.path
        return urlunsplit((self._base.scheme, self._base.netloc, path, parts.query, ""))


def _seconds(answer: httpx.Response) -> float | None:
    said = answer.headers.get("retry-after", "")
    return float(said) if said.isdecimal() else None
