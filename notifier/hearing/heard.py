"""What a provider tells us, in words that no provider owns."""

from __future__ import annotations

import re
from dataclasses import dataclass

from notifier.outbox.said import Said

LONGEST_REFERENCE = 200
LONGEST_WORD = 30
LONGEST_CODE = 20
LONGEST_PARTY = 320
LARGEST_ID = 2**63 - 1
"""What the columns hold."""

_WORD = re.compile(r"(?!.*[0-9]{6})[A-Za-z0-9_.-]{0,30}")
"""A word or a code: no spaces, and fewer digits in a row than a telephone number has."""


@dataclass(frozen=True, slots=True)
class HeardReceipt:
    """What has become of a message of ours.

    Attributes:
        reference: the provider's number for it.
        word: what happened, as the provider says it.
        said: the same in our words.
        code: a `Fault`, or the provider's own code; empty where there is nothing to say. Of a word
            that we do not know, the word.
        message_id: ours, as our address has carried it; None where it carried none.
    """

    reference: str
    word: str
    said: Said
    code: str
    message_id: int | None


@dataclass(frozen=True, slots=True)
class HeardSms:
    """A message from a citizen.

    Attributes:
        reference: the provider's number for it.
        sender: in E.164 where it is a number; else as the provider writes it.
        recipient: the number that it was sent to.
        text: as it was written.
    """

    reference: str
    sender: str
    recipient: str
    text: str


class Unreadable(Exception):
    """It is not what this provider sends."""


def number_of(text: str | None) -> int | None:
    """Our number of a message; None where there is none, or nothing that could be one."""
    if text is None or not text.isascii() or not text.isdecimal():
        return None
    number = int(text[:20])
    return number if 0 < number <= LARGEST_ID else None


def shown(word: str) -> str:
    """A provider's word for logs and traces; '…' for what could be a number or a text."""
    return word if _WORD.fullmatch(word) else "…"


def unknown(word: str, code: str = "") -> str:
    """What is kept of a word that we do not know.

    Args:
        word: the provider's.
        code: what it says besides, empty for nothing.
    """
    said = shown(word) if not code else f"{shown(word)}:{shown(code)}"
    return said[:LONGEST_CODE]


def within(text: str, longest: int) -> str:
    """The text itself, if a column holds it.

    Raises:
        Unreadable: it is empty or too long.
    """
    if not 0 < len(text) <= longest:
        raise Unreadable
    return text
