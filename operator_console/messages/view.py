"""Messages as plain data, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal

from booking.api import Language
from notifier.api import (
    FAILURES,
    ChannelKind,
    Count,
    Fate,
    Figures,
    Message,
    Traced,
    Waiting,
    Written,
    fate_of,
    masked_recipient,
)
from operator_console import formats
from operator_console.messages.names import COLOURS, Names

BANDS = (
    ("delivered", (Fate.DELIVERED,)),
    ("sent", (Fate.SENT,)),
    ("failed", FAILURES),
    ("rest", (Fate.WAITING, Fate.WITHHELD, Fate.DROPPED)),
)
"""The colours of a bar, from its foot."""

EMPTIED = "–"
MOST_TICKS = 4


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
class Bar:
    """A part of the span in the chart.

    Attributes:
        pieces: name, foot and height of each colour, in hundredths of the chart's height.
        says: the same in words.
    """

    label: str
    says: str
    number: int
    pieces: Sequence[tuple[str, float, float]]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table of figures."""

    name: str
    number: str
    delivered: str
    failed: str
    withheld: str
    price: str


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


def bars(figures: Figures, names: Names, when: When) -> list[Bar]:
    """The chart: how many were written in each part of the span, by how they stand."""
    by_slot = [Counter[Fate]() for _ in figures.slots]
    for one in figures.counts:
        by_slot[one.slot][one.fate] += one.number
    highest = max((sum(one.values()) for one in by_slot), default=0) or 1
    is_day = len(figures.slots) >= 23 and figures.slots[1] - figures.slots[0] == timedelta(hours=1)
    found = []
    for begin, counted in zip(figures.slots, by_slot, strict=True):
        local = begin.astimezone(when.zone)
        label = str(local.hour) if is_day else formats.near_day(local.date(), when.language)
        pieces, foot = [], 0.0
        for name, fates in BANDS:
            height = 100 * sum(counted[fate] for fate in fates) / highest
            if height:
                pieces.append((name, round(100 - foot - height, 2), round(height, 2)))
            foot += height
        told = ", ".join(f"{names.fate(fate)} {n}" for fate, n in counted.items() if n)
        number = sum(counted.values())
        head = f"{local.hour}:00" if is_day else label
        found.append(Bar(label, f"{head}: {told or '0'}", number, pieces))
    return found


def ticks(shown: Sequence[Bar]) -> list[str]:
    """What stands below the chart: four marks at the most, so that they fit on a telephone."""
    step = max(1, -(-len(shown) // MOST_TICKS))
    return [one.label for one in shown[::step]]


def lines(counts: Sequence[Count], group: Callable[[Count], str], when: When) -> list[Line]:
    """A line for each name, the most frequent first."""
    by_name: dict[str, list[Count]] = {}
    for one in counts:
        by_name.setdefault(group(one), []).append(one)

    def number(of: Sequence[Count], *fates: Fate) -> int:
        return sum(one.number for one in of if not fates or one.fate in fates)

    ranked = sorted(by_name.items(), key=lambda item: (-number(item[1]), item[0]))
    return [
        Line(
            name,
            when.number(number(of)),
            when.number(number(of, Fate.DELIVERED)),
            when.number(number(of, *FAILURES)),
            when.number(number(of, Fate.WITHHELD)),
            when.crowns(price) if (price := sum(one.price for one in of)) else "–",
        )
        for name, of in ranked
    ]


def reasons(counts: Sequence[Count], names: Names, when: When) -> list[tuple[str, str, str]]:
    """Why messages did not arrive: how they stand, why, how many."""
    found: Counter[tuple[Fate, str]] = Counter()
    for one in counts:
        if one.fate in (*FAILURES, Fate.WITHHELD):
            found[one.fate, one.reason or ""] += one.number
    return [
        (names.fate(fate), names.reason(reason), when.number(number))
        for (fate, reason), number in found.most_common()
    ]


def oldest(waiting: Sequence[Waiting], now: datetime) -> int:
    """Seconds for which the oldest that is due could have gone; 0 of none."""
    since = [one.since for one in waiting if one.since is not None]
    return max(0, int((now - min(since)) / timedelta(seconds=1))) if since else 0


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
