"""Whether a wording can be sent: asked before it is kept, and again when Linka is updated. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from booking.api import Language
from notifier.templates import grammar, samples, written
from notifier.templates.forbidden import STAND_IN, Forbidden, found, names_secrets
from notifier.templates.grammar import GrammarError, parse
from notifier.templates.gsm import fold, size
from notifier.templates.places import texts
from notifier.templates.samples import SampleSize, Sign
from notifier.templates.schema import Spare, Template
from notifier.templates.values import Values, fields_of
from notifier.templates.written import MOST_CHARACTERS, Fill

LONGEST_SUBJECT = 150
"""Characters; a longer one is cut by every mail program, and most show half of it."""
MOST_PARTS = 20
"""Parts of an SMS, lines of a letter, paragraphs: each."""


class Flaw(StrEnum):
    """What is wrong; each is told with what to do about it."""

    KIND = "kind"
    """It has other channels than the message is sent by."""
    MANY = "many"
    EMPTY = "empty"
    GRAMMAR = "grammar"
    FIELD = "field"
    FLAG = "flag"
    COMPARED = "compared"
    NEEDED = "needed"
    LONG = "long"
    SUBJECT = "subject"
    BIRTH_NUMBER = "birth-number"
    ACCOUNT = "account"
    LONG_NUMBER = "long-number"
    SECRET = "secret"  # noqa: S105  the kind of what is forbidden
    LINK = "link"
    CHARACTER = "character"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where.

    Attributes:
        place: 'sms.cs.0', 'email.uk.subject', 'email.en.facts.2.value', 'calendar.cs.title'; of
            a whole SMS or letter 'sms.cs', 'email.cs'.
        flaw: what.
        found: the field, the piece of the text, or the size.
        slip: what is wrong with its marks, where that is the flaw.
    """

    place: str
    flaw: Flaw
    found: str = ""
    slip: grammar.Slip | None = None


def faults(template: Template, file: Template, sign: Sign) -> list[Fault]:
    """All that is wrong with a wording.

    Args:
        template: as somebody has written it.
        file: the one that ships: its fields, channels and needs hold.
        sign: how the town signs, and its website.
    """
    wrong = unfit(template, file)
    if any(one.flaw is not Flaw.NEEDED for one in wrong):
        return [*wrong, *_forbidden(template, file, sign)]
    return [*wrong, *_forbidden(template, file, sign), *_sizes(template, sign)]


def unfit(template: Template, file: Template) -> list[Fault]:
    """What keeps the notifier from sending by it: the file's message is another by now."""
    shape = list(_shape(template, file))
    if shape:
        return shape
    wrong = list(_texts(template))
    return wrong or list(_needs(template, file))


def misnamed(template: Template) -> list[Fault]:
    """What is wrong with the texts of a file as such."""
    return list(_texts(template))


def _shape(template: Template, file: Template) -> Iterator[Fault]:
    if template.values != file.values:
        yield Fault("", Flaw.KIND, template.values)
    for channel in ("sms", "email", "calendar"):
        if (getattr(template, channel) is None) != (getattr(file, channel) is None):
            yield Fault(channel, Flaw.KIND, channel)
    calendars = template.calendar, file.calendar
    if all(calendars) and len({one.cancelled for one in calendars if one}) > 1:
        yield Fault("calendar", Flaw.KIND, "cancelled")
    for language, parts in (template.sms or {}).items():
        if len(parts) > MOST_PARTS:
            yield Fault(f"sms.{language.value}", Flaw.MANY, str(MOST_PARTS))
    for language, letter in (template.email or {}).items():
        if max(len(letter.facts), len(letter.closing)) > MOST_PARTS:
            yield Fault(f"email.{language.value}", Flaw.MANY, str(MOST_PARTS))


def _texts(template: Template) -> Iterator[Fault]:
    known = set(samples.names(template.values))
    flags, numbers = samples.flags(template.values), samples.numbers(template.values)
    for place, source in texts(template).items():
        if not source.strip():
            yield Fault(place, Flaw.EMPTY)
            continue
        try:
            text = parse(source)
        except GrammarError as error:
            yield Fault(place, Flaw.GRAMMAR, error.found, error.slip)
            continue
        named = text.written() | {choice.name for choice in text.choices()}
        if unknown := sorted(named - known):
            yield Fault(place, Flaw.FIELD, ", ".join(unknown))
        elif shown := sorted(text.written() & flags):
            yield Fault(place, Flaw.FLAG, shown[0])
        for choice in text.choices():
            if choice.over is not None and choice.name in known - numbers:
                yield Fault(place, Flaw.COMPARED, choice.name)


