"""The list of topics, and one topic: read, check, edit, go back, settle with the file."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from booking.api import TOPIC_ANSWERS, Language, NotFound, Refused, TopicSheet
from notifier.api import SmsSize
from operator_console.access.roles import Room
from operator_console.console import OWN_FORM, Here, go, in_room
from operator_console.desk.view import sentence
from operator_console.errors import RoomClosed
from operator_console.pages import HEADERS
from operator_console.topics import form, view

router = APIRouter(prefix=Room.TOPICS.value)
AtTopics = Annotated[Here, Depends(in_room(Room.TOPICS))]
Seen = Annotated[int, Form()]
Key = Annotated[str, Form()]

REFUSALS: Mapping[str, str] = {
    "revision": "topics.trouble.changed",
    "source": "topics.trouble.source",
    "valid_to": "topics.trouble.past",
    "file": "topics.trouble.settled",
}


@router.get("")
async def topics(here: AtTopics) -> Response:
    """All topics, those first that somebody must do something about."""
    editing = here.backend.topic_editing
    settings = await editing.settings()
    lines = view.urgent_first(await editing.lines())
    return await here.page(
        "topics/templates/list.html.j2",
        rows=[view.row(line, settings, here.language) for line in lines],
    )


@router.get("/{code}")
async def topic(here: AtTopics, code: str) -> Response:
    """One topic."""
    return await _page(here, await here.backend.topic_editing.sheet(code))


@router.get("/{code}/heard/{language}")
async def heard(here: AtTopics, code: str, language: Language) -> Response:
    """What a caller hears of the newest revision, as a sound. Raises NotFound without its sound."""
    sheet = await here.backend.topic_editing.sheet(code)
    sound = await asyncio.to_thread(here.console.config.heard, sheet.line.topic, language)
    if sound is None:
        raise NotFound
    return Response(sound, media_type="audio/wav", headers=HEADERS)


@router.post("/{code}/check", dependencies=[OWN_FORM])
async def check(here: AtTopics, code: str, seen: Seen, command_key: Key) -> Response:
    """The texts agree with their source today."""
    sheet = await _mine(here, code)
    try:
        await here.backend.topic_editing.check(
            code, seen=seen, by=here.member.username, key=here.command_key(command_key)
        )
    except Refused as error:
        return await _page(here, sheet, trouble=REFUSALS[error.field])
    return go(f"{Room.TOPICS}/{code}", said="topic-checked")


@router.post("/{code}/change", dependencies=[OWN_FORM])
async def change(
    here: AtTopics,
    request: Request,
    code: str,
    seen: Seen,
    command_key: Key,
    do: Annotated[str, Form()] = "draft",
) -> Response:
    """Keep what was typed, as a draft or as checked; or only show what would become of it."""
    sheet = await _mine(here, code)
    fields = {name: str(value) for name, value in (await request.form()).items()}
    typed = form.entered(sheet.line.topic, fields)
    if do == "preview" or typed.faults or typed.wrong_day:
        trouble = "topics.trouble.texts" if typed.faults else ""
        trouble = "topics.trouble.day" if typed.wrong_day else trouble
        return await _page(here, sheet, typed=typed, trouble=trouble, previews=True)
    try:
        await here.backend.topic_editing.change(
            typed.topic,
            seen=seen,
            by=here.member.username,
            checked=do == "checked",
            key=here.command_key(command_key),
        )
    except Refused as error:
        trouble = REFUSALS.get(error.field, "topics.trouble.texts")
        return await _page(here, sheet, typed=typed, trouble=trouble, previews=True)
    return go(f"{Room.TOPICS}/{code}", said="topic-told" if do == "checked" else "topic-drafted")


@router.post("/{code}/restore", dependencies=[OWN_FORM])
async def restore(
    here: AtTopics, code: str, seen: Seen, revision: Annotated[int, Form()], command_key: Key
) -> Response:
    """Go back to an older revision."""
    sheet = await _mine(here, code)
    try:
        await here.backend.topic_editing.restore(
            code,
            revision,
            seen=seen,
            by=here.member.username,
            key=here.command_key(command_key),
        )
    except Refused as error:
        return await _page(here, sheet, trouble=REFUSALS[error.field])
    return go(f"{Room.TOPICS}/{code}", said="topic-restored")


@router.post("/{code}/settle", dependencies=[OWN_FORM])
async def settle(
    here: AtTopics, code: str, seen: Seen, take: Annotated[str, Form()], command_key: Key
) -> Response:
    """Take what the town's file says, or keep what is here."""
    sheet = await _mine(here, code)
    try:
        await here.backend.topic_editing.settle(
            code,
            with_file=take == "file",
            seen=seen,
            by=here.member.username,
            key=here.command_key(command_key),
        )
    except Refused as error:
        return await _page(here, sheet, trouble=REFUSALS[error.field])
    return go(f"{Room.TOPICS}/{code}", said="topic-settled")


async def _mine(here: Here, code: str) -> TopicSheet:
    """The topic, for somebody who may change it.

    Raises:
        NotFound: there is none.
        RoomClosed: another department answers for it.
    """
    sheet = await here.backend.topic_editing.sheet(code)
    settings = await here.backend.topic_editing.settings()
    if not view.may_edit(here.member, sheet.line.topic, settings):
        raise RoomClosed
    return sheet


async def _page(
    here: Here,
    sheet: TopicSheet,
    *,
    typed: form.Entered | None = None,
    trouble: str = "",
    previews: bool = False,
) -> Response:
    if trouble == "topics.trouble.changed":  # what is shown must be what can be edited
        sheet = await here.backend.topic_editing.sheet(sheet.line.topic.code)
    settings = await here.backend.topic_editing.settings()
    people = {one.username: one.name for one in await here.backend.staff.list()}
    topic = sheet.line.topic if typed is None else typed.topic
    told = next((one.number for one in sheet.history if one.topic == sheet.told), 0)
    return await here.page(
        "topics/templates/one.html.j2",
        status=422 if trouble else 200,
        row=view.row(sheet.line, settings, here.language),
        topic=topic,
        texts=form.texts(topic),
        field=form.field,
        answers=TOPIC_ANSWERS,
        text_languages=list(Language),
        faults={} if typed is None else typed.faults,
        trouble=trouble,
        editable=view.may_edit(here.member, sheet.line.topic, settings),
        seen=sheet.head,
        previews=previews,
        messages=await _messages(here, sheet, typed),
        sounds=await asyncio.to_thread(_sounds, here, sheet),
        conflict=None if sheet.file is None else _differences(sheet),
        history=[
            view.history_line(one, told, people, here.language, here.zone, here.today)
            for one in sheet.history
        ],
        sentence=sentence,
    )


async def _messages(
    here: Here, sheet: TopicSheet, typed: form.Entered | None
) -> list[tuple[Language, str, SmsSize]]:
    topic = sheet.line.topic if typed is None else typed.topic
    return [(one, *await here.templates.topic_sms(topic, one)) for one in Language]


def _sounds(here: Here, sheet: TopicSheet) -> list[Language]:
    """In which languages the newest revision can be listened to."""
    topic = sheet.line.topic
    return [one for one in Language if here.console.config.heard(topic, one) is not None]


def _differences(sheet: TopicSheet) -> list[tuple[str, str, str]]:
    """Field, here, in the file: where they are not the same."""
    if sheet.file is None:
        return []
    ours, theirs = form.texts(sheet.line.topic), form.texts(sheet.file)
    return [(name, ours[name], theirs[name]) for name in ours if ours[name] != theirs[name]]
