"""Finds what would leave a caller without words: before a town starts, and in the tests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from booking.api import Language, Wording
from ivr.speech.catalogue import Catalogue
from ivr.speech.errors import BadText
from ivr.speech.grammar import grammar_of
from ivr.speech.index import SoundIndex
from ivr.speech.render import suffixes
from ivr.speech.segments import Segment
from ivr.speech.templates import TEXT, Template
from ivr.speech.texts import Texts

REQUIRED = (Language.CS, Language.EN)
"""Languages that must have every text; in another one a missing text is a warning."""
SHORT = ".short"
_UNSPEAKABLE = re.compile(r"[0-9%&§@/*#_+=\\|~^]|\bKč\b|\b(?:č|tel|např|tzv|resp|ul|hod|min)\.")


class Severity(StrEnum):
    """Whether a finding stops a start."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong with a text.

    Attributes:
        where: language and key, or the beginning of the text.
    """

    severity: Severity
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.severity}: {self.where}: {self.what}"


def check_texts(texts: Texts) -> list[Finding]:
    """What is wrong with the dialogs' texts: missing, differing, or not to be spoken."""
    findings: list[Finding] = []
    parsed: dict[Language, dict[str, Template]] = {language: {} for language in Language}
    for language, by_key in texts.items():
        for key, text in by_key.items():
            where = f"{language}/{key}"
            try:
                template = Template.of(text, language)
            except BadText as error:
                findings.append(Finding(Severity.ERROR, where, str(error)))
                continue
            parsed[language][key] = template
            findings += _unspeakable(where, template.literals)
            findings += _unknown_formats(where, template)
    return [*findings, *_missing(texts), *_lonely_short(texts), *_differing(parsed)]


def check_wordings(wordings: Iterable[Wording]) -> list[Finding]:
    """What is wrong with the town's own texts."""
    findings: list[Finding] = []
    for wording in wordings:
        where = f"'{wording.cs[:40]}'"
        for language in Language:
            text = wording.translated(language)
            if text is None:
                what = f"is not translated into {language} and will be said in Czech"
                findings.append(Finding(Severity.WARNING, where, what))
                continue
            try:
                findings += _unspeakable(where, Template.of(text, language).literals)
            except BadText as error:
                findings.append(Finding(Severity.ERROR, where, str(error)))
    return findings


def check_sounds(catalogue: Catalogue, folder: Path) -> list[Finding]:
    """Which segments have no sound in the folder that Asterisk plays from."""
    known = SoundIndex.read(folder).sounds
    return [
        Finding(Severity.ERROR, f"{segment.language}/'{segment.text}'", "has no sound")
        for segment in catalogue.everything()
        if segment.sound not in known
        or not all((folder / f"{segment.sound}{end}").exists() for end in suffixes(segment))
    ]


def _missing(texts: Texts) -> Iterator[Finding]:
    czech = texts.get(Language.CS, {})
    for language in Language:
        severity = Severity.ERROR if language in REQUIRED else Severity.WARNING
        have = texts.get(language, {})
        for key in czech:
            # a language may do without a short form: the long one is said
            if key not in have and not key.endswith(SHORT):
                yield Finding(severity, f"{language}/{key}", "is missing")
        for key in have:
            if key not in czech:
                yield Finding(Severity.ERROR, f"{language}/{key}", "is missing in Czech")


def _lonely_short(texts: Texts) -> Iterator[Finding]:
    for language, by_key in texts.items():
        for key in by_key:
            if key.endswith(SHORT) and key.removesuffix(SHORT) not in by_key:
                yield Finding(Severity.ERROR, f"{language}/{key}", "has no long form")


def _differing(parsed: dict[Language, dict[str, Template]]) -> Iterator[Finding]:
    for language in set(Language) - {Language.CS}:
        for key, template in parsed[language].items():
            czech = parsed[Language.CS].get(key)
            if czech and _kinds(template) != _kinds(czech):
                yield Finding(
                    Severity.ERROR, f"{language}/{key}", "has other slots than the Czech text"
                )


def _kinds(template: Template) -> set[tuple[str, type]]:
    """The slots by name and kind of value; which case they are said in is each language's."""
    kinds: set[tuple[str, type]] = set()
    for slot in template.slots:
        known = grammar_of(slot.language).formats.get(slot.format)
        kinds.add((slot.name, known.kind if known else Wording))
    return kinds


def _unknown_formats(where: str, template: Template) -> Iterator[Finding]:
    for slot in template.slots:
        if slot.format != TEXT and slot.format not in grammar_of(slot.language).formats:
            yield Finding(Severity.ERROR, where, f"there is no format {slot.format}")


def _unspeakable(where: str, segments: Iterable[Segment]) -> Iterator[Finding]:
    for segment in segments:
        if found := _UNSPEAKABLE.search(segment.text):
            what = f"{found[0].rstrip('.')!r} must be written as it is spoken"
            yield Finding(Severity.ERROR, where, what)
        if not any(sign.isalpha() for sign in segment.text):
            yield Finding(Severity.ERROR, where, f"nothing can be heard in {segment.text!r}")
