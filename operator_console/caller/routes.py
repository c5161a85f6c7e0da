"""The panel's addresses. Everything is shown by one; each command has its own."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response

from operator_console.access.roles import Room
from operator_console.caller import (
    applications,
    book,
    citizen,
    filing,
    sent,
    times,
    topics,
    visits,
    wait,
)
from operator_console.caller.panel import Show, answer
from operator_console.caller.state import LONGEST, PATH, State, Tab, of
from operator_console.console import OWN_FORM, Here, in_room

router = APIRouter(prefix=PATH)
AtDesk = Annotated[Here, Depends(in_room(Room.DESK))]

PARTS: dict[str, Show] = {
    Tab.CITIZEN: citizen.show,
    Tab.BOOK: book.show,
    Tab.VISITS: visits.show,
    Tab.APPLICATIONS: applications.show,
    Tab.TOPICS: topics.show,
    Tab.MESSAGES: sent.show,
}

Text = Annotated[str, Form(max_length=LONGEST)]


class Command:
    """What every form of the panel carries: what it is set to, and the command's key."""

    def __init__(
        self,
        command_key: Annotated[str, Form(max_length=80)],
        state: Annotated[str, Form(max_length=4000)] = "",
    ) -> None:
        self.state = State.read(state)
        self._key = command_key

    def key(self, here: Here, what: str) -> str:
        """The key; a form has several buttons, which mean different commands."""
        return here.command_key(f"{self._key}/{what}")


Given = Annotated[Command, Depends(Command)]


@router.get("")
async def panel(here: AtDesk) -> Response:
    """The panel, as its address says."""
    return await answer(here, of(here.request), PARTS)


@router.post("/identity", dependencies=[OWN_FORM])
async def identity(
    here: AtDesk, given: Given, mark: Annotated[list[str] | None, Form()] = None
) -> Response:
    """The operator is satisfied that the caller is the citizen."""
    told = await citizen.check(here, given.state, mark or [], given.key(here, "identity"))
    return await answer(here, given.state, PARTS, told)


@router.post("/identity/forget", dependencies=[OWN_FORM])
async def forget(here: AtDesk, given: Given) -> Response:
    """They are not, after all."""
    return await answer(here, given.state, PARTS, await citizen.forget(here, given.state))


@router.post("/hold", dependencies=[OWN_FORM])
async def hold(here: AtDesk, given: Given, slot: Text = "") -> Response:
    """Keep a time, for a new visit or for one that is to be moved."""
    keep = visits.keep if given.state.tab == Tab.VISITS else book.keep
    state, told = await keep(here, given.state, slot, given.key(here, slot))
    return await answer(here, state, PARTS, told)


@router.post("/release", dependencies=[OWN_FORM])
async def release(here: AtDesk, given: Given) -> Response:
    """Let the time go."""
    name = times.SWAP if given.state.tab == Tab.VISITS else times.HOLD
    return await answer(here, await times.let_go(here, given.state, name), PARTS)


@router.post("/book", dependencies=[OWN_FORM])
async def confirm(
    here: AtDesk,
    given: Given,
    phone: Text = "",
    email: Text = "",
    name: Text = "",
    reason: Text = "",
    anyway: Text = "",
) -> Response:
    """Make the time that is kept a visit."""
    state, told = await book.confirm(
        here,
        given.state,
        phone=phone,
        email=email,
        name=name,
        reason=reason.strip() if anyway else None,
        key=given.key(here, "book"),
    )
    return await answer(here, state, PARTS, told)


@router.post("/move", dependencies=[OWN_FORM])
async def move(here: AtDesk, given: Given) -> Response:
    """Give a visit the time that is kept."""
    state, told = await visits.move(here, given.state, given.key(here, "move"))
    return await answer(here, state, PARTS, told)


@router.post("/cancel", dependencies=[OWN_FORM])
async def cancel(here: AtDesk, given: Given) -> Response:
    """Cancel a visit."""
    state, told = await visits.cancel(here, given.state, given.key(here, "cancel"))
    return await answer(here, state, PARTS, told)


@router.post("/restore", dependencies=[OWN_FORM])
async def restore(here: AtDesk, given: Given, visit: Annotated[int, Form()]) -> Response:
    """Take a cancellation back."""
    key = given.key(here, "restore")
    state, told = await visits.restore(here, given.state, visit, key)
    return await answer(here, state, PARTS, told)


@router.post("/wait", dependencies=[OWN_FORM])
async def join(
    here: AtDesk, given: Given, phone: Text = "", visit: Annotated[int | None, Form()] = None
) -> Response:
    """Put the caller on the waiting list; with a visit, for something earlier."""
    key = given.key(here, f"wait-{visit or ''}")
    told = await wait.join(here, given.state, phone, visit, key)
    return await answer(here, given.state, PARTS, told)


@router.post("/wait/{entry_id:int}/{change}", dependencies=[OWN_FORM])
async def change_wait(
    here: AtDesk, given: Given, entry_id: int, change: Literal["leave", "resume"]
) -> Response:
    """Take the caller off the list, or make offers again."""
    key = given.key(here, f"{change}-{entry_id}")
    told = await wait.change(here, entry_id, leaves=change == "leave", key=key)
    return await answer(here, given.state, PARTS, told)


@router.post("/offers/{offer_id:int}/{reply}", dependencies=[OWN_FORM])
async def answer_offer(
    here: AtDesk, given: Given, offer_id: int, reply: Literal["accept", "decline"]
) -> Response:
    """Accept or decline for the caller what is offered."""
    key = given.key(here, f"{reply}-{offer_id}")
    told, visit = await wait.answer(here, offer_id, accepts=reply == "accept", key=key)
    return await answer(here, given.state.but(booked=visit), PARTS, told)


@router.post("/applications/{application_id:int}/send", dependencies=[OWN_FORM])
async def send_status(
    here: AtDesk, given: Given, application_id: int, phone: Text = ""
) -> Response:
    """Send how an application stands."""
    key = given.key(here, f"status-{application_id}")
    told = await applications.send(here, given.state, application_id, phone, key)
    return await answer(here, given.state.but(application=application_id), PARTS, told)


@router.post("/file", dependencies=[OWN_FORM])
async def file(
    here: AtDesk,
    given: Given,
    kind: Text = "",
    place: Annotated[str, Form(max_length=filing.LONGEST_PLACE)] = "",
    text: Annotated[str, Form(max_length=filing.LONGEST_TEXT)] = "",
    phone: Text = "",
) -> Response:
    """File a suggestion or a complaint for the caller."""
    key = given.key(here, "file")
    told = await filing.file(here, given.state, kind, place=place, text=text, phone=phone, key=key)
    return await answer(here, given.state, PARTS, told)


@router.post("/topic/send", dependencies=[OWN_FORM])
async def send_topic(here: AtDesk, given: Given, phone: Text = "") -> Response:
    """Send the life situation that is open."""
    told = await topics.send(here, given.state, phone, given.key(here, "topic"))
    return await answer(here, given.state, PARTS, told)
