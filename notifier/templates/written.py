"""Writes messages by a template: an SMS, a letter, the words of an entry for the calendar."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2 import Template as Page

from booking.api import Language
from notifier.templates.calendar import Words
from notifier.templates.grammar import parse
from notifier.templates.gsm import fold, size
from notifier.templates.schema import Fact, Letter, Spare, Template
from notifier.templates.values import Values, fields_of

FOLDER = Path(__file__).parent

MOST_CHARACTERS = 918
"""Six joined segments of 153; GOV.UK Notify draws the same line. A longer text is a letter."""

Fill = Callable[[str], str]
"""A text with its fields' values."""


@dataclass(frozen=True, slots=True)
class Mail:
    """An e-mail as it is written, without its envelope."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an SMS, its fields filled in."""

    text: str
    spare: bool


def filler(values: Values) -> Fill:
    """Fills texts with these values.

    Raises, when it fills one:
        GrammarError: the text is not in the language of templates.
        KeyError: it names a field that is not there.
    """
    known = fields_of(values)
    return lambda source: parse(source).fill(known)


def source_of(part: str | Spare) -> str:
    """What was written for a part of an SMS."""
    return part.spare if isinstance(part, Spare) else part


def parts(template: Template, language: Language, fill: Fill) -> list[Part]:
    """The parts of the SMS that say something; none where the template has no SMS."""
    texts = (template.sms or {}).get(language, [])
    filled = [Part(fill(source_of(one)), isinstance(one, Spare)) for one in texts]
    return [part for part in filled if part.text]


def fitting(whole: list[Part]) -> tuple[str, int]:
    """The parts as one text, folded, and how many were left out.

    Spare ones go, the last first, until it fits; then words from the end.
    """
    kept = list(whole)
    while True:
        text = fold(" ".join(part.text for part in kept))
        if size(text).places <= MOST_CHARACTERS:
            return text, len(whole) - len(kept)
        spare = [index for index, part in enumerate(kept) if part.spare]
        if not spare:
            return _cut(text), len(whole) - len(kept)
        del kept[spare[-1]]


def mail(letter: Letter, language: Language, fill: Fill, town: str) -> Mail:
    """A letter as text and as a page."""
    filled = _filled(letter, fill)
    html = _page().render(letter=filled, language=language.value, town=town)
    return Mail(filled.subject, _plain(filled, town), html)


def calendar(template: Template, language: Language, fill: Fill) -> Words | None:
    """The words of the entry for the calendar, None where there is no entry."""
    texts = template.calendar
    if texts is None:
        return None
    return Words(
        title=fill(texts.title[language]),
        notes=fill(texts.notes[language]),
        cancelled=texts.cancelled,
    )


def letter_styles() -> frozenset[str]:
    """The styles that a letter's page may have, for whoever shows it under a strict policy."""
    whole = Letter(subject="-", heading="-", lead="-", facts=[Fact(name="-", value="-")])
    whole.closing.append("-")
    html = _page().render(letter=whole, language="cs", town="-")
    return frozenset(re.findall(r'style="([^"]*)"', html))


def plain(letter: Letter, fill: Fill) -> str:
    """A letter's words, without who signs it."""
    return _plain(_filled(letter, fill), "")


def subject(letter: Letter, fill: Fill) -> str:
    """In one line: a header cannot hold line breaks."""
    return " ".join(fill(letter.subject).split())


def _filled(letter: Letter, fill: Fill) -> Letter:
    facts = [
        {"name": fact.name, "value": value} for fact in letter.facts if (value := fill(fact.value))
    ]
    return Letter.model_validate(
        {
            "subject": subject(letter, fill),
            "heading": fill(letter.heading),
            "lead": fill(letter.lead),
            "facts": facts,
            "closing": [text for source in letter.closing if (text := fill(source))],
        }
    )


def _plain(letter: Letter, town: str) -> str:
    facts = "\n".join(f"{fact.name}: {fact.value}" for fact in letter.facts)
    blocks = [letter.heading, letter.lead, facts, *letter.closing, town]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _cut(text: str) -> str:
    """The last resort: whole words, as many as fit."""
    # no place holds more than a character, so what is behind can be no part of it
    words = text[:MOST_CHARACTERS].split(" ")
    while len(words) > 1 and size(" ".join([*words, "..."])).places > MOST_CHARACTERS:
        words.pop()
    cut = " ".join([*words, "..."])
    if size(cut).places <= MOST_CHARACTERS:
        return cut
    # one word alone, and endless; a character takes two places at most
    return f"{cut[: (MOST_CHARACTERS - 3) // 2]}..."


@lru_cache(maxsize=1)
def _page() -> Page:
    pages = Environment(undefined=StrictUndefined, autoescape=True, loader=FileSystemLoader(FOLDER))
    return pages.get_template("letter.html.j2")
