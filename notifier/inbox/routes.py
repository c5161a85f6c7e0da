"""The page for people, and the same as JSON: where it is reached."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any
from urllib.parse import quote, urlsplit

import msgspec
from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import (
    HTMLResponse,
    JSONResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)

from booking.api import Clock
from notifier.inbox.items import Item, Items, Kind, Mail, kind_of
from notifier.inbox.page import Draft, Page, Shown, recipient_of
from notifier.inbox.written import NotWritten

QUIET_SECONDS = 15.0
"""How often an open page hears that the connection still lives."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
        "img-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}

LETTER_HEADERS = HEADERS | {
    # a letter brings its own style, and may do nothing else
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
}


def router(shown: Shown, clock: Clock) -> APIRouter:
    """The routes."""
    routes = APIRouter()
    page = Page(shown, clock)
    items = shown.items

    @routes.get("/", response_class=HTMLResponse)
    async def whole(to: str = "") -> HTMLResponse:
        return HTMLResponse(page.whole(to), headers=HEADERS)

    @routes.post("/written", response_model=None)
    async def write(
        request: Request,
        sender: Annotated[str, Form(alias="from")] = "",
        text: Annotated[str, Form()] = "",
    ) -> Response:
        _refuse_other_sites(request)
        try:
            written = await shown.desk.write(sender, text)
        except NotWritten as error:
            draft = Draft(sender, text, error.field)
            return HTMLResponse(page.whole("", draft), 422, headers=HEADERS)
        return RedirectResponse(f"/?to={quote(written.sender)}#sms-heading", 303, headers=HEADERS)

    @routes.get("/lists", response_class=HTMLResponse)
    async def lists(to: str = "") -> HTMLResponse:
        return HTMLResponse(page.lists(to), headers=HEADERS)

    @routes.get("/changes")
    async def changes(request: Request) -> StreamingResponse:
        return StreamingResponse(
            _changes(request, items), media_type="text/event-stream", headers=HEADERS
        )

    @routes.get("/messages.json")
    async def messages(
        to: str = "",
        channel: Kind | None = None,
        limit: Annotated[int, Query(ge=1, le=1000)] = 200,
    ) -> JSONResponse:
        found = items.newest(kind=channel, recipient=recipient_of(to), limit=limit)
        return JSONResponse({"messages": [as_json(item) for item in found]}, headers=HEADERS)

    _letters(routes, items)
    return routes


def _letters(routes: APIRouter, items: Items) -> None:
    @routes.get("/mails/{sid}.html", response_class=HTMLResponse)
    async def letter(sid: str) -> HTMLResponse:
        mail = _mail(items, sid)
        if mail.html is None:
            raise HTTPException(404)
        return HTMLResponse(mail.html, headers=LETTER_HEADERS)

    @routes.get("/mails/{sid}.ics")
    async def calendar(sid: str) -> Response:
        mail = _mail(items, sid)
        if mail.calendar is None:
            raise HTTPException(404)
        headers = HEADERS | {"Content-Disposition": 'attachment; filename="navsteva.ics"'}
        return Response(mail.calendar, media_type="text/calendar", headers=headers)


def as_json(item: Item) -> dict[str, Any]:
    """One message, without the raw letter."""
    fields: dict[str, Any] = msgspec.to_builtins(item)
    fields.pop("type")
    fields.pop("raw", None)
    fields.pop("account", None)
    return {"channel": kind_of(item), **fields}


async def _changes(request: Request, items: Items) -> AsyncIterator[str]:
    seen = items.mark
    # the page may have been drawn before the connection stood: let it look once
    yield f"retry: 1000\ndata: {seen}\n\n"
    while not await request.is_disconnected():
        now = await items.another(seen, QUIET_SECONDS)
        yield ": still here\n\n" if now == seen else f"data: {now}\n\n"
        seen = now


def _refuse_other_sites(request: Request) -> None:
    """A page of another site could write in a citizen's name (cross-site request forgery)."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    foreign = origin is not None and urlsplit(origin).netloc != request.headers.get("host")
    if site not in (None, "same-origin") or (site is None and foreign):
        raise HTTPException(403)


def _mail(items: Items, sid: str) -> Mail:
    item = items.get(sid)
    if not isinstance(item, Mail):
        raise HTTPException(404)
    return item
