"""What a route works with: the console, whoever is there, and ways to answer."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse

from booking.api import Backend, Language, NotFound, StaffMember
from ivr.routing.api import Routing
from notifier.api import Messages, TemplateEditing
from operator_console.access.navigation import Entry, navigation
from operator_console.access.roles import Room, may_enter
from operator_console.access.sessions import Sessions
from operator_console.config import ConsoleConfig
from operator_console.errors import ForeignForm, NotLoggedIn, RoomClosed
from operator_console.live import Alive, Draw, Fragment, Live
from operator_console.pages import HEADERS, Pages, with_letters, with_phone
from operator_console.words import LANGUAGES

SESSION_COOKIE = "linka_session"
LANGUAGE_COOKIE = "linka_language"


@dataclass(frozen=True, slots=True)
class Console:
    """All that lives as long as the process."""

    backend: Backend
    routing: Routing
    templates: TemplateEditing
    messages: Messages
    sessions: Sessions
    pages: Pages
    live: Live
    config: ConsoleConfig


@dataclass(frozen=True, slots=True)
class Shell:
    """What is around the content of a page, whichever it is.

    Attributes:
        town: its name.
        member: who is logged in; None at the door.
        ways: the navigation.
        room: where they are; None at the door.
        path: the address of the page.
        said: what the page says about the command that led to it.
    """

    town: str
    member: StaffMember | None
    ways: Sequence[Entry]
    room: Room | None
    path: str
    said: dict[str, str] | None


@dataclass(frozen=True, slots=True)
class Here:
    """One request of somebody who is logged in and may be where they are."""

    console: Console
    request: Request
    member: StaffMember
    token: str
    room: Room

    @property
    def backend(self) -> Backend:
        """The services."""
        return self.console.backend

    @property
    def routing(self) -> Routing:
        """Operators' states, callers who wait, talks."""
        return self.console.routing

    @property
    def templates(self) -> TemplateEditing:
        """The wording of messages."""
        return self.console.templates

    @property
    def messages(self) -> Messages:
        """What was sent, and what became of it."""
        return self.console.messages

    @property
    def language(self) -> Language:
        """The one that the pages are in."""
        return language_of(self.request)

    @property
    def zone(self) -> ZoneInfo:
        """The town's."""
        return self.backend.clock.zone

    @property
    def today(self) -> date:
        """The town's calendar day."""
        return self.backend.clock.today()

    def say(self, key: str, **slots: Any) -> str:
        """A text in the visitor's language."""
        return self.console.pages.words.say(self.language, key, **slots)

    @property
    def texts(self) -> Collection[str]:
        """The keys of all texts, for those that have a text of their own for some values only."""
        return self.console.pages.words.texts.keys()

    async def looks_at(self, about: str, reason: str, persons: Collection[int] = ()) -> None:
        """Write into the audit that personal data are about to be shown; see `Audit.look`."""
        await self.backend.audit.look(self.member.username, about, reason, persons)

    async def page(self, template: str, /, *, status: int = 200, **values: Any) -> Response:
        """A whole page; see `OWN_VALUES` for names that no value may have."""
        on_desk = self.room is Room.DESK
        headers = with_phone(self.console.config.phone_url) if on_desk else HEADERS
        return HTMLResponse(await self._drawn(template, values), status, headers=headers)

    async def page_with_letters(
        self, template: str, styles: Collection[str], /, *, status: int = 200, **values: Any
    ) -> Response:
        """A page that shows letters in frames; `styles` are what letters are styled by."""
        headers = with_letters(styles)
        return HTMLResponse(await self._drawn(template, values), status, headers=headers)

    async def _drawn(self, template: str, values: Mapping[str, Any]) -> str:
        town = await self.backend.catalogue.town()
        return self.console.pages.draw(
            template,
            self.language,
            shell=Shell(
                town=town.name[self.language],
                member=self.member,
                ways=navigation(self.member.role),
                room=self.room,
                path=self.request.url.path,
                said=said(self.request),
            ),
            form_token=self.console.sessions.form_token(self.token),
            command_key=secrets.token_hex(16),
            **values,
        )

    def part(self, template: str, /, **values: Any) -> str:
        """A fragment of a page."""
        return self.console.pages.draw(template, self.language, **values)

    def follow(self, draw: Draw) -> Response:
        """A fragment as a stream that stays true.

        What it holds follows from address and language alone, so that pages can share it.
        """
        return self.stream([self.fragment("rows", draw)])

    def fragment(self, event: str, draw: Draw, *, own: bool = False) -> Fragment:
        """A part of a page, for `stream`.

        Args:
            event: its name on the page.
            draw: makes it.
            own: what it holds depends on who is logged in, besides address and language.
        """
        who = self.member.username if own else ""
        name = f"{who} {self.language} {self.request.url.path}?{self.request.url.query} {event}"
        return Fragment(event, name, draw)

    def stream(self, fragments: Sequence[Fragment], alive: Alive | None = None) -> Response:
        """Fragments that stay true, over one connection: browsers allow few of them.

        Args:
            fragments: the most urgent first.
            alive: whether the session still is; as for any page where None.
        """
        return StreamingResponse(
            self.console.live.stream(fragments, alive or self.is_alive),
            media_type="text/event-stream",
            headers={**HEADERS, "X-Accel-Buffering": "no"},
        )

    async def is_alive(self) -> bool:
        """Whether the session still is; asking does not count as a request."""
        sessions = self.console.sessions
        alive = await self.console.live.once("alive", sessions.alive)
        # a session that began after that look is asked for by itself
        return sessions.mark(self.token) in alive or await sessions.is_alive(self.token)

    def command_key(self, given: str) -> str:
        """The command's key: a form that is sent twice acts once."""
        return f"console:{self.member.username}:{given}"


