"""Texts with slots: 'Nejbližší volný termín je {start:when}, {place:text}.'

A slot has a name and a format of the grammar, or 'text' for wording from outside. A
part in another language stands between marks: 'Pro operátora nulu. <en>English:
eight.</en>'. That is all there is: no conditions, no expressions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from booking.api import Language
from ivr.speech.errors import BadText
from ivr.speech.segments import Segment, sentences

TEXT = "text"
"""The format of a slot that takes wording from outside, such as an address."""

_PART = re.compile(r"\{(?P<slot>[^{}]*)\}|<(?P<mark>/?[a-z]*)>|(?P<literal>[^{}<>]+)|(?P<bad>.)")
_SLOT = re.compile(r"([a-z][a-z0-9_]*):([a-z][a-z_]*)")
_LEADING_PUNCTUATION = re.compile(r"\s*([.,;:?!])\s*")


@dataclass(frozen=True, slots=True)
class Slot:
    """A place that a value is spoken in.

    Attributes:
        ending: the punctuation that follows it, or nothing.
    """

    name: str
    format: str
    language: Language
    ending: str = ""


Part = Segment | Slot


@dataclass(frozen=True, slots=True)
class Template:
    """A text, taken apart once when it is loaded."""

    parts: tuple[Part, ...]

    @property
    def slots(self) -> tuple[Slot, ...]:
        return tuple(part for part in self.parts if isinstance(part, Slot))

    @property
    def literals(self) -> tuple[Segment, ...]:
        return tuple(part for part in self.parts if isinstance(part, Segment))

    @classmethod
    def of(cls, text: str, language: Language) -> Template:
        """Takes a text apart.

        Raises:
            BadText: a slot without a format, an unknown or unclosed mark, a stray brace.
        """
        parts: list[Part] = []
        for spoken, part in _parts(text, language):
            if isinstance(part, Slot):
                parts.append(part)
                continue
            parts.extend(_literal(parts, part, spoken))
        return cls(tuple(parts))


def _parts(text: str, language: Language) -> Iterator[tuple[Language, str | Slot]]:
    marked: Language | None = None
    for found in _PART.finditer(" ".join(text.split())):
        spoken = marked or language
        if found["bad"] is not None:
            raise BadText(f"stray {found['bad']!r} in {text!r}")
        if found["slot"] is not None:
            slot = _SLOT.fullmatch(found["slot"])
            if not slot:
                raise BadText(f"a slot reads {{name:format}}, not {found[0]!r}, in {text!r}")
            yield spoken, Slot(slot[1], slot[2], spoken)
        elif found["mark"] is not None:
            marked = _marked(found["mark"], marked, text)
        else:
            yield spoken, found["literal"]
    if marked:
        raise BadText(f"the mark <{marked}> is not closed in {text!r}")


def _marked(mark: str, before: Language | None, text: str) -> Language | None:
    """The marked language after a mark: marks do not nest."""
    if before and mark == f"/{before}":
        return None
    if not before and mark in {language.value for language in Language}:
        return Language(mark)
    raise BadText(f"the mark <{mark}> has no place in {text!r}")


def _literal(parts: list[Part], text: str, spoken: Language) -> list[Segment]:
    """The segments of a literal; punctuation right after a slot goes to the slot."""
    before = parts[-1] if parts else None
    leading = _LEADING_PUNCTUATION.match(text)
    if leading and isinstance(before, Slot):
        parts[-1] = Slot(before.name, before.format, before.language, leading[1])
        text = text[leading.end() :]
    return [Segment(spoken, sentence) for sentence in sentences(text)]
