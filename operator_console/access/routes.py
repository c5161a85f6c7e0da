"""Log-in, log-out, language."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from booking.api import LoggedIn, LogInLocked, LogInRefused, Secret
from ivr.routing.api import NotOnDuty, OperatorState
from operator_console.access.roles import home
from operator_console.access.rows import LONGEST
from operator_console.console import (
    LANGUAGE_COOKIE,
    OWN_FORM,
    SESSION_COOKIE,
    Console,
    Shell,
    console_of,
    go,
    language_of,
    member_of,
)
from operator_console.pages import HEADERS
from operator_console.words import LANGUAGES

router = APIRouter()

_YEAR = 365 * 24 * 3600


@router.get("/")
async def begin(request: Request) -> Response:
    """To the room that one works in."""
    found = await member_of(request)
    return go("/log-in") if found is None else go(home(found[0].role))


@router.get("/log-in")
async def form(request: Request, to: str = "", over: int = 0) -> Response:
    """The log-in; `over` says that a session has ended, `to` where it goes on."""
    if await member_of(request) is not None:
        return go(_inside(to) or "/")
    return await _page(request, to, "access.over" if over else None)


@router.post("/log-in")
async def log_in(
    request: Request,
    username: Annotated[str, Form(max_length=60)] = "",
    password: Annotated[str, Form(max_length=200)] = "",
    to: Annotated[str, Form()] = "",
) -> Response:
    """Let somebody in."""
    console = console_of(request)
    name = username.strip().lower()
    if not name or not password:
        return await _page(request, to, "access.incomplete", name=name, status=422)
    match await console.backend.logins.log_in(name, Secret(password)):
        case LoggedIn(member):
            answer = go(_inside(to) or home(member.role))
            answer.set_cookie(
                SESSION_COOKIE,
                await console.sessions.begin(member.username),
                max_age=int(LONGEST.total_seconds()),
                httponly=True,
                samesite="lax",
                secure=request.url.scheme == "https",
            )
            return answer
        case LogInRefused(tries_left):
            return await _page(request, to, "access.refused", name=name, n=tries_left, status=401)
        case LogInLocked(minutes):
            return await _page(request, to, "access.locked", name=name, n=minutes, status=429)


@router.post("/log-out", dependencies=[OWN_FORM])
async def log_out(request: Request) -> Response:
    """End the session, everywhere; its telephone goes first."""
    console, token = console_of(request), request.cookies.get(SESSION_COOKIE, "")
    session = await console.sessions.find(token)
    if session is not None:
        mark = console.sessions.mark(token)
        await console.routing.withdraw_softphone(session.username, mark)
        await _leave_the_line(console, session.username)
    await console.sessions.end(token)
    answer = go("/log-in")
    answer.delete_cookie(SESSION_COOKIE)
    return answer


async def _leave_the_line(console: Console, username: str) -> None:
    """Whoever logs out answers no calls, unless they are still there at another browser."""
    status = await console.routing.state_of(username)
    if status.state is OperatorState.OFFLINE:
        return
    if await console.routing.softphone_of(username) is None:
        with suppress(NotOnDuty):
            await console.routing.set_state(username, OperatorState.OFFLINE)


@router.post("/language")
async def choose_language(
    language: Annotated[str, Form()], back: Annotated[str, Form()] = "/"
) -> Response:
    """Keep the language of the pages in this browser."""
    answer = RedirectResponse(_inside(back) or "/", 303)
    if language in {one.value for one in LANGUAGES}:
        answer.set_cookie(LANGUAGE_COOKIE, language, max_age=_YEAR, httponly=True, samesite="lax")
    return answer


async def _page(
    request: Request,
    to: str,
    trouble: str | None,
    *,
    name: str = "",
    n: int = 0,
    status: int = 200,
) -> Response:
    console, language = console_of(request), language_of(request)
    town = await console.backend.catalogue.town()
    html = console.pages.draw(
        "access/templates/log_in.html.j2",
        language,
        shell=Shell(town.name[language], None, (), None, "/log-in", None),
        to=_inside(to) or "",
        name=name,
        trouble=trouble,
        n=n,
    )
    return HTMLResponse(html, status, headers=HEADERS)


def _inside(path: str) -> str | None:
    """The path if it is one of ours: a link must not lead from our log-in to another site."""
    parts = urlsplit(path)
    own = path.startswith("/") and not parts.netloc and "\\" not in path
    return path if own and not path.startswith("//") else None
