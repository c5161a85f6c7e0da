"""The list of applications: what is under way, what is late, what somebody asks about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response

from booking.api import (
    UNFINISHED,
    ApplicationKind,
    ApplicationQuery,
    Filed,
    FilingChannel,
    KindState,
    Stage,
)
from operator_console.access.roles import Room
from operator_console.clerk import view
from operator_console.clerk.change import clerks
from operator_console.console import Here, in_room
from operator_console.desk.view import sentence
from operator_console.pages import HEADERS

router = APIRouter(prefix=Room.APPLICATIONS.value)
AtApplications = Annotated[Here, Depends(in_room(Room.APPLICATIONS))]

LIMIT = 200
"""Rows on one page; whoever needs another one searches."""

GROUPS = ("under-way", "late", "all")
"""Choices of the filter besides the single states."""


def _plain(text: str) -> str:
    """Without signs that nobody writes, which no database can look for."""
    return "".join(sign for sign in text if sign.isprintable())


MINE, NOBODY = "mine", "nobody"
"""Choices of the filter by clerk besides the clerks' names."""


class Wanted:
    """What the filter of the page is set to; whatever cannot be read means the usual."""

    def __init__(  # one argument for each field of the form
        self,
        state: str = "",
        service: str = "",
        text: str = "",
        clerk: str = "",
        channel: str = "",
    ) -> None:
        self.channel = channel if channel in set(FilingChannel) else ""
        self.clerk = _plain(clerk)[:60]
        self.state = _plain(state)[:20] or GROUPS[0]
        self.service = _plain(service)
        self.text = _plain(text)[:100]

    def query(self, mine: frozenset[str]) -> ApplicationQuery:
        """The same for the backend. A search by text looks everywhere.

        `mine` are those whose applications one works on today: one's own, and of the absent.
        """
        stages: frozenset[Stage] = frozenset()
        states: frozenset[str] = frozenset()
        if self.state in {"under-way", "late"}:
            stages = UNFINISHED
        elif self.state != "all":
            states = frozenset({self.state})
        service = self.service or None
        clerks: dict[str, frozenset[str | None]] = {
            "": frozenset(),
            MINE: frozenset(mine),
            NOBODY: frozenset({None}),
        }
        return ApplicationQuery(
            states=states,
            stages=stages,
            service=service,
            text=self.text,
            channels=frozenset({FilingChannel(self.channel)} if self.channel else ()),
            clerks=clerks.get(self.clerk, frozenset({self.clerk})),
        )

    def by(self, clerk: str) -> str:
        """The same for a link to what this clerk works on; see `MINE`, empty for anybody."""
        other = Wanted(self.state, self.service, self.text, clerk, self.channel)
        return other.address

    @property
    def address(self) -> str:
        """The same for a link."""
        fields = {"state": self.state, "service": self.service, "text": self.text}
        return urlencode(fields | {"clerk": self.clerk, "channel": self.channel})

    def __str__(self) -> str:
        parts = [
            self.state,
            self.service,
            self.clerk,
            self.channel,
            "a search" if self.text else "",
        ]
        return ", ".join(part for part in parts if part)


Filter = Annotated[Wanted, Depends(Wanted)]


@router.get("")
async def applications(here: AtApplications, wanted: Filter) -> Response:
    """The whole page; opened without a filter it begins with what one works on oneself."""
    if not here.request.url.query:
        wanted = await _first(here)
    found = await _look(here, wanted)
    services = await here.backend.catalogue.services()
    kinds = await here.backend.applications.kinds()
    used = {kind.service for kind in kinds}
    return await here.page(
        "clerk/templates/applications.html.j2",
        wanted=wanted,
        groups=GROUPS,
        states=[(one.code, one.label[here.language]) for one in _states(kinds)],
        services=[
            (one.code, sentence(one.name[here.language])) for one in services if one.code in used
        ],
        clerks=await clerks(here),
        channels=list(FilingChannel),
        mine=MINE,
        nobody=NOBODY,
        rows=await _drawn(here, wanted, found),
    )


@router.get("/rows")
async def rows(here: AtApplications, wanted: Filter) -> Response:
    """The list alone, for the filter as it is being typed."""
    found = await _drawn(here, wanted, await _look(here, wanted))
    html = here.part("clerk/templates/list.html.j2", wanted=wanted, rows=found)
    return HTMLResponse(html, headers={**HEADERS, "HX-Push-Url": _page(wanted)})


@router.get("/live")
async def live(here: AtApplications, wanted: Filter) -> Response:
    """Its rows, kept true."""
    await here.looks_at("applications", f"the list, kept up to date: {wanted}")
    return here.follow(lambda: _rows(here, wanted))


async def _first(here: Here) -> Wanted:
    """One's own applications; all where one has none under way."""
    mine = Wanted(clerk=MINE)
    has_some = await here.backend.applications.find(await _query(here, mine), 1)
    return mine if has_some else Wanted()


async def _query(here: Here, wanted: Wanted) -> ApplicationQuery:
    return wanted.query(await here.backend.applications.stands_in_for(here.member.username))


async def _look(here: Here, wanted: Wanted) -> list[Filed]:
    """What is shown, and who looks at whom: a search is told by those whom it has found."""
    found = await here.backend.applications.find(await _query(here, wanted), LIMIT)
    shown = {one.citizen.id for one in found if one.citizen} if wanted.text else set()
    await here.looks_at("applications", f"the list: {wanted}", shown)
    return found


async def _rows(here: Here, wanted: Wanted) -> str:
    return await _drawn(
        here, wanted, await here.backend.applications.find(await _query(here, wanted), LIMIT)
    )


async def _drawn(here: Here, wanted: Wanted, found: Sequence[Filed]) -> str:
    people = {one.username: one.name for one in await here.backend.staff.list()}
    shown = [view.row(one, people, here.language, here.zone, here.today) for one in found]
    if wanted.state == "late":
        shown = [one for one in shown if one.deadline and one.deadline.mark == "late"]
    return here.part(
        "clerk/templates/rows.html.j2",
        rows=shown,
        wanted=wanted,
        mine=MINE,
        is_cut=len(found) == LIMIT,
    )


def _states(kinds: Sequence[ApplicationKind]) -> list[KindState]:
    """The states of all kinds, each code once: the filter goes by code."""
    found = {state.code: state for kind in reversed(kinds) for state in kind.states}
    order = [state.code for kind in kinds for state in kind.states]
    return [found[code] for code in dict.fromkeys(order)]


def _page(wanted: Wanted) -> str:
    return f"{Room.APPLICATIONS.value}?{wanted.address}"
