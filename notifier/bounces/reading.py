"""What a letter that has come back says: delivery status notifications of RFC 3464. Pure.

Whatever is no such notification changes nothing: out-of-office notes come to the same address.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.message import Message as Part

from notifier.outbox.said import Fault, Said

MOST_PARTS = 50
"""A real report has three."""

ACTIONS = {
    "failed": Said.UNDELIVERED,
    "delivered": Said.DELIVERED,
    "relayed": Said.SENT,
    "expanded": Said.SENT,
}
"""RFC 3464, 2.3.3; 'delayed' is no news: the server goes on trying."""

FAULTS = {
    "1.0": Fault.NO_SUCH_ADDRESS,
    "1.1": Fault.NO_SUCH_ADDRESS,
    "1.2": Fault.NO_SUCH_ADDRESS,
    "1.3": Fault.NO_SUCH_ADDRESS,
    "1.6": Fault.NO_SUCH_ADDRESS,
    "1.10": Fault.NO_SUCH_ADDRESS,
    "2.1": Fault.NO_SUCH_ADDRESS,
    "2.2": Fault.MAILBOX_FULL,
    "4.4": Fault.NO_SUCH_ADDRESS,
    "7.1": Fault.REFUSED,
}
"""Subject and detail of a permanent status (RFC 3463, 3.2 to 3.8; 1.10 of RFC 7505)."""

_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)")


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a letter.

    Attributes:
        word: the action, as the server says it.
        code: a `Fault`, empty where there is none.
    """

    said: Said
    word: str
    code: str


def report(raw: bytes) -> Report | None:
    """What the letter reports; None where it reports nothing that changes anything.

    Args:
        raw: a letter as it came, of anybody.
    """
    try:
        letter = email.message_from_bytes(raw, policy=email.policy.compat32)
        groups = list(_recipients(letter))
    except (MessageError, LookupError, ValueError, RecursionError):
        return None
    told = [found for fields in groups if (found := _told(fields)) is not None]
    # one letter has one recipient; a list behind it may report several, and one success counts
    return max(told, key=lambda one: one.said is not Said.UNDELIVERED, default=None)


def _recipients(letter: Part) -> Iterator[Part]:
    """The groups of fields about a recipient: all but the first, which is about the message."""
    for number, part in enumerate(letter.walk()):
        if number > MOST_PARTS:
            return
        if part.get_content_type() == "message/delivery-status":
            groups = part.get_payload()
            if isinstance(groups, list):
                yield from (group for group in groups if isinstance(group, Part))


def _told(fields: Part) -> Report | None:
    word = str(fields.get("Action", "")).strip().lower()
    said = ACTIONS.get(word)
    if said is None:
        return None
    lost = said is Said.UNDELIVERED
    return Report(said, word, fault_of(str(fields.get("Status", ""))) if lost else "")


def fault_of(words: str) -> Fault:
    """Why a letter was refused, by the enhanced status code in a server's words (RFC 3463).

    Args:
        words: the field 'Status' of a report, or a server's answer.
    """
    found = _STATUS.search(words)
    if found is None:
        return Fault.UNKNOWN
    if found[1] == "4":  # it was tried until the server gave up
        return Fault.EXPIRED
    return FAULTS.get(f"{int(found[2])}.{int(found[3])}", Fault.UNKNOWN)