def go(path: str, **query: str | int) -> Response:
    """After a command: to a page that can be loaded again without repeating it."""
    return RedirectResponse(f"{path}?{urlencode(query)}" if query else path, 303)


def said(request: Request) -> dict[str, str] | None:
    """What the page says about the command that led to it: a text's key and what it is about."""
    key = f"said.{request.query_params.get('said')}"
    if key not in console_of(request).pages.words.texts:
        return None
    return {"key": key, "about": request.query_params.get("about", "")}


def console_of(request: Request) -> Console:
    """The console that answers this request."""
    console: Console = request.app.state.console
    return console


def language_of(request: Request) -> Language:
    """The language that the browser was told to keep; Czech otherwise."""
    kept = request.cookies.get(LANGUAGE_COOKIE)
    return next((language for language in LANGUAGES if language.value == kept), Language.CS)


async def member_of(request: Request) -> tuple[StaffMember, str] | None:
    """Who is logged in, with the cookie's token."""
    console = console_of(request)
    token = request.cookies.get(SESSION_COOKIE)
    session = await console.sessions.find(token) if token else None
    if session is None or token is None:
        return None
    try:
        member = await console.backend.staff.get(session.username)
    except NotFound:
        return None
    return (member, token) if member.active else None


def in_room(room: Room) -> Callable[[Request], Awaitable[Here]]:
    """Lets in whoever works in this room.

    Raises, when a request comes:
        NotLoggedIn: nobody is logged in.
        RoomClosed: this role's work is not done there.
    """

    async def enter(request: Request) -> Here:
        found = await member_of(request)
        if found is None:
            raise NotLoggedIn
        member, token = found
        if not may_enter(member.role, room):
            raise RoomClosed
        return Here(console_of(request), request, member, token, room)

    return enter


async def own_form(request: Request, form_token: Annotated[str, Form()] = "") -> None:
    """Lets only commands pass that come from a page of this session.

    Raises:
        ForeignForm: the token of the form is missing or another's.
    """
    token = request.cookies.get(SESSION_COOKIE, "")
    if not console_of(request).sessions.form_token_is_right(token, form_token):
        raise ForeignForm


OWN_FORM = Depends(own_form)
