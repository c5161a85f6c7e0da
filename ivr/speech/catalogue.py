"""Everything that can be said: the dialogs' texts, the town's texts, the grammar's pieces."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from booking.api import Language, Wording
from ivr.speech.errors import MissingSlot, UnknownText
from ivr.speech.grammar import grammar_of
from ivr.speech.segments import SENTENCE_ENDS, Segment, Utterance
from ivr.speech.templates import TEXT, Slot, Template
from ivr.speech.texts import Texts, load

Value = dt.datetime | dt.date | dt.time | int | str | Wording

_CLOSING = re.compile(r"(?:\s*</\w+>)+$")
"""The end of a part in another language; its sentence may have ended: '…eight.</en>'."""


@lru_cache(maxsize=8192)
def _template(text: str, language: Language) -> Template:
    return Template.of(text, language)


class Catalogue:
    """The texts by key and language, and the list of all that must be rendered ahead.

    Args:
        texts: the dialogs' prompts; those that ship with Linka if not given.
        extra: the town's own wording: menus, topics, addresses, names of services. One
            without a full stop at its end is a phrase that can stand in a text's slot.

    Raises:
        BadText: a text cannot be read.
    """

    def __init__(self, texts: Texts | None = None, extra: Iterable[Wording] = ()) -> None:
        texts = load() if texts is None else texts
        self.templates: Mapping[Language, Mapping[str, Template]] = {
            language: {key: Template.of(text, language) for key, text in by_key.items()}
            for language, by_key in texts.items()
        }
        self.extra = tuple(dict.fromkeys(extra))
        self._endings = sorted(
            {slot.ending for slot in self._slots() if slot.format == TEXT} | {""}
        )

    def say(
        self, key: str, language: Language, /, *, short: bool = False, **slots: Value
    ) -> Utterance:
        """The utterance of a text.

        Args:
            key: the text's key, such as visit.nearest.
            language: the caller's; a text that it lacks is said in Czech.
            short: take the text's short form, where it has one, for a caller who
                typed ahead.
            slots: the values of the text's slots; more may be given than it has.

        Raises:
            UnknownText: no text has this key.
            MissingSlot: a slot has no value, one of the wrong kind, or one that
                cannot be spoken.
        """
        template = self._find(key, language, short=short)
        return Utterance(
            tuple(
                segment
                for part in template.parts
                for segment in (
                    (part,) if isinstance(part, Segment) else self._fill(key, part, slots)
                )
            )
        )

    def has(self, key: str) -> bool:
        """Whether there is a text of that key."""
        return key in self.templates[Language.CS]

    def text(self, wording: Wording, language: Language, *, ending: str = "") -> Utterance:
        """The utterance of wording from outside; in Czech where it was not translated."""
        translated = wording.translated(language)
        spoken = language if translated is not None else Language.CS
        text = wording[language].strip()
        closed = _CLOSING.sub("", text).endswith(tuple(SENTENCE_ENDS))
        parts = _template(text if closed else text + ending, spoken).parts
        return Utterance(tuple(part for part in parts if isinstance(part, Segment)))

    def everything(self) -> tuple[Segment, ...]:
        """Every segment that any call can need, each once, at normal pace."""
        found: dict[Segment, None] = {}
        for language in self.templates:
            found.update(dict.fromkeys(self._of(language)))
        found.update(dict.fromkeys(self.spoken(self.extra)))
        return tuple(found)

    def spoken(self, wordings: Iterable[Wording]) -> tuple[Segment, ...]:
        """Every segment that wording from outside can need, each once, at normal pace."""
        found: dict[Segment, None] = {}
        for wording in wordings:
            for language in self.templates:
                for ending in self._endings:
                    found.update(dict.fromkeys(self.text(wording, language, ending=ending)))
        return tuple(found)

    def names(self) -> dict[str, Segment]:
        """By what name a studio recording of a segment can be filed.

        A text of one piece has its key, each piece of a longer one key.1, key.2 and so
        on; the name starts with the language: cs/welcome.
        """
        names: dict[str, Segment] = {}
        for language, templates in self.templates.items():
            for key, template in templates.items():
                numbered = [
                    (n, s) for n, s in enumerate(template.parts, 1) if isinstance(s, Segment)
                ]
                for place, segment in numbered:
                    alone = len(template.parts) == 1
                    names[f"{language}/{key}" if alone else f"{language}/{key}.{place}"] = segment
        return names

    def _slots(self) -> Iterator[Slot]:
        for templates in self.templates.values():
            for template in templates.values():
                yield from template.slots

    def _find(self, key: str, language: Language, *, short: bool) -> Template:
        for spoken in (language, Language.CS):
            for asked in (f"{key}.short", key) if short else (key,):
                if template := self.templates.get(spoken, {}).get(asked):
                    return template
        raise UnknownText(f"no text is called {key}")

    def _fill(self, key: str, slot: Slot, values: Mapping[str, Value]) -> Iterable[Segment]:
        value = values.get(slot.name)
        if value is None:
            raise MissingSlot(f"{key} needs {slot.name}")
        if slot.format == TEXT:
            if not isinstance(value, Wording):
                raise MissingSlot(f"{key}: {slot.name} is no wording")
            return self.text(value, slot.language, ending=slot.ending)
        return _spoken(key, slot, value)

    def _of(self, language: Language) -> Iterator[Segment]:
        for template in self.templates[language].values():
            for part in template.parts:
                if isinstance(part, Segment):
                    yield part
                elif part.format != TEXT:
                    format_ = grammar_of(part.language).formats[part.format]
                    yield from (Segment(part.language, piece) for piece in format_.inner)
                    for piece in format_.last:
                        yield Segment(part.language, piece + part.ending)


def _spoken(key: str, slot: Slot, value: Value) -> Iterator[Segment]:
    format_ = grammar_of(slot.language).formats[slot.format]
    # a moment is a date too, but is not spoken as one; True is an int
    if type(value) is not format_.kind:
        raise MissingSlot(f"{key}: {slot.name} must be {format_.kind.__name__}")
    try:
        *inner, last = format_.say(value)
    except (ValueError, LookupError) as error:
        raise MissingSlot(f"{key}: {slot.name} cannot be spoken: {error}") from error
    if last not in format_.last or not format_.inner.issuperset(inner):
        raise MissingSlot(f"{key}: {slot.name} is beyond what is rendered")
    yield from (Segment(slot.language, piece) for piece in inner)
    yield Segment(slot.language, last + slot.ending)
