"""Why a call came to whom it came, or still waits."""

from typing import Annotated

import typer

from booking.api import Backend, to_json
from cli import context
from cli.commands.options import Data, Json
from cli.errors import CommandError
from cli.lists import ask, in_words
from ivr.routing.api import read_rules
from ivr.routing.why import Decided, Story, why
from ivr.routing.why import in_words as reason_in_words

Call = Annotated[str, typer.Argument(help="A call's id, as ./linka calls lists it.")]


def command(call: Call, data: Data, as_json: Json = False) -> None:
    rules = read_rules(context.find(data).config.routing_file)

    async def look(backend: Backend) -> list[Story]:
        return await why(backend.database, backend.staff, rules, call)

    stories = ask(data, look)
    if as_json:
        typer.echo(to_json(stories, list[Story]))
        return
    if not stories:
        raise CommandError(f"no call {call} has asked for a person")
    for story in stories:
        for line in _lines(story):
            typer.echo(line)


def _lines(story: Story) -> list[str]:
    request = story.request
    asked = ", ".join(map(str, request.needs))
    lines = [f"{in_words(request.asked_at)} asked for a person: {asked}"]
    for decided in story.decided:
        lines += _decided(decided)
    if story.now is not None:
        lines += ["goes on waiting", *(f"  {line}" for line in reason_in_words(story.now))]
    else:
        lines.append(f"now {request.state}" + (f", {request.result}" if request.result else ""))
    return lines


def _decided(one: Decided) -> list[str]:
    offer = one.offer
    outcome = offer.outcome or "rings"
    note = f", {offer.note}" if offer.note else ""
    lines = [f"{in_words(offer.offered_at)} offered to {offer.operator}: {outcome}{note}"]
    lines += [f"  {line}" for line in reason_in_words(one.reason)]
    if one.holds is False:
        lines.append("  the policy of this version would decide otherwise")
    return lines
