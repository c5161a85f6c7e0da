"""The messages that were written last, and how far they came; one's whole way with `--trace`."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Annotated, Any

import typer

from booking.api import PRAGUE, Backend
from cli.commands.options import Data, Json, Limit
from cli.keeping.user import at_the_keyboard
from cli.lists import Column, ask, show
from notifier.figures.model import ReceiptLine, Span, Traced, Wanted, Written
from notifier.figures.rules import days
from notifier.figures.service import LARGEST, Messages, Subject, recipient_of
from notifier.outbox import ChannelKind, Message, MessageState, Status

EVER = date(2000, 1, 1)
LONGEST_RECORD = 60


@dataclass(frozen=True)
class Listed(Message):
    """A message; `state_at` is when it came into its state."""

    state_at: datetime | None


@dataclass(frozen=True)
class Way(Listed):
    """A message with its whole way; `before` and `after` are the messages of the same matter by
    other ways.
    """

    trace: tuple[Status, ...]
    receipts: tuple[ReceiptLine, ...]
    event: str | None
    happened_at: datetime | None
    asked: Written | None
    answers: tuple[Written, ...]
    before: tuple[int, ...]
    after: tuple[int, ...]
    is_emptied: bool


COLUMNS = (
    Column[Listed]("written", lambda message: message.created_at),
    Column[Listed]("by", lambda message: message.channel),
    Column[Listed]("to", lambda message: message.recipient),
    Column[Listed]("state", lambda message: message.state),
    Column[Listed]("since", lambda message: message.state_at),
    Column[Listed]("why", lambda message: message.reason),
    Column[Listed]("provider", lambda message: message.provider),
    Column[Listed]("price", lambda message: _crowns(message.price)),
    Column[Listed]("template", lambda message: f"{message.template}/{message.template_version}"),
    Column[Listed]("about", lambda message: message.about),
    Column[Listed]("text", lambda message: message.subject or message.text, wraps=True),
)


def command(
    data: Data,
    about: Annotated[str, typer.Option(help="Only about this: visit:12, application:7.")] = "",
    to: Annotated[str, typer.Option(help="Only to this number or e-mail address, whole.")] = "",
    citizen: Annotated[
        int,
        typer.Option(
            min=0, max=LARGEST, help="Only to this citizen, and about what is theirs; by number."
        ),
    ] = 0,
    channel: Annotated[ChannelKind | None, typer.Option(help="Only by this way.")] = None,
    state: Annotated[MessageState | None, typer.Option(help="Only in this state.")] = None,
    template: Annotated[str, typer.Option(help="Only of this kind: visit_booked.")] = "",
    provider: Annotated[str, typer.Option(help="Only through this one: twilio.")] = "",
    since: Annotated[str, typer.Option(help="Written on this day or later: 2026-11-23.")] = "",
    until: Annotated[str, typer.Option(help="Written on this day or before.")] = "",
    trace: Annotated[
        bool, typer.Option("--trace", help="With each state, receipt and other way.")
    ] = False,
    limit: Limit = 50,
    as_json: Json = False,
) -> None:
    """Whose messages were looked up by --about, --to or --citizen stands in the audit."""
    subject = _subject(about, to, citizen)
    first, last = _day(since, "--since"), _day(until, "--until")
    wanted = Wanted(
        channel=channel, state=state, template=template or None, provider=provider or None
    )

    async def look(backend: Backend) -> list[Listed]:
        told = Messages(backend)
        span = _span(first, last, backend)
        within = wanted
        if subject is None:
            if span is not None:
                within = replace(wanted, since=span.since, until=span.until)
            found = await told.find(within, limit)
        else:
            answer = await told.told(subject, span, by=at_the_keyboard())
            every = [one.message for one in reversed(answer.messages)]
            found = [one for one in every if _fits(one, wanted)][:limit]
        times = await told.state_times([one.id for one in found])
        listed = [Listed(**_values(one), state_at=times.get(one.id)) for one in found]
        return [_way(one, await told.one(one.id)) for one in listed] if trace else listed

    found = ask(data, look)
    kind = list[Way] if trace else list[Listed]
    if as_json or not trace:
        show(found, COLUMNS, kind=kind, as_json=as_json)
    else:
        _print(found)


def _subject(about: str, to: str, citizen: int) -> Subject | None:
    given = [bool(about), bool(to), bool(citizen)]
    if sum(given) > 1:
        raise typer.BadParameter("one of --about, --to and --citizen")
    if to:
        recipient = recipient_of(to)
        if recipient is None:
            raise typer.BadParameter(
                "a whole telephone number or e-mail address", param_hint="--to"
            )
        return Subject(recipient=recipient)
    if about:
        if len(about) > LONGEST_RECORD:
            raise typer.BadParameter("a record as visit:12", param_hint="--about")
        return Subject(about=about)
    return Subject(citizen=citizen) if citizen else None


def _day(written: str, option: str) -> date | None:
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise typer.BadParameter("a day as 2026-11-23", param_hint=option) from None


def _span(first: date | None, last: date | None, backend: Backend) -> Span | None:
    if first is None and last is None:
        return None
    clock = backend.clock
    return days(first or EVER, last or max(clock.today(), first or EVER), clock.zone)


def _fits(message: Message, wanted: Wanted) -> bool:
    return (
        wanted.channel in (None, message.channel)
        and wanted.state in (None, message.state)
        and wanted.template in (None, message.template)
        and wanted.provider in (None, message.provider)
    )


def _values(message: Message) -> dict[str, Any]:
    return {one.name: getattr(message, one.name) for one in fields(Message)}


def _way(message: Listed, traced: Traced) -> Way:
    return Way(
        **_values(message),
        state_at=message.state_at,
        trace=traced.statuses,
        receipts=traced.receipts,
        event=traced.event,
        happened_at=traced.happened_at,
        asked=traced.asked,
        answers=traced.answers,
        before=tuple(one.id for one in traced.before),
        after=tuple(one.id for one in traced.after),
        is_emptied=traced.is_emptied,
    )


def _crowns(price: int | None) -> str | None:
    return None if price is None else f"{price / 100:.2f}"


def _print(found: Sequence[Listed]) -> None:
    """For people: a block a message, its states and receipts line by line."""
    for one in found:
        if isinstance(one, Way):
            typer.echo("\n".join([*_block(one), ""]))
    if not found:
        typer.echo("none")


def _block(one: Way) -> list[str]:
    gone = "recipient and text are gone" if one.is_emptied else f"to {one.recipient}"
    head = (
        f"{one.id}  {one.template}/{one.template_version} about {one.about}, {one.channel} {gone}"
    )
    lines = [head]
    if one.text:
        lines.append(f"  text      {one.text}" if not one.subject else f"  subject   {one.subject}")
    if one.happened_at is not None:
        lines.append(f"  event     {exact(one.happened_at)} {one.event}")
    for status in one.trace:
        told = [status.state.value, status.provider, status.reason]
        lines.append(f"  state     {exact(status.at)} {', '.join(filter(None, told))}")
    for receipt in one.receipts:
        told = [receipt.status, receipt.provider, receipt.reference, receipt.code]
        lines.append(f"  receipt   {exact(receipt.received_at)} {', '.join(filter(None, told))}")
    lines += [f"  followed  message {number}" for number in one.before]
    lines += [f"  then      message {number}" for number in one.after]
    return lines


def exact(moment: datetime) -> str:
    """With seconds, on the town's clock."""
    return f"{moment.astimezone(PRAGUE):%Y-%m-%d %H:%M:%S}"
