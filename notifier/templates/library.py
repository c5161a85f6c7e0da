"""Reads all templates, checks them at once, and writes messages by them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import yaml
from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateSyntaxError,
    meta,
)
from pydantic import ValidationError

from booking.api import Language
from notifier.errors import TemplateError
from notifier.templates.calendar import Words
from notifier.templates.gsm import fold, size
from notifier.templates.schema import Letter, Spare, Template
from notifier.templates.values import KINDS, Values, fields_of

FOLDER = Path(__file__).parent
TEXTS = FOLDER / "texts"

MOST_CHARACTERS = 918
"""Six joined segments of 153; GOV.UK Notify draws the same line. A longer text is a letter."""


@dataclass(frozen=True, slots=True)
class Mail:
    """An e-mail as it is written, without its envelope."""

    subject: str
    text: str
    html: str


class Library:
    """All templates of one folder.

    Raises:
        TemplateError: a file cannot be read, names an unknown field or lacks a language.
    """

    def __init__(self, folder: Path = TEXTS) -> None:
        self._texts = Environment(
            undefined=StrictUndefined,
            autoescape=False,  # noqa: S701  plain text; the page below escapes what it gets
        )
        pages = Environment(
            undefined=StrictUndefined, autoescape=True, loader=FileSystemLoader(FOLDER)
        )
        self._page = pages.get_template("letter.html.j2")
        self._templates = {path.stem: self._read(path) for path in sorted(folder.glob("*.yaml"))}

    def __contains__(self, name: str) -> bool:
        return name in self._templates

    def names(self) -> list[str]:
        """All templates."""
        return list(self._templates)

    def template(self, name: str) -> Template:
        """The template with this name.

        Raises:
            TemplateError: there is none.
        """
        if name not in self._templates:
            raise TemplateError(f"there is no template {name!r}")
        return self._templates[name]

    def sms(self, name: str, language: Language, values: Values) -> str:
        """The text of an SMS, in the GSM alphabet where the language allows.

        Raises:
            TemplateError: the template has no SMS.
        """
        texts = self.template(name).sms
        if texts is None:
            raise TemplateError(f"{name}: it has no SMS")
        parts = [
            (isinstance(part, Spare), self._fill(_source(part), values)) for part in texts[language]
        ]
        return _fitting([(spare, text) for spare, text in parts if text])

    def mail(self, name: str, language: Language, values: Values) -> Mail:
        """The e-mail.

        Raises:
            TemplateError: the template has no e-mail.
        """
        texts = self.template(name).email
        if texts is None:
            raise TemplateError(f"{name}: it has no e-mail")
        letter = self._filled(texts[language], values)
        town = fields_of(values)["town"]
        html = self._page.render(letter=letter, language=language.value, town=town)
        return Mail(letter.subject, _plain(letter, str(town)), html)

    def calendar(self, name: str, language: Language, values: Values) -> Words | None:
        """The words of the entry for the calendar, None where there is no entry."""
        texts = self.template(name).calendar
        if texts is None:
            return None
        return Words(
            title=self._fill(texts.title[language], values),
            notes=self._fill(texts.notes[language], values),
            cancelled=texts.cancelled,
        )

    def _filled(self, letter: Letter, values: Values) -> Letter:
        facts = [
            {"name": fact.name, "value": value}
            for fact in letter.facts
            if (value := self._fill(fact.value, values))
        ]
        closing = [text for source in letter.closing if (text := self._fill(source, values))]
        return Letter.model_validate(
            {
                # a header cannot hold line breaks
                "subject": " ".join(self._fill(letter.subject, values).split()),
                "heading": self._fill(letter.heading, values),
                "lead": self._fill(letter.lead, values),
                "facts": facts,
                "closing": closing,
            }
        )

    def _fill(self, source: str, values: Values) -> str:
        return self._texts.from_string(source).render(fields_of(values)).strip()

    def _read(self, path: Path) -> Template:
        try:
            template = Template.model_validate(yaml.safe_load(path.read_text("utf-8")))
        except (OSError, yaml.YAMLError, ValidationError) as error:
            raise TemplateError(f"{path.name}: {error}") from error
        known = {field.name for field in fields(KINDS[template.values])}
        for place, source in _sources(template):
            try:
                named = meta.find_undeclared_variables(self._texts.parse(source))
            except TemplateSyntaxError as error:
                raise TemplateError(f"{path.name}: {place}: {error}") from error
            if unknown := sorted(named - known):
                raise TemplateError(f"{path.name}: {place}: no such field: {', '.join(unknown)}")
        return template


def _source(part: str | Spare) -> str:
    return part.spare if isinstance(part, Spare) else part


def _sources(template: Template) -> Iterator[tuple[str, str]]:
    for language, parts in (template.sms or {}).items():
        for part in parts:
            yield f"sms.{language}", _source(part)
    if template.calendar:
        for texts in (template.calendar.title, template.calendar.notes):
            for language, source in texts.items():
                yield f"calendar.{language}", source
    for language, letter in (template.email or {}).items():
        for source in (letter.subject, letter.heading, letter.lead, *letter.closing):
            yield f"email.{language}", source
        for fact in letter.facts:
            yield f"email.{language}", fact.value


def _fitting(parts: list[tuple[bool, str]]) -> str:
    """The parts as one text; spare ones go, the last first, until it fits."""
    while True:
        text = fold(" ".join(text for _, text in parts))
        if size(text).places <= MOST_CHARACTERS:
            return text
        spare = [index for index, (is_spare, _) in enumerate(parts) if is_spare]
        if not spare:
            return _cut(text)
        del parts[spare[-1]]


def _cut(text: str) -> str:
    """The last resort: whole words, as many as fit."""
    words = text.split(" ")
    while size(" ".join([*words, "..."])).places > MOST_CHARACTERS:
        words.pop()
    return " ".join([*words, "..."])


def _plain(letter: Letter, town: str) -> str:
    facts = "\n".join(f"{fact.name}: {fact.value}" for fact in letter.facts)
    blocks = [letter.heading, letter.lead, facts, *letter.closing, town]
    return "\n\n".join(block for block in blocks if block) + "\n"
