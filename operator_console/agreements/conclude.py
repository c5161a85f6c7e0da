"""Concludes an agreement: one form for persons and companies, known and new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response

from booking.api import ActingAs, CitizenKind, CounterEntry, DocumentKind, Fault, Faulty, Language
from operator_console.access.roles import Room
from operator_console.agreements.here import AtAgreements
from operator_console.agreements.view import entry_of, problems
from operator_console.console import OWN_FORM, Here, go

router = APIRouter()

Field = Annotated[str, Form(max_length=300)]
Tick = Annotated[bool, Form()]


def written(
    citizen_id: Annotated[int, Form()] = 0,
    company: Tick = False,
    given: Field = "",
    family: Field = "",
    born: Field = "",
    name: Field = "",
    company_number: Field = "",
    acting: Field = "",
    acting_as: Field = "",
    street: Field = "",
    postcode: Field = "",
    town: Field = "",
    document: Field = "",
    ending: Field = "",
    compared: Tick = False,
    phone: Field = "",
    phone_shown: Tick = False,
    email: Field = "",
    email_shown: Tick = False,
    language: Field = "",
    slow_speech: Tick = False,
    large_print: Tick = False,
    another: Tick = False,
) -> CounterEntry:
    """What the clerk has filled in."""
    return CounterEntry(
        citizen_id=citizen_id or None,
        company=company,
        given=given,
        family=family,
        born=born,
        name=name,
        company_number=company_number,
        acting=acting,
        acting_as=acting_as,
        street=street,
        postcode=postcode,
        town=town,
        document=document,
        ending=ending,
        compared=compared,
        phone=phone,
        phone_shown=phone_shown,
        email=email,
        email_shown=email_shown,
        language=language,
        slow_speech=slow_speech,
        large_print=large_print,
        another=another,
    )


Written = Annotated[CounterEntry, Depends(written)]


@router.get("/new")
async def form(here: AtAgreements, citizen: int = 0, *, company: bool = False) -> Response:
    """The empty form, or with what is known of a citizen."""
    if not citizen:
        return await _page(here, CounterEntry(company=company))
    await here.looks_at(f"citizen:{citizen}", "before an agreement is concluded")
    concluded = await here.backend.agreements.of(citizen)
    if concluded is not None:
        return go(f"{Room.AGREEMENTS.value}/{concluded.id}")
    return await _page(here, entry_of(await here.backend.citizens.get(citizen)))


@router.post("", dependencies=[OWN_FORM])
async def conclude(
    here: AtAgreements, entry: Written, command_key: Annotated[str, Form()]
) -> Response:
    """Conclude it, and go to where its letter is printed."""
    try:
        made = await here.backend.agreements.conclude(
            entry, by=here.member.username, key=here.command_key(command_key)
        )
    except Faulty as error:
        return await _page(here, entry, error.faults)
    return go(f"{Room.AGREEMENTS.value}/{made.id}", said="agreement-concluded")


async def _page(here: Here, entry: CounterEntry, faults: Sequence[Fault] = ()) -> Response:
    known = None
    if entry.citizen_id is not None:
        known = await here.backend.citizens.get(entry.citizen_id)
        # the form does not send what a citizen of the records is
        entry = replace(entry, company=known.kind is CitizenKind.COMPANY)
    return await here.page(
        "agreements/templates/new.html.j2",
        status=422 if faults else 200,
        entry=entry,
        known=known,
        problems=problems(faults),
        documents=[one.value for one in DocumentKind],
        capacities=[one.value for one in ActingAs],
        tongues=[one.value for one in Language],
        today=here.today,
    )
