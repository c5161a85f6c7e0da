"""The page for people, drawn."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from booking.api import Clock, Language, parse_phone
from notifier.inbox.items import Items, Mail, Sms
from notifier.inbox.progress import Progress
from notifier.inbox.written import Desk, Written
from notifier.templates.dates import day

FOLDER = Path(__file__).parent
_CYRILLIC = re.compile("[а-яіїєґ]", re.IGNORECASE)
STATUSES = {
    "accepted": "přijato bránou",
    "queued": "přijato bránou",
    "sending": "odesílá se",
    "sent": "odesláno",
    "delivered": "doručeno",
    "undelivered": "nedoručeno",
    "failed": "nedoručeno",
}
"""How the page says Twilio's words."""

WRONG = {
    "from": "Tohle není telefonní číslo. Napište třeba 777 000 321.",
    "text": "Napište text, nejvýš 1600 znaků.",
}
"""What the page says of a field that is wrong."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows.

    Attributes:
        items: what came to citizens.
        desk: what citizens have written.
        progress: how far their messages are.
    """

    items: Items
    desk: Desk
    progress: Progress


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody is writing.

    Attributes:
        sender: the number, as it was keyed.
        text: so far.
        wrong: the field that cannot stay so: 'from' or 'text'; empty where all is well.
    """

    sender: str = ""
    text: str = ""
    wrong: str = ""


class Page:
    """Draws what has arrived, and what was written."""

    def __init__(self, shown: Shown, clock: Clock) -> None:
        self._items = shown.items
        self._desk = shown.desk
        self._progress = shown.progress
        self._clock = clock
        pages = Environment(
            undefined=StrictUndefined,
            autoescape=True,
            loader=FileSystemLoader(FOLDER / "pages"),
            trim_blocks=True,
            lstrip_blocks=True,
        )
        pages.filters |= {
            "clock": self._time,
            "day": self._day,
            "phone": _spaced,
            "tongue": _tongue,
            "standing": self._standing,
        }
        self._whole = pages.get_template("inbox.html.j2")
        self._lists = pages.get_template("lists.html.j2")

    def whole(self, wanted: str, draft: Draft | None = None) -> str:
        """The whole page; only what came to one recipient, where one is wanted."""
        known = recipient_of(wanted) or ""
        writing = draft or Draft(known if known.startswith("+") else "")
        context = {"draft": writing, "wrong": WRONG.get(writing.wrong), "desk": self._desk}
        return self._whole.render(self._context(wanted) | context)

    def lists(self, wanted: str) -> str:
        """The part of it that changes."""
        return self._lists.render(self._context(wanted))

    def _context(self, wanted: str) -> dict[str, Any]:
        recipient = recipient_of(wanted)
        found = self._items.newest(recipient=recipient)
        written = self._desk.newest(recipient)
        return {
            "wanted": wanted,
            "sms": _talk([item for item in found if isinstance(item, Sms)], written),
            "mails": [item for item in found if isinstance(item, Mail)],
        }

    def _standing(self, sms: Sms) -> str:
        standing = self._progress.of(sms)
        code = f" ({standing.code})" if standing.code else ""
        return STATUSES[standing.status] + code

    def _time(self, arrived_at: str) -> str:
        local = self._local(arrived_at)
        return f"{local.hour}:{local.minute:02d}"

    def _day(self, arrived_at: str) -> str:
        when: date = self._local(arrived_at).date()
        return "dnes" if when == self._clock.today() else day(when, Language.CS)

    def _local(self, arrived_at: str) -> datetime:
        return datetime.fromisoformat(arrived_at).astimezone(self._clock.zone)


def _talk(sms: list[Sms], written: list[Written]) -> list[Sms | Written]:
    """Both ways, the newest first."""
    both: list[Sms | Written] = [*sms, *written]
    return sorted(both, key=_at, reverse=True)


def _at(one: Sms | Written) -> str:
    return one.arrived_at if isinstance(one, Sms) else one.written_at


def recipient_of(wanted: str) -> str | None:
    """Whom somebody means who wrote this into the search field."""
    text = wanted.strip()
    if not text:
        return None
    return text if "@" in text else (parse_phone(text) or text)


def _spaced(phone: str) -> str:
    """'+420 777 123 456': as people read a number."""
    digits = phone.removeprefix("+420")
    if digits == phone or len(digits) != 9:
        return phone
    return f"+420 {digits[:3]} {digits[3:6]} {digits[6:]}"


def _tongue(text: str) -> Markup:
    """Tells a screen reader to change its voice where the letters are Cyrillic."""
    return Markup(' lang="uk"') if _CYRILLIC.search(text) else Markup("")