def _needs(template: Template, file: Template) -> Iterator[Fault]:
    """Each SMS and each letter shows what it must, whichever way its choices go."""
    sign = Sign("\u25a0town", "\u25a0number")
    for language in Language:
        missing: dict[str, dict[str, None]] = {}
        for values in _marked(template.values, language, sign):
            fill = written.filler(values)
            for place, text in _wholes(template, language, fill):
                wanted = [*file.needed(), *([("town",)] if place.startswith("sms") else [])]
                for names in wanted:
                    shown = [str(fields_of(values)[name]) for name in names]
                    if all(shown) and not any(one in text for one in shown):
                        missing.setdefault(place, {})["/".join(names)] = None
        for place, needs in missing.items():
            for need in needs:
                yield Fault(place, Flaw.NEEDED, need)


def _marked(kind: str, language: Language, sign: Sign) -> Iterator[Values]:
    """Values that can be told from each other and from any word: each text says its field."""
    usual = samples.sample(kind, SampleSize.USUAL, language, sign)
    changes: dict[str, Any] = {
        name: f"\u25a0{name}" for name, value in fields_of(usual).items() if isinstance(value, str)
    }
    yield from samples.variants(kind, replace(usual, **changes))


def _wholes(template: Template, language: Language, fill: Fill) -> Iterator[tuple[str, str]]:
    """What is certainly shown of the SMS and of the letter: spare parts may be left out."""
    if template.sms is not None:
        certain = [part for part in template.sms[language] if not isinstance(part, Spare)]
        told = " ".join(fill(written.source_of(part)) for part in certain)
        yield f"sms.{language.value}", told
    if template.email is not None:
        letter = template.email[language]
        yield f"email.{language.value}", written.plain(letter, fill)


def _forbidden(template: Template, file: Template, sign: Sign) -> Iterator[Fault]:
    secrets = any(names_secrets(source) for source in texts(file).values())
    seen: dict[Forbidden, list[str]] = {}
    for place, ways in _written(template).items():
        for way in ways:
            for kind, piece in found(way, sign.website, secrets=secrets):
                told = seen.setdefault(kind, [])
                # a whole SMS is looked at after its parts, for what only they together are
                if not any(one == place or one.startswith(f"{place}.") for one in told):
                    told.append(place)
                    yield Fault(place, Flaw(kind.value), piece[:60])


def _written(template: Template) -> dict[str, list[str]]:
    """The words of each text, and of each whole SMS, with the choices either way."""
    words = {place: _literals(source) for place, source in texts(template).items()}
    for language, parts in (template.sms or {}).items():
        if len(parts) > MOST_PARTS:
            continue  # refused for that already
        whole = f"sms.{language.value}"
        told = [words[f"{whole}.{number}"] for number in range(len(parts))]
        words[whole] = [" ".join(way) for way in zip(*told, strict=True)]
    return words


def _literals(source: str) -> list[str]:
    """A text without its fields, with its choices either way; as it is where it cannot be read."""
    try:
        text = parse(source)
    except GrammarError:
        return [source[: grammar.MOST_CHARACTERS]] * 2
    return [text.literal(STAND_IN, holds=holds) for holds in (True, False)]


def _sizes(template: Template, sign: Sign) -> Iterator[Fault]:
    for language in Language:
        longest = samples.sample(template.values, SampleSize.LONGEST, language, sign)
        most, subject = 0, 0
        for values in samples.variants(template.values, longest):
            fill = written.filler(values)
            if template.sms is not None:
                parts = written.parts(template, language, fill)
                whole = fold(" ".join(part.text for part in parts if not part.spare))
                most = max(most, size(whole).places)
            if template.email is not None:
                subject = max(subject, len(written.subject(template.email[language], fill)))
        if most > MOST_CHARACTERS:
            yield Fault(f"sms.{language.value}", Flaw.LONG, str(most))
        if subject > LONGEST_SUBJECT:
            yield Fault(f"email.{language.value}.subject", Flaw.SUBJECT, str(subject))
