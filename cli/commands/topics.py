"""Life situations: how they stand, and back into their files."""

from pathlib import Path
from typing import Annotated

import typer

from booking.api import TopicLine, topic_as_yaml
from cli import context
from cli.commands.options import Data, Json
from cli.lists import Column, ask, show

application = typer.Typer(no_args_is_help=True)

COLUMNS = (
    Column[TopicLine]("code", lambda line: line.topic.code),
    Column[TopicLine]("standing", lambda line: line.standing.value),
    Column[TopicLine]("told until", lambda line: line.told_until),
    Column[TopicLine]("checked", lambda line: line.topic.checked_on),
    Column[TopicLine]("edited here", lambda line: line.edited),
    Column[TopicLine]("draft", lambda line: line.is_draft),
    Column[TopicLine]("file differs", lambda line: line.conflict),
    Column[TopicLine]("demo", lambda line: line.topic.demo),
    Column[TopicLine]("owner", lambda line: line.topic.owner),
)

Folder = Annotated[
    Path | None,
    typer.Option(help="Where to write; the town's own folder of topics if not given."),
]


@application.command("list", help="List the topics with how they stand.")
def list_topics(data: Data, as_json: Json = False) -> None:
    lines = ask(data, lambda backend: backend.topic_editing.lines())
    show(lines, COLUMNS, kind=list[TopicLine], as_json=as_json)


@application.command("export", help="Write the topics that were edited here into YAML files.")
def export(data: Data, folder: Folder = None) -> None:
    wanted = folder or context.find(data).config.town_folder / "topics"
    wanted.mkdir(parents=True, exist_ok=True)
    lines = ask(data, lambda backend: backend.topic_editing.lines())
    edited = [line for line in lines if line.edited]
    for line in edited:
        path = wanted / f"{line.topic.code}.yaml"
        path.write_text(topic_as_yaml(line.topic, position=line.position), "utf-8")
        typer.echo(path)
    if not edited:
        typer.echo("nothing was edited here")
