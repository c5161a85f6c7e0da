"""The web application as a process. It listens on loopback: the town's proxy is before it."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from booking.api import Database, Secret
from notifier.hearing.keeper import Keeper
from notifier.web.app import Checks, application
from notifier.web.links import Links
from notifier.web.twilio import Signatures
from notifier.web.unsubscribe import Page
from serving.timely import timely
from serving.web import serving

_AT_ONCE = 200
"""Requests in hand; further ones hear 503, and providers repeat."""

WHOLE_SECONDS = 20.0
"""In which a request must be there; providers send theirs at once."""

_HASTY = {"limit_concurrency": _AT_ONCE, "timeout_graceful_shutdown": 5}


@dataclass(frozen=True, slots=True)
class WebConfig:
    """How the web application is reached, and by what it knows its callers.

    Attributes:
        links: the addresses that are given out.
        tokens: of the account at Twilio; two while it is being changed.
        number: the town's line, for the page that ends messages.
        port: 0 takes a free one.
        host: loopback.
        whole_seconds: in which a request must be there, else its connection is closed.
    """

    links: Links
    tokens: tuple[Secret, ...]
    number: str
    port: int = 8073
    host: str = "127.0.0.1"
    whole_seconds: float = WHOLE_SECONDS


@contextlib.asynccontextmanager
async def running(database: Database, config: WebConfig) -> AsyncIterator[int]:
    """It listens as long as the block lasts; gives its port.

    Raises:
        OSError: the port is taken.
    """
    links = config.links
    checks = Checks(Signatures(links.public_url, config.tokens), links.signer)
    app = application(Keeper(database), checks, Page(config.number))
    http = timely(config.whole_seconds)
    async with serving(app, config.host, config.port, http=http, **_HASTY) as port:
        yield port
