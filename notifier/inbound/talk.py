"""One message that is being answered: who, when, in which language, and what was settled so far."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any, NoReturn, TypeVar
from zoneinfo import ZoneInfo

from booking.api import Backend, Language, Transaction
from notifier.inbound.model import Reply
from notifier.inbound.reading.catalogue import Catalogue
from notifier.received.model import Received
from notifier.templates.values import (
    ReplyChoiceValues,
    ReplySlotValues,
    ReplyValues,
)

T = TypeVar("T")

_LONGEST_KEY = 150
"""Characters; steps are appended, and a key has 190 at most."""


class _NotSettled(Exception):
    """Nothing stands under this step yet."""


def _not_settled(_tx: Transaction) -> NoReturn:
    raise _NotSettled


@dataclass(frozen=True)
class Talk:
    """What a journey has at hand.

    Attributes:
        backend: what is asked and commanded.
        received: the message.
        phone: its sender in E.164.
        language: the answer's.
        catalogue: what the town offers.
    """

    backend: Backend
    received: Received
    phone: str
    language: Language
    catalogue: Catalogue

    @cached_property
    def key(self) -> str:
        """The command's key: the same message again changes nothing twice."""
        reference = self.received.reference
        if len(reference) > _LONGEST_KEY:
            reference = sha256(reference.encode()).hexdigest()
        return f"sms:{self.received.provider}:{reference}"

    def step(self, name: str) -> str:
        """The key of one of its commands."""
        return f"{self.key}.{name}"

    @property
    def owner(self) -> str:
        """Whose the times are that are kept for this number."""
        return f"sms:{self.phone}"

    @property
    def zone(self) -> ZoneInfo:
        """The town's time zone."""
        return self.backend.clock.zone

    @property
    def now(self) -> datetime:
        """The instant on the town's wall clock."""
        return self.backend.clock.local()

    @property
    def written_at(self) -> datetime:
        """When the message came: 'tomorrow' is the day after that."""
        return self.received.received_at.astimezone(self.zone)

    async def settled(self, name: str, ask: Callable[[], Awaitable[T]], kind: Any) -> T:  # noqa: ANN401  a type
        """What was found out the first time, or is now: it decides what is done.

        After a crash the same message is answered again. What it has changed by then would be found
        otherwise: a visit that it has cancelled has no code any more.
        """
        key = self.step(name)
        database = self.backend.database

        try:
            known: T = await database.once(key, _not_settled, kind)
        except _NotSettled:
            value = await ask()
            return await database.once(key, lambda _tx: value, kind)
        return known

    def plain(self, template: str, *, minutes: int = 0) -> Reply:
        """An answer that tells nothing of anybody."""
        town = self.catalogue.town
        example = self.catalogue.example(self.language)
        values = ReplyValues(example, minutes, town.sms_signature, town.number)
        return Reply(template, self.language, values)

    def choice(self, template: str, options: list[str]) -> Reply:
        """An answer that names several things."""
        town = self.catalogue.town
        values = ReplyChoiceValues("; ".join(options), town.sms_signature, town.number)
        return Reply(template, self.language, values)

    def slot(self, template: str, **values: Any) -> Reply:
        """An answer about a time; fields that are not given are empty."""
        town = self.catalogue.town
        fields = {
            **dict.fromkeys(("taken", "past", "closed", "soon", "far", "lost"), False),
            **dict.fromkeys(("wished", "activity", "when", "street", "code", "until"), ""),
            "others": "",
            "word": "",
            "persons": 1,
            "days": town.limits.horizon_days,
            **values,
        }
        told = ReplySlotValues(**fields, town=town.sms_signature, number=town.number)
        return Reply(template, self.language, told)

    async def street(self, office: str) -> str:
        """Where the office with this code is, without post code and town."""
        return (await self.backend.catalogue.office(office)).street
