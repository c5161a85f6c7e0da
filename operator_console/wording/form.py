"""A wording as a form: one field for each text, named by its place."""

from __future__ import annotations

import re
from collections.abc import Mapping

from booking.api import Language
from notifier.api import CalendarTexts, Fact, Letter, Spare, Template

SPARE = ".spare"
"""The end of the field that says whether a part may be left out."""


def entered(kept: Template, fields: Mapping[str, str]) -> Template:
    """The wording as the form has it; empty parts, lines and paragraphs are left out.

    Args:
        kept: says which channels there are.
        fields: by place; what is missing is empty.
    """
    calendar = kept.calendar
    return kept.model_copy(
        update={
            "sms": kept.sms and {one: _parts(fields, f"sms.{one.value}") for one in Language},
            "email": kept.email
            and {one: _letter(fields, f"email.{one.value}") for one in Language},
            "calendar": calendar
            and CalendarTexts(
                cancelled=calendar.cancelled,
                title={one: _text(fields, f"calendar.{one}.title") for one in Language},
                notes={one: _text(fields, f"calendar.{one}.notes") for one in Language},
            ),
        }
    )


def _parts(fields: Mapping[str, str], place: str) -> list[str | Spare]:
    parts: list[str | Spare] = []
    for number in _numbers(fields, place):
        if text := _text(fields, f"{place}.{number}"):
            may_go = f"{place}.{number}{SPARE}" in fields
            parts.append(Spare(spare=text) if may_go else text)
    return parts


def _letter(fields: Mapping[str, str], place: str) -> Letter:
    facts = [
        Fact(
            name=_text(fields, f"{place}.facts.{number}.name"),
            value=_text(fields, f"{place}.facts.{number}.value"),
        )
        for number in _numbers(fields, f"{place}.facts", ".name")
    ]
    closing = [
        _text(fields, f"{place}.closing.{number}")
        for number in _numbers(fields, f"{place}.closing")
    ]
    return Letter(
        subject=_text(fields, f"{place}.subject"),
        heading=_text(fields, f"{place}.heading"),
        lead=_text(fields, f"{place}.lead"),
        facts=[one for one in facts if one.name or one.value],
        closing=[one for one in closing if one],
    )


def _numbers(fields: Mapping[str, str], place: str, end: str = "") -> list[int]:
    """The numbers under which a list stands in the form, in their order."""
    pattern = re.compile(rf"{re.escape(place)}\.([0-9]{{1,3}}){re.escape(end)}")
    found = (pattern.fullmatch(name) for name in fields)
    return sorted({int(one[1]) for one in found if one})


def _text(fields: Mapping[str, str], place: str) -> str:
    return " ".join(fields.get(place, "").split())
