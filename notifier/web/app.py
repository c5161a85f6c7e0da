"""The web application. It answers once what it heard is committed, and tells strangers nothing."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from booking.api import Unavailable
from notifier.hearing.heard import Unreadable
from notifier.hearing.ports import Receiver
from notifier.signing import Signer
from notifier.web import kannel_routes, twilio_routes, unsubscribe_routes
from notifier.web.twilio import Signatures
from notifier.web.unsubscribe import Page

_AWAY_SECONDS = "5"


@dataclass(frozen=True, slots=True)
class Checks:
    """By what callers are known.

    Attributes:
        signatures: Twilio's.
        signer: made the addresses that Kannel and citizens call.
    """

    signatures: Signatures
    signer: Signer


def application(receiver: Receiver, checks: Checks, page: Page) -> FastAPI:
    """The routes, and what becomes of errors."""
    app = FastAPI(
        title="Linka: call-backs",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,  # such an answer would name the host that the request has made up
    )
    app.include_router(twilio_routes.router(receiver, checks.signatures))
    app.include_router(kannel_routes.router(receiver, checks.signer))
    app.include_router(unsubscribe_routes.router(receiver, checks.signer, page))

    @app.get("/healthz")
    async def healthz() -> PlainTextResponse:
        await receiver.check()
        return PlainTextResponse("ok\n")

    @app.exception_handler(Unavailable)
    async def away(_request: Request, _error: Unavailable) -> Response:
        # not kept, so the provider is to say it again
        return JSONResponse(
            {"detail": "Service Unavailable"}, 503, headers={"Retry-After": _AWAY_SECONDS}
        )

    @app.exception_handler(Unreadable)
    async def unreadable(_request: Request, _error: Unreadable) -> Response:
        return JSONResponse({"detail": "Bad Request"}, 400)

    return app
