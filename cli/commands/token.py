"""Tokens by which other systems of the town get in."""

from typing import Annotated

import typer

from booking.api import Token, TokenScope
from cli.commands.options import Data, Json
from cli.keeping.user import at_the_keyboard
from cli.lists import Column, ask, show

application = typer.Typer(no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Which system gets it: letters, digits, hyphens.")]
COLUMNS = (
    Column[Token]("name", lambda one: one.name),
    Column[Token]("scope", lambda one: one.scope.value),
    Column[Token]("made", lambda one: one.made_at),
    Column[Token]("ended", lambda one: one.ended_at),
)


@application.command("make", help="Make a token; it is shown this once.")
def make(name: Name, data: Data, scope: TokenScope = TokenScope.RECORDS) -> None:
    token = ask(data, lambda backend: backend.tokens.make(name, scope, by=at_the_keyboard()))
    typer.echo(token.reveal())


@application.command("end", help="Let a token open nothing any more.")
def end(name: Name, data: Data) -> None:
    ask(data, lambda backend: backend.tokens.end(name, by=at_the_keyboard()))
    typer.echo(f"{name}: ended")


@application.command("list", help="List the tokens, without themselves.")
def list_all(data: Data, as_json: Json = False) -> None:
    show(
        ask(data, lambda backend: backend.tokens.all()),
        COLUMNS,
        kind=list[Token],
        as_json=as_json,
    )
