"""`messages.yaml`: when the town's messages go, how many, and for how much."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from booking.catalogue.messages import (
    USUAL_LIMITS,
    USUAL_PROVOKED_HOUR,
    Budget,
    MessageSettings,
    Most,
    ReminderRules,
    ReminderStep,
    Trial,
)
from booking.citizens.rules import checked_email, checked_phone
from booking.errors import Refused
from booking.town.files import Described, read
from booking.wishes.model import QuietHours

FILE = "messages.yaml"

Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Limit = Annotated[int, Field(ge=1, le=10_000, strict=True)] | None
"""`null` is none."""

_USUAL = ReminderRules()


class QuietEntry(Described):
    """`from` and `until` on the town's wall clock."""

    begins: Clock = Field(alias="from")
    ends: Clock = Field(alias="until")

    @model_validator(mode="after")
    def _leaves_some_day(self) -> Self:
        if self.begins == self.ends:
            raise ValueError("from and until are the same, which would be the whole day")
        return self

    def hours(self) -> QuietHours:
        """The same in minutes."""
        return QuietHours(_minute(self.begins), _minute(self.ends))


class StepEntry(Described):
    """See `ReminderStep`."""

    days_before: Annotated[int, Field(ge=1, le=30, strict=True)]
    at: Clock

    def step(self) -> ReminderStep:
        """The same with a time."""
        return ReminderStep(self.days_before, time.fromisoformat(self.at))


class RemindersEntry(Described):
    """See `ReminderRules`."""

    steps: list[StepEntry] = Field(
        default_factory=lambda: [StepEntry(days_before=1, at="17:00")], max_length=2
    )
    spread_minutes: Annotated[int, Field(ge=0, le=180, strict=True)] = _USUAL.spread_minutes
    settled_hours: Annotated[int, Field(ge=0, le=72, strict=True)] = _USUAL.settled_hours
    notice_minutes: Annotated[int, Field(ge=0, le=24 * 60, strict=True)] = _USUAL.notice_minutes

    @field_validator("steps")
    @classmethod
    def _on_different_days(cls, steps: list[StepEntry]) -> list[StepEntry]:
        if len({one.days_before for one in steps}) < len(steps):
            raise ValueError("two reminders on the same day")
        return steps

    def rules(self) -> ReminderRules:
        """The rules to keep."""
        return ReminderRules(
            tuple(one.step() for one in self.steps),
            self.spread_minutes,
            self.settled_hours,
            self.notice_minutes,
        )


class MostEntry(Described):
    """See `Most`."""

    hour: Limit
    day: Limit

    def most(self) -> Most:
        """The limits to keep."""
        return Most(self.hour, self.day)


def _entry(channel: str) -> MostEntry:
    usual = USUAL_LIMITS[channel]
    return MostEntry(hour=usual.hour, day=usual.day)


class LimitsEntry(Described):
    """By channel; one that is not named is as usual."""

    sms: MostEntry = Field(default_factory=lambda: _entry("sms"))
    voice: MostEntry = Field(default_factory=lambda: _entry("voice"))
    email: MostEntry = Field(default_factory=lambda: _entry("email"))


class BudgetEntry(Described):
    """See `Budget`."""

    crowns: Annotated[int, Field(ge=1, le=1_000_000, strict=True)]
    warn_at: Annotated[int, Field(ge=1, le=99, strict=True)] = 80
    tell: list[str] = Field(default_factory=list, max_length=5)

    @field_validator("tell")
    @classmethod
    def _addresses(cls, tell: list[str]) -> list[str]:
        return [_address(one) for one in tell]

    def budget(self) -> Budget:
        """The same in hundredths."""
        return Budget(self.crowns * 100, self.warn_at, tuple(self.tell))


class TrialEntry(Described):
    """See `Trial`; numbers are needed in full, with their country's."""

    enabled: Annotated[bool, Field(strict=True)] = False
    numbers: list[str] = Field(default_factory=list, max_length=200)
    addresses: list[str] = Field(default_factory=list, max_length=200)

    @field_validator("numbers")
    @classmethod
    def _numbers(cls, numbers: list[str]) -> list[str]:
        return [_number(one) for one in numbers]

    @field_validator("addresses")
    @classmethod
    def _addresses(cls, addresses: list[str]) -> list[str]:
        return [_address(one) for one in addresses]

    def trial(self) -> Trial | None:
        """Whom messages go to; None for everybody."""
        if not self.enabled:
            return None
        return Trial(frozenset(self.numbers), frozenset(one.lower() for one in self.addresses))


Provider = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,19}$")]
Hellers = Annotated[int, Field(ge=0, le=100_000, strict=True)]


class MessagesFile(Described):
    """The file; what it does not name is as usual."""

    quiet: QuietEntry | None = Field(
        default_factory=lambda: QuietEntry.model_validate({"from": "21:00", "until": "07:00"})
    )
    reminders: RemindersEntry = Field(default_factory=RemindersEntry)
    limits: LimitsEntry = Field(default_factory=LimitsEntry)
    prices: dict[Provider, Hellers] = Field(default_factory=dict)
    budget: BudgetEntry | None = None
    trial: TrialEntry = Field(default_factory=TrialEntry)
    can_reply: Annotated[bool, Field(strict=True)] = False
    provoked_hour: Annotated[int, Field(ge=10, le=100_000, strict=True)] | None = (
        USUAL_PROVOKED_HOUR
    )

    @model_validator(mode="after")
    def _budget_has_prices(self) -> Self:
        if self.budget is not None and not any(self.prices.values()):
            raise ValueError("a budget needs prices: without them nothing costs anything")
        return self

    def settings(self) -> MessageSettings:
        """The same as the rules take it."""
        limits = {name: getattr(self.limits, name).most() for name in USUAL_LIMITS}
        return MessageSettings(
            quiet=None if self.quiet is None else self.quiet.hours(),
            reminders=self.reminders.rules(),
            limits=limits,
            prices=dict(self.prices),
            budget=None if self.budget is None else self.budget.budget(),
            trial=self.trial.trial(),
            can_reply=self.can_reply,
            provoked_hour=self.provoked_hour,
        )


def read_message_settings(folder: Path) -> MessageSettings:
    """The town's settings; the usual ones where it has no such file.

    Raises:
        TownFileError: the file is malformed; names the place and the reason.
    """
    if not (folder / FILE).exists():
        return MessagesFile().settings()
    return read(folder, FILE, MessagesFile).settings()


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _number(written: str) -> str:
    try:
        return checked_phone(written)
    except Refused:
        raise ValueError("is no telephone number as +420601123456") from None


def _address(written: str) -> str:
    try:
        return checked_email(written)
    except Refused:
        raise ValueError("is no e-mail address") from None
