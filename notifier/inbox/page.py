"""The page for people, and the same as JSON."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from booking.api import Clock, Language, parse_phone
from notifier.inbox.items import Item, Items, Kind, Mail, Sms, kind_of
from notifier.templates.dates import day

FOLDER = Path(__file__).parent
_CYRILLIC = re.compile("[а-яіїєґ]", re.IGNORECASE)
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


class Page:
    """Draws what has arrived."""

    def __init__(self, items: Items, clock: Clock) -> None:
        self._items = items
        self._clock = clock
        pages = Environment(
            undefined=StrictUndefined,
            autoescape=True,
            loader=FileSystemLoader(FOLDER / "pages"),
            trim_blocks=True,
            lstrip_blocks=True,
        )
        pages.filters |= {
            "clock": self._time,
            "day": self._day,
            "phone": _spaced,
            "tongue": _tongue,
        }
        self._whole = pages.get_template("inbox.html.j2")
        self._lists = pages.get_template("lists.html.j2")

    def whole(self, wanted: str) -> str:
        """The whole page; only what came to one recipient, where one is wanted."""
        return self._whole.render(self._context(wanted))

    def lists(self, wanted: str) -> str:
        """The part of it that changes."""
        return self._lists.render(self._context(wanted))

    def _context(self, wanted: str) -> dict[str, Any]:
        recipient = recipient_of(wanted)
        found = self._items.newest(recipient=recipient)
        return {
            "wanted": wanted,
            "sms": [item for item in found if isinstance(item, Sms)],
            "mails": [item for item in found if isinstance(item, Mail)],
        }

    def _time(self, arrived_at: str) -> str:
        local = self._local(arrived_at)
        return f"{local.hour}:{local.minute:02d}"

    def _day(self, arrived_at: str) -> str:
        when: date = self._local(arrived_at).date()
        return "dnes" if when == self._clock.today() else day(when, Language.CS)

    def _local(self, arrived_at: str) -> datetime:
        return datetime.fromisoformat(arrived_at).astimezone(self._clock.zone)


def recipient_of(wanted: str) -> str | None:
    """Whom somebody means who wrote this into the search field."""
    text = wanted.strip()
    if not text:
        return None
    return text if "@" in text else (parse_phone(text) or text)


def router(items: Items, clock: Clock) -> APIRouter:
    """The routes."""
    routes = APIRouter()
    page = Page(items, clock)

    @routes.get("/", response_class=HTMLResponse)
    async def whole(to: str = "") -> HTMLResponse:
        return HTMLResponse(page.whole(to), headers=HEADERS)

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

    return routes


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


def _mail(items: Items, sid: str) -> Mail:
    item = items.get(sid)
    if not isinstance(item, Mail):
        raise HTTPException(404)
    return item


def _spaced(phone: str) -> str:
    """'+420 777 123 456': as people read a number."""
    digits = phone.removeprefix("+420")
    if digits == phone or len(digits) != 9:
        return phone
    return f"+420 {digits[:3]} {digits[3:6]} {digits[6:]}"


def _tongue(text: str) -> Markup:
    """Tells a screen reader to change its voice where the letters are Cyrillic."""
    return Markup(' lang="uk"') if _CYRILLIC.search(text) else Markup("")
