"""One application: look at it, choose what it becomes, see what the citizen will get, confirm."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response

from booking.api import ApplicationKind, Filed, KindState, NotFound, Refused
from operator_console import formats
from operator_console.access.roles import Room
from operator_console.clerk import view
from operator_console.console import OWN_FORM, Here, go, in_room
from operator_console.messages import sent

router = APIRouter(prefix=Room.APPLICATIONS.value)
AtApplications = Annotated[Here, Depends(in_room(Room.APPLICATIONS))]

LONGEST_REMARK = 300
"""With the sentence before it, it still goes into three SMS."""

HOLD = timedelta(seconds=30)
"""So long a change can be taken back; whoever has slipped sees it at once, or never."""


class Wish:
    """What the clerk has filled in."""

    def __init__(
        self,
        seen: Annotated[str, Form()],
        state: Annotated[str, Form()] = "",
        remark: Annotated[str, Form()] = "",
        deadline: Annotated[str, Form()] = "",
    ) -> None:
        self.seen = seen
        self.state = state
        self.remark = " ".join(remark.split())
        self.deadline = deadline.strip()

    def trouble(self, filed: Filed, allowed: list[KindState], today: date) -> str | None:
        """The key of the text that says what to put right; None where all is well."""
        if filed.application.state != self.seen:
            return "clerk.trouble.changed"
        if self.state not in {one.code for one in allowed}:
            return "clerk.trouble.state"
        if len(self.remark) > LONGEST_REMARK:
            return "clerk.trouble.remark"
        if self.deadline and self.day is None:
            return "clerk.trouble.deadline"
        if self.day is not None and self.day < today:
            return "clerk.trouble.past"
        return None

    @property
    def day(self) -> date | None:
        """The new deadline."""
        try:
            return date.fromisoformat(self.deadline)
        except ValueError:
            return None


Wished = Annotated[Wish, Depends(Wish)]


@router.get("/{application_id:int}")
async def one(here: AtApplications, application_id: int) -> Response:
    """The application with its history and the form."""
    filed = await _found(here, application_id, "the application's page")
    return await _form(here, filed, None, None)


@router.post("/{application_id:int}/check", dependencies=[OWN_FORM])
async def check(
    here: AtApplications, application_id: int, wish: Wished, edit: Annotated[str, Form()] = ""
) -> Response:
    """What would be changed and who would get what; or, with `edit`, back to the form."""
    filed = await _found(here, application_id, "before a change of the status")
    allowed = await here.backend.applications.next_states(filed.application.id)
    trouble = wish.trouble(filed, allowed, here.today)
    if trouble or edit:
        return await _form(here, filed, wish, trouble)
    after = next(one for one in allowed if one.code == wish.state)
    day = await here.backend.applications.deadline_after(application_id, after.code, wish.day)
    return await here.page(
        "clerk/templates/confirm.html.j2",
        one=await _whole(here, filed),
        wish=wish,
        after=after.label[here.language],
        colour=view.COLOURS[after.stage],
        deadline=formats.short_day(day, here.language) if day else "",
        message=view.message(filed, after),
    )


@router.post("/{application_id:int}/change", dependencies=[OWN_FORM])
async def change(
    here: AtApplications,
    application_id: int,
    wish: Wished,
    command_key: Annotated[str, Form()],
) -> Response:
    """Change the status; the citizen gets the message."""
    filed = await here.backend.applications.get(application_id)
    try:
        changed = await here.backend.applications.change_status(
            application_id,
            wish.state,
            expected=wish.seen,
            by=here.member.username,
            remark=wish.remark[:LONGEST_REMARK] or None,
            deadline=wish.day,
            hold=HOLD,
            key=here.command_key(command_key),
        )
    except (Refused, NotFound):
        return await _form(here, filed, wish, "clerk.trouble.changed")
    told = view.message(filed, (await _kind(here, filed)).state(changed.state))
    reached = told.phone or told.email
    return go(
        f"{Room.APPLICATIONS.value}/{changed.id}",
        said="status-changed" if reached else "status-changed-silently",
    )


async def _found(here: Here, application_id: int, reason: str) -> Filed:
    await here.looks_at(f"application:{application_id}", reason)
    return await here.backend.applications.get(application_id)


async def _whole(here: Here, filed: Filed) -> view.Whole:
    people = {one.username: one.name for one in await here.backend.staff.list()}
    number = filed.application.id
    return view.whole(
        filed,
        people,
        here.language,
        here.zone,
        here.today,
        states=(await _kind(here, filed)).states,
        changes=await here.backend.applications.changes(number),
        notes=await here.backend.applications.notes(number),
    )


async def clerks(here: Here) -> list[tuple[str, str, int, bool]]:
    """Who may get an application: username, name, how many they have, whether they are away."""
    people = {one.username: one.name for one in await here.backend.staff.list()}
    return [
        (one.username, people[one.username], one.load, one.is_away)
        for one in await here.backend.applications.workers()
    ]


async def _kind(here: Here, filed: Filed) -> ApplicationKind:
    kinds = {kind.code: kind for kind in await here.backend.applications.kinds()}
    return kinds[filed.application.kind]


async def _form(here: Here, filed: Filed, wish: Wish | None, trouble: str | None) -> Response:
    allowed = await here.backend.applications.next_states(filed.application.id)
    return await here.page(
        "clerk/templates/application.html.j2",
        status=422 if trouble else 200,
        one=await _whole(here, filed),
        allowed=[(state.code, state.label[here.language]) for state in allowed],
        wish=wish,
        trouble=trouble,
        longest_remark=LONGEST_REMARK,
        today=here.today,
        undoable=await here.backend.applications.undoable_until(filed.application.id),
        clerk=filed.application.clerk or "",
        clerks=await clerks(here),
        sent=await sent.about(here, [f"application:{filed.application.id}"]),
    )
