"""A wording as its recipients would get it, for those who write it; nothing is sent."""

from __future__ import annotations

from dataclasses import dataclass

from booking.api import Language
from notifier.templates import samples, written
from notifier.templates.calendar import Words
from notifier.templates.grammar import MOST_CHARACTERS, GrammarError, parse
from notifier.templates.gsm import Encoding, folds, size, strangers
from notifier.templates.samples import SampleSize, Sign
from notifier.templates.schema import Template
from notifier.templates.values import fields_of
from notifier.templates.written import Fill, Mail


@dataclass(frozen=True, slots=True)
class TriedSms:
    """An SMS as it would be sent.

    Attributes:
        text: folded and cut.
        encoding: how its characters travel.
        places: what it takes in that encoding.
        segments: what is paid for.
        folded: the letters that change, each with what becomes of it.
        strangers: the characters for which the whole message travels in the dear encoding.
        left_out: how many spare parts had no room.
        price: in hundredths of the town's currency, None where it is not known.
    """

    text: str
    encoding: Encoding
    places: int
    segments: int
    folded: tuple[tuple[str, str], ...]
    strangers: tuple[str, ...]
    left_out: int
    price: int | None


@dataclass(frozen=True, slots=True)
class Tried:
    """A message in one language.

    Attributes:
        sms: None where the template has none, as for the others.
        mail: the letter, its text and its page.
        calendar: what the entry for the calendar says.
    """

    language: Language
    sms: TriedSms | None
    mail: Mail | None
    calendar: Words | None


def tried(
    template: Template, language: Language, which: SampleSize, sign: Sign, price: int | None
) -> Tried:
    """The messages of a template with sample values; what is wrong in it stands there as written.

    Args:
        template: right or wrong.
        language: of the messages.
        which: the sample.
        sign: how the town signs.
        price: of one segment, in hundredths of the town's currency.
    """
    fill = _lenient(fields_of(samples.sample(template.values, which, language, sign)))
    letter = None if template.email is None else template.email[language]
    return Tried(
        language,
        None if template.sms is None else _sms(template, language, fill, price),
        None if letter is None else written.mail(letter, language, fill, sign.town),
        written.calendar(template, language, fill),
    )


def _sms(template: Template, language: Language, fill: Fill, price: int | None) -> TriedSms:
    parts = written.parts(template, language, fill)
    text, left_out = written.fitting(parts)
    taken = size(text)
    whole = " ".join(part.text for part in parts)
    is_dear = taken.encoding is Encoding.UCS2
    return TriedSms(
        text=text,
        encoding=taken.encoding,
        places=taken.places,
        segments=taken.segments,
        folded=() if is_dear else tuple(folds(whole)),
        strangers=tuple(strangers(whole)) if is_dear else (),
        left_out=left_out,
        price=None if price is None else price * taken.segments,
    )


def _lenient(values: dict[str, object]) -> Fill:
    def fill(source: str) -> str:
        try:
            return parse(source).fill(values)
        except (GrammarError, KeyError):
            return source.strip()[:MOST_CHARACTERS]

    return fill
