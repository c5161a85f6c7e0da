"""What a template's file may hold; anything else in it is an error."""

from __future__ import annotations

from typing import Annotated, Literal, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from booking.api import Language
from notifier.templates.values import KINDS

T = TypeVar("T")


def _in_every_language(texts: dict[Language, T]) -> dict[Language, T]:
    missing = [language.value for language in Language if language not in texts]
    if missing:
        raise ValueError(f"no text in: {', '.join(missing)}")
    return texts


def _known(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError(f"not one of {', '.join(KINDS)}")
    return kind


class Strict(BaseModel):
    """No unknown fields, no changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Spare(Strict):
    """A part of an SMS that is left out when the whole would be too long."""

    spare: str


class Fact(Strict):
    """A line of a letter: what, and its value. Without a value the line is left out."""

    name: str
    value: str


class Letter(Strict):
    """An e-mail: the same blocks make its plain text and its page."""

    subject: str
    heading: str
    lead: str
    facts: list[Fact] = Field(default_factory=list)
    closing: list[str] = Field(default_factory=list)


class CalendarTexts(Strict):
    """The words of an entry for the recipient's calendar.

    Attributes:
        cancelled: the entry takes the visit out of the calendar again.
        title: what the calendar shows, by language.
        notes: what stands below.
    """

    cancelled: bool = False
    title: Annotated[dict[Language, str], AfterValidator(_in_every_language)]
    notes: Annotated[dict[Language, str], AfterValidator(_in_every_language)]


SmsTexts = Annotated[dict[Language, list[str | Spare]], AfterValidator(_in_every_language)]
LetterTexts = Annotated[dict[Language, Letter], AfterValidator(_in_every_language)]


class Template(Strict):
    """One kind of message.

    Attributes:
        values: what it is about; says which fields its texts may name.
        needs: the fields that each SMS and each letter must show whenever they hold something, or
            one of several; whoever edits the texts cannot leave them out.
        sms: the parts of the SMS by language; an empty part is left out.
        email: the letter by language.
        calendar: goes with the letter about a visit.
        escalation: the ways that are tried one after the other until one reaches the recipient:
            first the SMS, then the machine rings, then an operator. Empty where one way is enough.
        supersedes: the templates whose messages about the same are stale once there is one of
            this: they are not sent any more.
    """

    values: Annotated[str, AfterValidator(_known)]
    needs: list[str | list[str]] = Field(default_factory=list)
    sms: SmsTexts | None = None
    email: LetterTexts | None = None
    calendar: CalendarTexts | None = None
    escalation: list[Literal["sms", "voice", "task"]] = Field(default_factory=list)
    supersedes: list[str] = Field(default_factory=list)

    def needed(self) -> list[tuple[str, ...]]:
        """What must be shown: of each, one."""
        return [(one,) if isinstance(one, str) else tuple(one) for one in self.needs]

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.sms is None and self.email is None:
            raise ValueError("neither an SMS nor an e-mail")
        if self.calendar and self.values not in ("visit", "closed"):
            raise ValueError("only a visit has an entry for the calendar")
        if self.escalation and self.escalation != _in_order(self.escalation):
            raise ValueError("escalation goes from sms over voice to task, each once")
        return self


def _in_order(steps: list[Literal["sms", "voice", "task"]]) -> list[str]:
    return ["sms", *(step for step in ("voice", "task") if step in steps)]
