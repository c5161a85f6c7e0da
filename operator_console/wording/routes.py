"""The messages that the town sends, and one of them: read, try, edit, go back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response

from booking.api import Language, Refused, Role
from notifier.api import (
    LONGEST_NOTE,
    Fault,
    SampleSize,
    Template,
    TemplateSheet,
    WrongWording,
    letter_styles,
    spare_parts,
    texts_of,
)
from operator_console.access.roles import Room
from operator_console.console import OWN_FORM, Here, go, in_room
from operator_console.errors import RoomClosed
from operator_console.pages import HEADERS
from operator_console.wording import form, view

router = APIRouter(prefix=Room.WORDING.value)
AtWording = Annotated[Here, Depends(in_room(Room.WORDING))]
Seen = Annotated[int, Form()]
Key = Annotated[str, Form()]

TROUBLES = frozenset({"version", "note", "texts", "number", "key"})
"""What a command may be refused for; each has its words."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody has written, and what is wrong with it."""

    template: Template
    note: str = ""
    faults: list[Fault] = field(default_factory=list)


@router.get("")
async def messages(here: AtWording) -> Response:
    """All messages, by what they are about."""
    groups = view.rows(
        await here.templates.sheets(), _names(here), await _people(here), _moments(here)
    )
    return await here.page(
        "wording/templates/list.html.j2",
        groups=groups,
        count=sum(len(rows) for _, rows in groups),
    )


@router.get("/{name}")
async def message(here: AtWording, name: str, sample: SampleSize = SampleSize.USUAL) -> Response:
    """One message."""
    return await _page(here, await here.templates.sheet(name), sample)


@router.post("/{name}/trial", dependencies=[OWN_FORM])
async def trial(here: AtWording, request: Request, name: str) -> Response:
    """What would become of what is being written; for the page that is open."""
    sheet = await here.templates.sheet(name)
    fields = await _fields(request)
    typed = form.entered(sheet.file, fields)
    faults = await here.templates.check(name, typed)
    html = here.part(
        "wording/templates/trials.html.j2",
        trials=await _trials(here, typed, _sample(fields)),
        wrongs=await _wrongs(here, faults),
    )
    return HTMLResponse(html, headers=HEADERS)


@router.post("/{name}/change", dependencies=[OWN_FORM])
async def change(
    here: AtWording,
    request: Request,
    name: str,
    seen: Seen,
    command_key: Key,
    do: Annotated[str, Form()] = "save",
) -> Response:
    """Send by this wording from now on; or only show what would become of it."""
    sheet = await _mine(here, name)
    fields = await _fields(request)
    template = form.entered(sheet.file, fields)
    note = fields.get("note", "")
    typed = Typed(template, note, await here.templates.check(name, template))
    sample = _sample(fields)
    if do == "trial" or typed.faults:
        trouble = "faults" if do != "trial" else ""
        return await _page(here, sheet, sample, typed, trouble)
    try:
        await here.templates.save(
            name,
            template,
            seen=seen,
            note=note,
            by=here.member.username,
            key=here.command_key(command_key),
        )
    except Refused as error:
        return await _refused(here, name, error, sample, typed)
    return go(f"{Room.WORDING}/{name}", said="wording-saved")


@router.post("/{name}/restore", dependencies=[OWN_FORM])
async def restore(
    here: AtWording, name: str, seen: Seen, number: Annotated[int, Form()], command_key: Key
) -> Response:
    """Send by an older wording again."""
    sheet = await _mine(here, name)
    try:
        await here.templates.restore(
            name,
            number,
            seen=seen,
            note=here.say("wording.restore.note", n=number),
            by=here.member.username,
            key=here.command_key(command_key),
        )
    except Refused as error:
        return await _refused(here, name, error, SampleSize.USUAL, None)
    except WrongWording as error:
        old = next(one.template for one in sheet.versions if one.number == number)
        typed = None if old is None else Typed(old, faults=error.faults)
        return await _page(here, sheet, SampleSize.USUAL, typed, "restore")
    return go(f"{Room.WORDING}/{name}", said="wording-restored")


async def _refused(
    here: Here, name: str, error: Refused, sample: SampleSize, typed: Typed | None
) -> Response:
    trouble = error.field if error.field in TROUBLES else "key"
    return await _page(here, await here.templates.sheet(name), sample, typed, trouble)


async def _mine(here: Here, name: str) -> TemplateSheet:
    """The message, for somebody who may change it.

    Raises:
        NotFound: there is none.
        RoomClosed: they may only read.
    """
    sheet = await here.templates.sheet(name)
    if not _may_edit(here):
        raise RoomClosed
    return sheet


async def _page(
    here: Here,
    sheet: TemplateSheet,
    sample: SampleSize,
    typed: Typed | None = None,
    trouble: str = "",
) -> Response:
    newest = sheet.newest
    kept = newest.template or sheet.file
    shown = typed or Typed(kept, faults=[])
    if typed is None and not newest.fits:
        shown = Typed(kept, faults=await here.templates.check(sheet.name, kept))
    names, people, moments = _names(here), await _people(here), _moments(here)
    wrongs = await _wrongs(here, shown.faults)
    is_late = trouble == "version" and typed is not None
    return await here.page_with_letters(
        "wording/templates/one.html.j2",
        letter_styles(),
        status=422 if trouble else 200,
        row=view.row(sheet, names, people, moments),
        template=shown.template,
        texts=texts_of(shown.template),
        spare=spare_parts(shown.template),
        text_languages=list(Language),
        note=shown.note,
        longest_note=LONGEST_NOTE,
        wrongs=wrongs,
        flawed_languages={one.place.split(".")[1] for one in wrongs if "." in one.place},
        wrong={one.place: one.text for one in reversed(wrongs)},
        checked=typed is not None,
        trouble=trouble,
        editable=_may_edit(here),
        seen=newest.number,
        sample=sample,
        samples=list(SampleSize),
        trials=await _trials(here, shown.template, sample),
        fields=view.field_lines(sheet.file, names, await here.templates.sign(), here.language),
        conflict=view.differences(kept, shown.template, here.say) if is_late else [],
        history=view.history(sheet, names, people, moments),
    )


async def _trials(
    here: Here, template: Template, sample: SampleSize
) -> list[tuple[Language, object, object, object]]:
    return [
        (one.language, view.trial_sms(one, here.say, here.language), one.mail, one.calendar)
        for one in await here.templates.trial(template, sample)
    ]


async def _wrongs(here: Here, faults: list[Fault]) -> list[view.Wrong]:
    sign = await here.templates.sign()
    return view.wrongs(faults, _names(here), sign.website)


async def _fields(request: Request) -> Mapping[str, str]:
    return {name: str(value) for name, value in (await request.form()).items()}


async def _people(here: Here) -> Mapping[str, str]:
    return {one.username: one.name for one in await here.backend.staff.list()}


def _names(here: Here) -> view.Names:
    return view.Names(here.say, here.texts)


def _moments(here: Here) -> view.Moments:
    return view.Moments(here.zone, here.today, here.language)


def _sample(fields: Mapping[str, str]) -> SampleSize:
    wanted = fields.get("sample")
    return next((one for one in SampleSize if one.value == wanted), SampleSize.USUAL)


def _may_edit(here: Here) -> bool:
    return here.member.role is Role.ADMINISTRATOR
