"""The text of a message as commands are read from it: folded, in pieces. Pure."""

from __future__ import annotations

import re
import unicodedata

from booking.api import Language, Secret, login_is_well_formed
from notifier.inbound.reading.words import FILLERS, NUMBERS

MOST_READ = 1600
"""Characters; ten joined segments. What stands behind is no command any more."""

WORD = re.compile(r"[^\W\d_]+")
CODE_LENGTH = 6

_APOSTROPHES = re.compile(r"[’‘`´ʼ'′]")
_CODE = re.compile(r"(?<![\d./])(\d{3})[ -]?(\d{3})(?![\d./:])")
_SIGNS_OF_DATES = re.compile(r"[./:]")
_LOGIN = re.compile(r"(?<!\d)(\d{8})(?!\d)")
_COUNT = "|".join(NUMBERS)
_PERSONS = re.compile(
    rf"(?<![\d.:/])(\d{{1,2}}|{_COUNT})\s?"
    r"(?:x|os|osob\w*|lid\w*|person\w*|people|ос|особ\w*|люд\w*|чол\w*)\b"
)
_FOR_PERSONS = re.compile(rf"\b(?:pro|for|для)\s+(\d|{_COUNT})(?![\w.:/])")


def folded(text: str) -> str:
    """In lower case and without marks, its digits those of ASCII; other signs stay."""
    plain = unicodedata.normalize("NFKD", text[:MOST_READ].casefold())
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _APOSTROPHES.sub("", "".join(_digit(letter) for letter in bare))


def _digit(letter: str) -> str:
    """Digits of all scripts are digits to Python; to commands only ASCII's are."""
    return str(unicodedata.decimal(letter)) if letter.isdecimal() else letter


def without(text: str, match: re.Match[str]) -> str:
    """The text with a gap where something was read."""
    return f"{text[: match.start()]} {text[match.end() :]}"


def has_digits(text: str) -> bool:
    """Whether a digit is left."""
    return any(letter.isdecimal() for letter in text)


def telling_words(text: str) -> list[str]:
    """The words that tell something: courtesies and grammar are left out."""
    return [word for word in WORD.findall(text) if word not in FILLERS]


def holds_login(text: str) -> bool:
    """Whether a login stands in it: it is asked for on the telephone only."""
    return any(login_is_well_formed(Secret(match[1])) for match in _LOGIN.finditer(text))


def language_by_script(text: str) -> Language | None:
    """Ukrainian where Cyrillic is written; None where the letters say nothing."""
    return Language.UK if any("а" <= letter <= "ґ" for letter in text) else None


def code_in(text: str) -> str | None:
    """Six digits, perhaps in groups; None where there are none, or more."""
    match = _CODE.search(text)
    if match:
        return match[1] + match[2]
    digits = "".join(letter for letter in text if letter.isdecimal())
    is_code = len(digits) == CODE_LENGTH and not _SIGNS_OF_DATES.search(text)
    return digits if is_code else None


def take_code(text: str) -> tuple[str | None, str]:
    """Six digits that stand together, and the text without them."""
    match = _CODE.search(text)
    return (None, text) if match is None else (match[1] + match[2], without(text, match))


def take_persons(text: str) -> tuple[int, str]:
    """For how many ('2 osoby', 'pro dva'), and the text without it; 1 where nothing is said."""
    for pattern in (_PERSONS, _FOR_PERSONS):
        match = pattern.search(text)
        if match:
            return NUMBERS.get(match[1]) or int(match[1]), without(text, match)
    return 1, text
