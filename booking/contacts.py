"""Telephone numbers: as callers key them, as trunks show them, as everything else keeps them.

Kept numbers are in E.164 ('+420777654321', ITU-T E.164). None stands for a hidden one.
"""

from __future__ import annotations

from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

HOME = "CZ"
"""A number without a prefix is Czech."""

_NO_COUNTRY = "001"
"""The region of numbers that belong to none, in UN M.49 'the world'."""

_NOT_TO_BE_RUNG = (PhoneNumberType.UNKNOWN, PhoneNumberType.PREMIUM_RATE)
"""An unknown one is not valid. Whoever rings a premium one pays its owner, and so do those of
satellites and of networks without a country: who asks to be rung there lives on the town's bill."""

_MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)


@lru_cache(1024)  # a call's number is looked at in each of its steps
def parse_phone(keyed: str | None) -> str | None:
    """The number in E.164; None where there is none, nobody could have it, or it costs extra.

    Args:
        keyed: nine digits, or with '00420', '420' or '+420' before them; spaces do not matter.
            Trunks show a hidden number as nothing or as a word; both give None.
    """
    number = _number(keyed)
    return None if number is None else phonenumbers.format_number(number, PhoneNumberFormat.E164)


def is_mobile(phone: str | None) -> bool:
    """Whether an SMS can reach this number (E.164)."""
    number = _number(phone)
    return number is not None and phonenumbers.number_type(number) in _MOBILE


def _number(text: str | None) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(text or "", HOME)
    except NumberParseException:
        return None
    if phonenumbers.number_type(number) in _NOT_TO_BE_RUNG:
        return None
    return None if phonenumbers.region_code_for_number(number) == _NO_COUNTRY else number
