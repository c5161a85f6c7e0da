"""One agreement: its letter, a reset, its end."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from booking.api import CounterEntry, DocumentKind, EndReason, Fault, Faulty, Refused
from operator_console.access.roles import Room
from operator_console.agreements import letter as letters
from operator_console.agreements import view
from operator_console.agreements.conclude import Written
from operator_console.agreements.here import AtAgreements
from operator_console.console import OWN_FORM, Here, go
from operator_console.pages import HEADERS

router = APIRouter()

PDF_POLICY = "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""The browser's own viewer needs styles and objects of its own; the letter loads nothing."""


@router.get("/{agreement_id:int}")
async def one(here: AtAgreements, agreement_id: int) -> Response:
    """The whole page."""
    await here.looks_at(f"agreement:{agreement_id}", "the agreement")
    whole = await _whole(here, agreement_id)
    return await here.page(
        "agreements/templates/one.html.j2", one=whole, state=await _state(here, agreement_id)
    )


@router.get("/{agreement_id:int}/live")
async def live(here: AtAgreements, agreement_id: int) -> Response:
    """Its state, kept true: the letter is printed in another window."""
    return here.follow(lambda: _state(here, agreement_id))


@router.post("/{agreement_id:int}/letter", dependencies=[OWN_FORM])
async def letter(here: AtAgreements, agreement_id: int) -> Response:
    """The letter, once; whoever comes second is told so.

    PIN and password are made here, drawn, and put in force as hashes, all in this one request. If
    the answer is lost on its way, they are lost too, and a reset makes new ones.
    """
    backend, now = here.backend, here.backend.clock.local()
    held = await backend.agreements.get(agreement_id)
    try:
        drawn_up = await backend.agreements.draw_up(agreement_id)
        concluded = held.agreement.concluded_at.astimezone(here.zone)
        town = await backend.catalogue.town()
        sheet = await asyncio.to_thread(letters.draw, drawn_up, town, concluded, now)
        await backend.agreements.hand_out(drawn_up, by=here.member.username)
    except Refused:
        return await here.page(
            "agreements/templates/printed.html.j2", status=409, one=await _whole(here, agreement_id)
        )
    return Response(
        sheet,
        media_type="application/pdf",
        headers={
            **HEADERS,
            "Content-Security-Policy": PDF_POLICY,
            "Content-Disposition": f'inline; filename="dohoda-{agreement_id}.pdf"',
        },
    )


@router.get("/{agreement_id:int}/reset")
async def reset_form(here: AtAgreements, agreement_id: int) -> Response:
    """Asks for the document that is shown."""
    await here.looks_at(f"agreement:{agreement_id}", "before a reset")
    return await _reset_page(here, agreement_id, CounterEntry())


@router.post("/{agreement_id:int}/reset", dependencies=[OWN_FORM])
async def reset(
    here: AtAgreements, agreement_id: int, entry: Written, command_key: Annotated[str, Form()]
) -> Response:
    """Make PIN and password void; a new letter is due."""
    try:
        await here.backend.agreements.reset(
            agreement_id, entry, by=here.member.username, key=here.command_key(command_key)
        )
    except Faulty as error:
        return await _reset_page(here, agreement_id, entry, error.faults)
    except Refused:
        return _back(agreement_id)
    return _back(agreement_id, said="agreement-reset")


@router.get("/{agreement_id:int}/end")
async def end_form(here: AtAgreements, agreement_id: int) -> Response:
    """Asks why."""
    await here.looks_at(f"agreement:{agreement_id}", "before its end")
    return await _end_page(here, agreement_id)


@router.post("/{agreement_id:int}/end", dependencies=[OWN_FORM])
async def end(
    here: AtAgreements,
    agreement_id: int,
    command_key: Annotated[str, Form()],
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Let it be over."""
    if reason not in {one.value for one in EndReason} - {EndReason.MERGED}:
        return await _end_page(here, agreement_id, [Fault("reason", "missing")])
    try:
        await here.backend.agreements.end(
            agreement_id,
            EndReason(reason),
            by=here.member.username,
            key=here.command_key(command_key),
        )
    except Refused:
        return _back(agreement_id)
    return _back(agreement_id, said="agreement-ended")


def _back(agreement_id: int, **query: str) -> Response:
    return go(f"{Room.AGREEMENTS.value}/{agreement_id}", **query)


async def _reset_page(
    here: Here, agreement_id: int, entry: CounterEntry, faults: Sequence[Fault] = ()
) -> Response:
    kinds = [kind.value for kind in DocumentKind]
    return await _form(here, agreement_id, "reset", faults, entry=entry, documents=kinds)


async def _end_page(here: Here, agreement_id: int, faults: Sequence[Fault] = ()) -> Response:
    reasons = [one.value for one in EndReason if one is not EndReason.MERGED]
    return await _form(here, agreement_id, "end", faults, reasons=reasons)


async def _form(
    here: Here, agreement_id: int, name: str, faults: Sequence[Fault], **shown: object
) -> Response:
    """A form about an agreement in force; the agreement's page where it is over."""
    whole = await _whole(here, agreement_id)
    if whole.phase == "ended":
        return _back(agreement_id)
    return await here.page(
        f"agreements/templates/{name}.html.j2",
        status=422 if faults else 200,
        one=whole,
        problems=view.problems(faults),
        **shown,
    )


async def _whole(here: Here, agreement_id: int) -> view.Whole:
    people = {one.username: one.name for one in await here.backend.staff.list()}
    held = await here.backend.agreements.get(agreement_id)
    return view.whole(held, people, here.language, here.zone, here.today)


async def _state(here: Here, agreement_id: int) -> str:
    return here.part("agreements/templates/state.html.j2", one=await _whole(here, agreement_id))
