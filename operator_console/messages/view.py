"""Messages as plain data, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal

from booking.api import Language
from notifier.api import (
    ChannelKind,
    Fate,
    Message,
    Traced,
    Written,
    fate_of,
    masked_recipient,
)
from operator_console import formats
from operator_console.messages.names import COLOURS, Names

EMPTIED = "–"


@dataclass(frozen=True, slots=True)
class When:
    """How moments are written for whoever looks."""

    zone: ZoneInfo
    today: date
    language: Language

    def short(self, instant: datetime) -> str:
        """'9:05' today, else with the day."""
        return formats.moment(instant, self.zone, self.today, self.language)

    def exact(self, instant: datetime) -> str:
        """'23. 11. 2026 9:05:07'."""
        local = instant.astimezone(self.zone)
        return f"{formats.short_day(local.date(), self.language)} {local:%-H:%M:%S}"

    def number(self, value: float, digits: int = 0) -> str:
        """'1 234,5' in Czech."""
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return format_decimal(value, pattern, locale=self.language.value)

    def crowns(self, hellers: int) -> str:
        """'12,50 Kč'."""
        return f"{self.number(hellers / 100, 2)}\N{NO-BREAK SPACE}Kč"

    def seconds(self, value: float | None) -> str:
        """'0,4 s'; a dash of none."""
        return "–" if value is None else f"{self.number(value, 1)}\N{NO-BREAK SPACE}s"


@dataclass(frozen=True, slots=True)
class Row:
    """A message in a list."""

    id: int
    when: str
    channel: str
    template: str
    about: str
    recipient: str
    fate: str
    colour: str
    reason: str
    provider: str
    price: str


@dataclass(frozen=True, slots=True)
class Step:
    """A line of a message's way."""

    when: str
    what: str
    colour: str
    reason: str
    provider: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A message with its way.

    Attributes:
        recipient: whole, or masked for those who need not know it.
        text: as it was sent; None where it is gone, or not for whoever looks.
        is_emptied: it is gone by the rules of retention.
    """

    row: Row
    recipient: str
    subject: str
    text: str | None
    is_emptied: bool
    facts: Sequence[tuple[str, str]]
    steps: Sequence[Step]
    said: Sequence[Step]
    chain: Sequence[tuple[Row, bool]]
    asked: str
    answers: Sequence[tuple[str, str]]


def row(message: Message, fate: Fate, names: Names, when: When) -> Row:
    """A message in a list: the recipient is masked."""
    return Row(
        id=message.id,
        when=when.short(message.created_at),
        channel=names.channel(message.channel),
        template=names.template(message.template),
        about=names.about(message.about),
        recipient=EMPTIED
        if message.recipient.startswith("erased-")
        else masked_recipient(message.recipient),
        fate=names.fate(fate),
        colour=COLOURS[fate],
        reason=names.reason(message.reason),
        provider=names.provider(message.provider),
        price="–" if message.price is None else when.crowns(message.price),
    )


def sheet(found: Traced, names: Names, when: When, *, whole: bool) -> Sheet:
    """A message with its way.

    Args:
        found: it.
        names: what things are called.
        when: how moments are written.
        whole: with recipient and text.
    """
    message = found.message
    own = row(message, found.fate, names, when)
    recipient = message.recipient if whole and not found.is_emptied else own.recipient
    shows = whole and not found.is_emptied
    return Sheet(
        row=own,
        recipient=formats.phone(recipient) if recipient.startswith("+") else recipient,
        subject=(message.subject or "") if shows else "",
        text=message.text if shows else None,
        is_emptied=found.is_emptied,
        facts=_facts(found, names, when),
        steps=[
            Step(
                when.exact(one.at),
                names.state(one.state),
                COLOURS[fate_of_state(one.state.value)],
                names.reason(one.reason),
                names.provider(one.provider),
            )
            for one in found.statuses
        ],
        said=[
            Step(
                when.exact(one.received_at),
                names.said(one.status),
                "neutral",
                names.reason(one.code),
                names.provider(one.provider),
                "" if found.is_emptied else one.reference,
            )
            for one in found.receipts
        ],
        chain=[
            *((row(one, fate_of(one), names, when), False) for one in found.before),
            *([(own, True)] if found.before or found.after else []),
            *((row(one, fate_of(one), names, when), False) for one in found.after),
        ],
        asked=_written(found.asked, when) if found.asked and whole else "",
        answers=[
            (when.exact(one.received_at), f"{one.text} ({names.command(one.command)})")
            for one in found.answers
            if whole
        ],
    )


def fate_of_state(state: str) -> Fate:
    """The colour's fate of a state of the trace."""
    known = {"created": Fate.WAITING, "sending": Fate.WAITING, "pending": Fate.SENT}
    return known.get(state) or Fate(state)


def _facts(found: Traced, names: Names, when: When) -> list[tuple[str, str]]:
    message = found.message
    version = names.say("messages.version", n=message.template_version)
    kind = f"{names.template(message.template)}, {version}"
    told = [
        ("template", kind),
        ("about", names.about(message.about)),
        ("happened", "" if found.happened_at is None else when.exact(found.happened_at)),
        ("written", when.exact(message.created_at)),
        ("sent", "" if message.sent_at is None else when.exact(message.sent_at)),
        ("delivered", "" if message.delivered_at is None else when.exact(message.delivered_at)),
        ("provider", names.provider(message.provider)),
        ("reference", message.reference or ""),
        ("attempts", str(message.attempts)),
        ("segments", str(message.segments) if message.channel is ChannelKind.SMS else ""),
        ("price", "" if message.price is None else when.crowns(message.price)),
        ("language", names.say(f"desk.language.{message.language.value}")),
    ]
    return [(names.say(f"messages.fact.{name}"), value) for name, value in told if value]


def _written(one: Written, when: When) -> str:
    return f"{when.exact(one.received_at)}: {one.text}"
