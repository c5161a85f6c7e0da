"""Ring the number over real SIP, as a citizen would, and print the conversation."""

import asyncio
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cli import context
from cli.asterisk.debian import cache_folder
from cli.asterisk.root import find_or_build
from cli.commands.options import Data, Json
from cli.phone.call import NotAnsweredError
from cli.phone.conversation import Citizen, Conversation, Line
from cli.phone.ear import Ear
from cli.phone.exchange import Exchange

DEMO_CALLER = "777654321"

Tell = Callable[[Line], None]


def command(
    data: Data,
    keys: Annotated[
        str,
        typer.Option(
            help="What to key at each question, e.g. '1 1 1 1'. '-' lets one pass in silence; "
            "'!1' presses in mid-sentence."
        ),
    ] = "",
    caller: Annotated[str, typer.Option(help="The number that rings.")] = DEMO_CALLER,
    hidden: Annotated[bool, typer.Option("--hidden", help="Hide the caller's number.")] = False,
    ahead: Annotated[
        bool, typer.Option("--ahead", help="Key everything at once, without listening.")
    ] = False,
    stay: Annotated[
        float, typer.Option(help="Seconds of silence at the end before hanging up.")
    ] = 3.0,
    at_most: Annotated[
        float, typer.Option(min=1, help="Hang up after so many seconds, music or not.")
    ] = 600.0,
    record: Annotated[
        Path | None, typer.Option(help="Keep what the caller heard in this file (raw, 8 kHz).")
    ] = None,
    as_json: Json = False,
) -> None:
    here = context.find(data)
    tell: Tell = (lambda _line: None) if as_json else _print
    typer.echo("learning what Linka can say …", err=True)
    # not in a thread: Ctrl-C would have to wait for it
    ear = Ear.of(here.layout.sounds, slow=True, cache=cache_folder() / "ear")
    try:
        conversation, recording = asyncio.run(
            _ring(here, ear, keys.split(), None if hidden else caller, ahead, stay, at_most, tell)
        )
    except NotAnsweredError as error:
        typer.echo(f"nobody answered ({error}); is Linka running? ./linka status", err=True)
        sys.exit(1)
    if record is not None:
        shutil.copyfile(recording, record)
    if as_json:
        typer.echo(json.dumps(_as_json(conversation), ensure_ascii=False))
    else:
        who = "Linka" if conversation.ended_by == "town" else "the caller"
        typer.echo(f"{conversation.seconds:6.1f}  {who} hung up")


async def _ring(
    here: context.Context,
    ear: Ear,
    keys: list[str],
    caller: str | None,
    ahead: bool,
    stay: float,
    at_most: float,
    tell: Tell,
) -> tuple[Conversation, Path]:
    async with Exchange.beside(here.layout.folder, here.config, find_or_build()) as exchange:
        call = await exchange.ring(here.config.number, caller=caller)
        citizen = Citizen(call, ear, keys, ahead=ahead, stay=stay, at_most=at_most, tell=tell)
        return await citizen.converse(), call.recording


def _print(line: Line) -> None:
    if line.who == "caller":
        typer.echo(f"{line.at:6.1f}  keyed {' '.join(line.text)}")
    else:
        typer.echo(f"{line.at:6.1f}  Linka: {line.text}{'' if line.complete else ' –'}")


def _as_json(conversation: Conversation) -> dict[str, object]:
    return {
        "rang": round(conversation.rang, 3),
        "seconds": round(conversation.seconds, 3),
        "ended_by": conversation.ended_by,
        "lines": [asdict(line) for line in conversation.lines],
        "heard": [
            {
                "text": one.segment.text,
                "language": one.segment.language,
                "start": round(one.start, 3),
                "end": round(one.end, 3),
                "score": round(one.score, 3),
                "complete": one.complete,
            }
            for one in conversation.heard
        ],
    }
