"""What an SMS can hold: the GSM 7-bit alphabet of 3GPP TS 23.038, and how many segments it takes.

Of the Czech letters with marks only é and É are in that alphabet. One letter outside it makes
the whole message UCS-2, and a segment then holds 70 characters in place of 160.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
"""These take two places: an escape stands before each."""

_ALPHABET = _BASIC | _EXTENDED

_LOOKALIKES = str.maketrans(
    {
        "\u00a0": " ",
        "\u202f": " ",
        "–": "-",
        "—": "-",
        "−": "-",
        "„": '"',
        "“": '"',
        "”": '"',
        "«": '"',
        "»": '"',
        "‚": "'",
        "‘": "'",
        "’": "'",
        "…": "...",
        "•": "-",
        "×": "x",
    }
)


class Encoding(StrEnum):
    """How the characters travel."""

    GSM7 = "gsm-7"
    UCS2 = "ucs-2"


@dataclass(frozen=True, slots=True)
class SmsSize:
    """What a text takes: places in its encoding, and the segments that are paid for."""

    encoding: Encoding
    places: int
    segments: int


def size(text: str) -> SmsSize:
    """How much of an SMS the text takes."""
    if _fits(text):
        wide = list(map(_EXTENDED.__contains__, text))
        return SmsSize(Encoding.GSM7, len(text) + sum(wide), _segments(wide, alone=160, joined=153))
    wide = [letter > "\uffff" for letter in text]
    return SmsSize(Encoding.UCS2, len(text) + sum(wide), _segments(wide, alone=70, joined=67))


def fold(text: str) -> str:
    """The text in the GSM alphabet, where only marks and typographic signs stand in the way.

    A text in another script comes back as it is: half folded it would be read no better and cost
    the same.
    """
    folded = "".join(map(_fold_letter, _lookalike(text)))
    return folded if _fits(folded) else text


def folds(text: str) -> list[tuple[str, str]]:
    """The characters that `fold` changes, each once, with what becomes of it."""
    changed = {one: _fold_letter(_lookalike(one)) for one in dict.fromkeys(text)}
    return [(one, other) for one, other in changed.items() if one != other and _fits(other)]


def strangers(text: str) -> list[str]:
    """The characters that have no place in the GSM alphabet, however they are folded."""
    return [one for one in dict.fromkeys(text) if not _fits(_fold_letter(_lookalike(one)))]


def _lookalike(letter: str) -> str:
    return letter.translate(_LOOKALIKES)


@lru_cache(1000)
def _fold_letter(letter: str) -> str:
    if len(letter) != 1:
        return letter
    if letter in _ALPHABET:
        return letter
    parts = unicodedata.normalize("NFKD", letter)
    return "".join(part for part in parts if not unicodedata.combining(part))


def _fits(text: str) -> bool:
    return _ALPHABET.issuperset(text)


def _segments(wide: Sequence[bool], *, alone: int, joined: int) -> int:
    """How many there are of letters that take a place, or two where they are wide.

    The two places of a letter stay together (3GPP TS 23.040, 9.2.3.24.1): one that is left at the
    end of a segment is lost.
    """
    places = len(wide) + sum(wide)
    if places <= alone:
        return 1
    if not any(wide):
        return -(-places // joined)
    segments, room = 1, joined
    for is_wide in wide:
        if room < 1 + is_wide:
            segments, room = segments + 1, joined
        room -= 1 + is_wide
    return segments
