"""The panel as a whole: who calls, what is known of them, and the part that is open."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from fastapi.responses import HTMLResponse, Response

from booking.api import (
    Backend,
    Citizen,
    IdentityCheck,
    Language,
    LimitReached,
    NotFound,
    is_mobile,
    parse_phone,
)
from ivr.routing.api import Asking
from operator_console.access.roles import Room
from operator_console.caller.beginning import begun
from operator_console.caller.state import PATH, State, Tab
from operator_console.calls import may_be_own
from operator_console.console import Here, go
from operator_console.desk.names import names_once
from operator_console.desk.view import Names
from operator_console.pages import HEADERS


class Identity(StrEnum):
    """How sure it is that the caller is the citizen who is shown."""

    VERIFIED = "verified"
    """By login and PIN in this call."""
    CHECKED = "checked"
    """An operator is satisfied, by control questions."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Told:
    """What the panel says about the command that led to it.

    Attributes:
        said: the text 'caller.said.…', empty for none.
        colour: success, warning or error.
        slots: for the text.
        undo: a cancelled visit that can be brought back.
        troubles: the text 'caller.trouble.…' by the field that is to be put right.
        entered: what stood in the fields.
        limit: what is booked already, where an operator decides whether to book more.
    """

    said: str = ""
    colour: str = "success"
    slots: Mapping[str, Any] = field(default_factory=dict)
    undo: int | None = None
    troubles: Mapping[str, str] = field(default_factory=dict)
    entered: Mapping[str, str] = field(default_factory=dict)
    limit: LimitReached | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """All that every part works with.

    Attributes:
        asked: what the call brought, None without a call.
        language: the caller's.
        phone: the calling number in E.164, None where it is hidden or there is no call.
        citizen: whom the operator looks at.
        identity: whether the caller is that one.
        check: what an operator has checked in this talk, whoever is looked at.
    """

    here: Here
    state: State
    asked: Asking | None
    names: Names
    language: Language
    phone: str | None
    citizen: Citizen | None
    identity: Identity
    check: IdentityCheck | None

    @property
    def backend(self) -> Backend:
        """The services."""
        return self.here.backend

    @property
    def talk(self) -> str:
        """What an identity check holds for."""
        return talk(self.here, self.state)

    @property
    def owner(self) -> str:
        """Whose the times are that are kept here; a hang-up must not let them go."""
        return owner(self.here, self.state)

    @property
    def is_known(self) -> bool:
        """Whether personal things may be told."""
        return self.citizen is not None and self.identity is not Identity.UNKNOWN

    @property
    def mobile(self) -> str | None:
        """The calling number, where an SMS reaches it."""
        return self.phone if is_mobile(self.phone) else None


def talk(here: Here, state: State) -> str:
    """The call's id; without a call, what stands for this desk."""
    return state.call or f"desk:{here.member.username}"


def owner(here: Here, state: State) -> str:
    """See `Panel.owner`."""
    return f"operator:{here.member.username}:{state.call}"[:100]


async def opened(here: Here, state: State) -> Panel:
    """The panel for a state, with what the call brought where nothing was chosen yet."""
    request = await here.routing.of_call(state.call) if state.call else None
    asked = None if request is None else request.asked
    names = await names_once(here)
    if not state.tab:
        state = begun(state, asked, names, here.today)
    check = await here.backend.citizens.identity_in(talk(here, state))
    citizen = await _citizen(here, state, asked, check)
    is_theirs = request is not None and may_be_own(here, request)
    return Panel(
        here=here,
        state=state if citizen is None else state.but(citizen=citizen.id),
        asked=asked,
        names=names,
        language=Language.CS if asked is None else asked.language,
        phone=None if asked is None else parse_phone(asked.caller),
        citizen=citizen,
        identity=_identity(citizen, asked if is_theirs else None, check),
        check=check,
    )


async def _citizen(
    here: Here, state: State, asked: Asking | None, check: IdentityCheck | None
) -> Citizen | None:
    number = state.number("citizen")
    if number is None and asked is not None:
        number = asked.citizen_id
    if number is None and check is not None:
        number = check.citizen_id
    if number is None:
        return None
    await here.looks_at(f"citizen:{number}", f"the caller's panel: {state.tab}, {state.call}")
    try:
        return await here.backend.citizens.get(number)
    except NotFound:
        return None


def _identity(
    citizen: Citizen | None, asked: Asking | None, check: IdentityCheck | None
) -> Identity:
    if citizen is not None and asked is not None and asked.citizen_id == citizen.id:
        return Identity.VERIFIED
    if citizen is not None and check is not None and check.citizen_id == citizen.id:
        return Identity.CHECKED
    return Identity.UNKNOWN


TARGET = "caller"
"""The panel's own element: what it loads itself is an answer to somebody's key or click."""

Show = Callable[[Panel, Told], Awaitable[dict[str, Any]]]


async def answer(
    here: Here, state: State, parts: Mapping[str, Show], told: Told | None = None
) -> Response:
    """The panel, alone for the desk and as a page of its own for a browser that asks for one.

    Args:
        here: the request.
        state: what to show.
        parts: draws the parts, by tab.
        told: what to say about the command before it.
    """
    told = told or Told()
    is_fragment = "hx-request" in here.request.headers
    if here.request.method == "POST" and not is_fragment and not told.troubles:
        return go(state.link)
    panel = await opened(here, state)
    values = {
        "panel": panel,
        "state": panel.state,
        "told": told,
        "tabs": list(Tab),
        "is_answer": here.request.headers.get("hx-target") == TARGET,
        **await parts[panel.state.tab](panel, told),
    }
    if not is_fragment:
        status = 422 if told.troubles else 200
        return await here.page("caller/templates/page.html.j2", status=status, **values)
    html = here.part(
        "caller/templates/panel.html.j2",
        form_token=here.console.sessions.form_token(here.token),
        command_key=secrets.token_hex(16),
        **values,
    )
    return HTMLResponse(html, headers={**HEADERS, "HX-Replace-Url": _address(here, panel.state)})


def _address(here: Here, state: State) -> str:
    """The page's address with the state in it, so that a reload shows the same."""
    page = urlsplit(here.request.headers.get("hx-current-url", "")).path
    return f"{PATH if page.startswith(PATH) else Room.DESK.value}?{state.query}"
