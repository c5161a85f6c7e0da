"""The texts of a template by their place, as forms, faults and differences name them."""

from __future__ import annotations

from collections.abc import Iterator

from booking.api import Language
from notifier.templates.schema import CalendarTexts, Letter, Spare, Template


def texts(template: Template) -> dict[str, str]:
    """Each text by its place: 'sms.cs.0', 'email.en.facts.1.name', 'calendar.uk.title'."""
    found: dict[str, str] = {}
    for language in Language:
        found |= dict(_sms(template, language))
        if template.email is not None:
            found |= dict(_letter(template.email[language], f"email.{language.value}"))
        if template.calendar is not None:
            found |= dict(_calendar(template.calendar, language))
    return found


def spare_parts(template: Template) -> set[str]:
    """The places of the parts that may be left out."""
    return {
        f"sms.{language.value}.{number}"
        for language, parts in (template.sms or {}).items()
        for number, part in enumerate(parts)
        if isinstance(part, Spare)
    }


def _sms(template: Template, language: Language) -> Iterator[tuple[str, str]]:
    for number, part in enumerate((template.sms or {}).get(language, [])):
        yield f"sms.{language.value}.{number}", part.spare if isinstance(part, Spare) else part


def _letter(letter: Letter, place: str) -> Iterator[tuple[str, str]]:
    yield f"{place}.subject", letter.subject
    yield f"{place}.heading", letter.heading
    yield f"{place}.lead", letter.lead
    for number, fact in enumerate(letter.facts):
        yield f"{place}.facts.{number}.name", fact.name
        yield f"{place}.facts.{number}.value", fact.value
    for number, text in enumerate(letter.closing):
        yield f"{place}.closing.{number}", text


def _calendar(calendar: CalendarTexts, language: Language) -> Iterator[tuple[str, str]]:
    yield f"calendar.{language.value}.title", calendar.title[language]
    yield f"calendar.{language.value}.notes", calendar.notes[language]
