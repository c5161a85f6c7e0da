"""To whom a message may go, and in which form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from booking.api import (
    ChannelWish,
    Language,
    MessageKind,
    Speech,
    Wishes,
    is_mobile,
    to_json,
    ways,
)
from notifier.outbox.model import ChannelKind, Draft, Priority
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
        speech: what the machine says where an SMS does not reach them; None where nobody needs to
            be rung for it.
        priority: see `Priority`.
    """

    template: str
    language: Language
    about: str
    values: Values
    entry: Entry | None = None
    useful_until: datetime | None = None
    confirms: bool = False
    on: date | None = None
    speech: Speech | None = None
    priority: Priority = Priority.USUAL


def by_sms(library: Library, telling: Telling, phone: str) -> Draft:
    """The SMS; withheld where the number is no mobile."""
    return Draft(
        channel=ChannelKind.SMS,
        template=telling.template,
        recipient=phone,
        language=telling.language,
        about=telling.about,
        text=library.sms(telling.template, telling.language, telling.values),
        speech=None if telling.speech is None else to_json(telling.speech),
        template_version=library.version(telling.template),
        priority=telling.priority,
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
        template_version=library.version(telling.template),
        priority=telling.priority,
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


def by_wish(
    library: Library,
    telling: Telling,
    phone: str | None,
    address: str | None,
    wanted: tuple[Wishes, MessageKind],
    *,
    needed: bool = False,
) -> list[Draft]:
    """In the forms that the recipient wishes; where none is wanted, the row is the trace of it.

    Args:
        library: the texts.
        telling: what is told.
        phone: where an SMS could go.
        address: where an e-mail could go.
        wanted: the wishes, and the kind of message that this is.
        needed: it changes something that the recipient relies on; told in any case.
    """
    wishes, kind = wanted
    available = {ChannelWish.SMS} if phone else set()
    if address:
        available.add(ChannelWish.EMAIL)
        if wishes.channels.get(kind) is ChannelWish.SMS and not is_mobile(phone):
            available.discard(ChannelWish.SMS)  # wished for, but it would reach nobody
    chosen = ways(wishes, kind, frozenset(available), needed=needed)
    if not chosen:
        unwanted = by_all(library, telling, phone, address)
        return [
            replace(draft, withheld=draft.withheld or "not-wanted", speech=None)
            for draft in unwanted
        ]
    if ChannelWish.EMAIL in chosen and not needed:
        telling = replace(telling, speech=None)  # the letter tells it, and nobody is rung as well
    return by_all(
        library,
        telling,
        phone if ChannelWish.SMS in chosen else None,
        address if ChannelWish.EMAIL in chosen else None,
    )


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
