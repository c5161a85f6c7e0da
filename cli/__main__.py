"""`python -m cli`, which `./linka` calls."""

import sys
from importlib import import_module
from typing import NoReturn

import typer
from rich.console import Console

from cli.commands import COMMANDS, Entry
from cli.errors import CommandError


def main() -> None:
    """Run the command that the arguments name."""
    application = assemble(sys.argv[1] if len(sys.argv) > 1 else "")
    try:
        application(prog_name="./linka")
    except CommandError as error:
        fail(error)
    except KeyboardInterrupt:
        sys.exit(130)


def assemble(wanted: str) -> typer.Typer:
    """The commands, of which only the wanted one is imported: the others cost their help's line."""
    application = typer.Typer(
        help="One number for the town hall.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    for entry in COMMANDS:
        if entry.name == wanted:
            _add(application, entry)
        else:
            application.command(entry.name, help=entry.help, hidden=entry.hidden)(_not_called)
    return application


def fail(error: CommandError) -> NoReturn:
    """Say what is wrong; no traceback, for it is nothing in the code."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(
        f"[bold red]linka:[/] {_plain(str(error))}"
    )
    sys.exit(1)


def _add(application: typer.Typer, entry: Entry) -> None:
    module = import_module(entry.module)
    if hasattr(module, "application"):  # a command with commands of its own
        application.add_typer(
            module.application, name=entry.name, help=entry.help, hidden=entry.hidden
        )
    else:
        application.command(
            entry.name,
            help=entry.help,
            hidden=entry.hidden,
            context_settings=getattr(module, "CONTEXT", None),
        )(module.command)


def _not_called() -> None:
    """Stands for a command that this run does not call."""


def _plain(text: str) -> str:
    return text.replace("[", r"\[")


if __name__ == "__main__":
    main()
