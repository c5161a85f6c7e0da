"""Where calls out are handed over, and how a number is written there. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

ENDPOINT = "outgoing"
"""Asterisk's endpoint for calls out (asterisk-conf/pjsip.conf)."""

HOME = "+420"
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


class Numbers(StrEnum):
    """How the network wants a number to be written."""

    PLUS = "plus"
    """+420596123456"""
    ZEROS = "zeros"
    """00420596123456"""
    NATIONAL = "national"
    """596123456 at home; with zeros elsewhere"""


@dataclass(frozen=True, slots=True)
class Trunk:
    """The way out.

    Attributes:
        place: host, or host and port.
        caller: the number that those who are rung see: the town's.
        numbers: how the network wants numbers.
        most: so many calls are placed at once.
    """

    place: str
    caller: str
    numbers: Numbers = Numbers.PLUS
    most: int = 2

    def endpoint(self, phone: str) -> str:
        """What Asterisk is to dial.

        Raises:
            ValueError: this is no number in E.164. Nothing else may get into a dial string.
        """
        if _E164.fullmatch(phone) is None:
            raise ValueError("only a number in E.164 can be dialled")
        return f"PJSIP/{ENDPOINT}/sip:{self._written(phone)}@{self.place}"

    def _written(self, phone: str) -> str:
        if self.numbers is Numbers.PLUS:
            return phone
        if self.numbers is Numbers.NATIONAL and phone.startswith(HOME):
            return phone.removeprefix(HOME)
        return "00" + phone.removeprefix("+")
