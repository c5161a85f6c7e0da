"""Answers to what goes wrong: a page that says so, and what to do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from booking.api import NotFound, Unavailable
from operator_console.console import console_of, go, language_of
from operator_console.errors import ForeignForm, NotLoggedIn, RoomClosed
from operator_console.live import GONE, event
from operator_console.pages import HEADERS


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is said; `key` and `key.do` are texts of the console."""

    key: str
    status: int
    is_ours: bool = False
    """It is written into the log."""


TROUBLES: dict[type[Exception], Trouble] = {
    RoomClosed: Trouble("error.403", 403),
    ForeignForm: Trouble("error.foreign", 403),
    NotFound: Trouble("error.404", 404),
    HTTPException: Trouble("error.404", 404),  # routing itself raises it for unknown addresses
    RequestValidationError: Trouble("error.422", 422),
    Unavailable: Trouble("error.503", 503, is_ours=True),
    Exception: Trouble("error.500", 500, is_ours=True),
}


def answer_errors(app: FastAPI) -> None:
    """Let every error end in a page."""
    app.add_exception_handler(NotLoggedIn, _to_the_log_in)
    for kind, trouble in TROUBLES.items():
        app.add_exception_handler(kind, _page(trouble))


async def _to_the_log_in(request: Request, _error: Exception) -> Response:
    if request.headers.get("accept") == "text/event-stream":
        # an error would make the browser try again for ever; this makes the page log in
        return Response(event(*GONE), media_type="text/event-stream", headers=HEADERS)
    if "hx-request" in request.headers:
        return Response(status_code=401, headers={**HEADERS, "HX-Refresh": "true"})
    if request.method != "GET":
        return go("/log-in", over=1)
    query = f"?{request.url.query}" if request.url.query else ""
    return go("/log-in", over=1, to=f"{request.url.path}{query}")


def _page(trouble: Trouble) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def answer(request: Request, error: Exception) -> Response:
        if trouble.is_ours:
            structlog.get_logger("console").error(
                "a page failed", path=request.url.path, exc_info=error
            )
        html = console_of(request).pages.draw(
            "templates/trouble.html.j2",
            language_of(request),
            key=trouble.key,
            path=request.url.path,
        )
        return HTMLResponse(html, trouble.status, headers=HEADERS)

    return answer
