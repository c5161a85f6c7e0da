"""To whom a message may go, and in which form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from booking.api import Language, is_mobile
from notifier.outbox.model import ChannelKind, Draft
from notifier.templates.calendar import Entry, as_ics
from notifier.templates.library import Library
from notifier.templates.values import Values


@dataclass(frozen=True, slots=True)
class Telling:
    """What is told, before it is known to whom.

    Attributes:
        template: which kind of message.
        language: the recipient's.
        about: what it tells of.
        values: the template's fields.
        entry: the visit for the recipient's calendar, else None.
        useful_until: see `Draft`.
        confirms: each recipient gets it once, whatever events ask for it.
        on: the day, where they may get it again on another one.
    """

    template: str
    language: Language
    about: str
    values: Values
    entry: Entry | None = None
    useful_until: datetime | None = None
    confirms: bool = False
    on: date | None = None


def by_sms(library: Library, telling: Telling, phone: str) -> Draft:
    """The SMS; withheld where the number is no mobile."""
    return Draft(
        channel=ChannelKind.SMS,
        template=telling.template,
        recipient=phone,
        language=telling.language,
        about=telling.about,
        text=library.sms(telling.template, telling.language, telling.values),
        only_once=_only_once(telling, phone),
        useful_until=telling.useful_until,
        withheld=None if is_mobile(phone) else "not-a-mobile",
    )


def by_email(library: Library, telling: Telling, address: str) -> Draft:
    """The e-mail."""
    mail = library.mail(telling.template, telling.language, telling.values)
    return Draft(
        channel=ChannelKind.EMAIL,
        template=telling.template,
        recipient=address,
        language=telling.language,
        about=telling.about,
        text=mail.text,
        subject=mail.subject,
        html=mail.html,
        calendar=_calendar(library, telling),
        only_once=_only_once(telling, address),
        useful_until=telling.useful_until,
        withheld=None if _is_address(address) else "no-address",
    )


def by_all(
    library: Library, telling: Telling, phone: str | None, address: str | None
) -> list[Draft]:
    """In each form for which there is a recipient."""
    drafts = []
    if phone:
        drafts.append(by_sms(library, telling, phone))
    if address:
        drafts.append(by_email(library, telling, address))
    return drafts


def _calendar(library: Library, telling: Telling) -> str | None:
    words = library.calendar(telling.template, telling.language, telling.values)
    return as_ics(telling.entry, words) if telling.entry and words else None


def _is_address(address: str) -> bool:
    name, _, domain = address.rpartition("@")
    return bool(name and domain) and address.isprintable() and " " not in address


def _only_once(telling: Telling, recipient: str) -> str | None:
    if not telling.confirms:
        return None
    day = "" if telling.on is None else f"/{telling.on.isoformat()}"
    return f"{telling.about}/{telling.template}/{recipient}{day}"
