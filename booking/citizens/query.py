"""What somebody means who searches for a citizen: names, a street, a birth, a number. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from booking.language.likeness import words

_DAY = re.compile(r"\b(\d{1,2})[.\s/]\s*(\d{1,2})[.\s/]\s*(\d{4}|\d{2})\b")
_ISO_DAY = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_REFERENCE = re.compile(r"(?:[^\W\d][\w-]*/)?(?<!\d)(\d{1,9})/((?:19|20)\d{2})\b")
_PHONE = re.compile(r"\+?\d(?: ?\d){5,}")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_OLDEST = 110
"""Years; somebody born '20' is a child and not an old person, as long as that is possible."""


@dataclass(frozen=True, slots=True)
class Query:
    """The parts of what was typed.

    Attributes:
        words: of names and places, folded; numbers of houses too.
        born: a whole date of birth.
        year: only the year of it.
        phone: digits of a telephone number, maybe only its end.
        reference: number and year of an application's reference number.
    """

    words: tuple[str, ...] = ()
    born: date | None = None
    year: int | None = None
    phone: str | None = None
    reference: tuple[int, int] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to search for."""
        return self == Query()


def parse(text: str, today: date) -> Query:
    """The query that a text is; what is no date and no number is a word."""
    text, born = _born(text, today)
    text, reference = _reference(text)
    phone = None
    if match := _PHONE.search(text):
        phone = re.sub(r"\D", "", match.group()).removeprefix("00").removeprefix("420")
        text = text.replace(match.group(), " ")
    found = words(text)
    said = [word for word in found if len(word) > 1 or word.isdecimal()]
    years = [int(word) for word in found if _YEAR.fullmatch(word) and int(word) <= today.year]
    return Query(
        words=tuple(word for word in said if word not in map(str, years)),
        born=born,
        year=years[0] if years else None,
        phone=phone,
        reference=reference,
    )


def _born(text: str, today: date) -> tuple[str, date | None]:
    if match := _ISO_DAY.search(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := _DAY.search(text):
        day, month, year = (int(part) for part in match.groups())
        if len(match[3]) == 2:
            year += 2000 if 2000 + year <= today.year else 1900
    else:
        return text, None
    try:
        found = date(year, month, day)
    except ValueError:
        return text, None
    if not 0 <= today.year - year <= _OLDEST:
        return text, None
    return text.replace(match.group(), " "), found


def _reference(text: str) -> tuple[str, tuple[int, int] | None]:
    match = _REFERENCE.search(text)
    if match is None:
        return text, None
    return text.replace(match.group(), " "), (int(match[1]), int(match[2]))
