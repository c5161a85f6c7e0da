"""What a text keeps once it was handled: no digits that could be somebody's secret. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection

_SECRETS = (
    re.compile(r"(?<!\d)\d{6}\s?/\s?\d{3,4}(?!\d)"),  # a birth number
    re.compile(r"\d{6,}"),  # a PIN, a login, a receipt's code
    re.compile(r"(?<![\d/.:])\d{2,4}(?:[ -]\d{2,4}){1,3}(?![\d/.:])"),  # the same in groups
)
_REFERENCE = re.compile(r"0\d{5}\s?/\s?(?:19|20)\d\d")
_YEAR = re.compile(r"\s?/\s?(?:19|20)\d\d(?!\d)")
_LEAST_DIGITS = 6


def without_secrets(text: str, named: Collection[str] = ()) -> str:
    """The text with a '#' for each digit of what could be a secret.

    Codes of visits and offers that were `named` stay, and so does the number of an application
    before its year.
    """

    def mask(match: re.Match[str]) -> str:
        found = match[0]
        digits = "".join(letter for letter in found if letter.isdecimal())
        is_number = _REFERENCE.fullmatch(found) or (
            digits.startswith("0") and _YEAR.match(match.string, match.end())
        )
        stays = len(digits) < _LEAST_DIGITS or digits in named or is_number
        return found if stays else re.sub(r"\d", "#", found)

    for secret in _SECRETS:
        text = secret.sub(mask, text)
    return text
