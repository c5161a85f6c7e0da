"""Calls the sender back, as Twilio does: signed with Twilio's own code, repeated where asked to."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from urllib.parse import parse_qsl, urldefrag, urlencode

import httpx
from twilio.request_validator import SIGNATURE_HEADER, RequestValidator

SECONDS = 5.0
"""For one try; Twilio waits for 15."""

PAUSE = 1.0
"""Seconds before a call is repeated: a process of ours that dies is there again after two."""

MOST_REPEATS = 5
"""Twilio's own limit."""

_KIND = "application/x-www-form-urlencoded"


class Calls:
    """Makes calls until it is closed.

    Args:
        tokens: by account; they sign.
        pause: seconds before a call is repeated.
    """

    def __init__(self, tokens: Mapping[str, str], *, pause: float = PAUSE) -> None:
        self._validators = {account: RequestValidator(token) for account, token in tokens.items()}
        self._pause = pause
        self._http = httpx.AsyncClient(timeout=SECONDS, follow_redirects=False, trust_env=False)

    async def call(self, address: str, account: str, form: Mapping[str, str]) -> bool:
        """Post a form; whether it was taken.

        Args:
            address: with how often to repeat behind a '#', as in Twilio's 'connection overrides'.
            account: whose token signs.
            form: the fields.
        """
        target, overrides = urldefrag(address)
        wanted = dict(parse_qsl(overrides))
        reasons = set(wanted.get("rp", "ct").split(","))
        asked = wanted.get("rc", "1")
        repeats = min(int(asked), MOST_REPEATS) if asked.isdecimal() else 1
        signature = self._validators[account].compute_signature(target, dict(form))
        for attempt in range(1 + repeats):
            if attempt:
                await asyncio.sleep(self._pause)
            reason = await self._post(target, form, str(signature))
            if reason is None:
                return True
            if not reasons & {reason, "all"}:
                break
        return False

    async def _post(self, target: str, form: Mapping[str, str], signature: str) -> str | None:
        """Twilio's word for why it was not taken; None where it was."""
        headers = {SIGNATURE_HEADER: signature, "Content-Type": _KIND}
        try:
            answer = await self._http.post(target, content=urlencode(form), headers=headers)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            return "ct"
        except (httpx.HTTPError, httpx.InvalidURL):
            return "rt"
        return None if answer.is_success else f"{answer.status_code // 100}xx"

    async def close(self) -> None:
        """Let go of connections."""
        await self._http.aclose()
