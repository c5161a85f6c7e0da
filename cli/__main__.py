"""`python -m cli`, which `./linka` calls."""

import sys
from importlib import import_module
from typing import NoReturn

import typer
from rich.console import Console

from cli import logs
from cli.commands import COMMANDS, Entry

_FOR_PEOPLE = (
    ("cli.errors", "CommandError"),
    ("cli.asterisk.errors", "AsteriskError"),
    ("booking.errors", "BookingError"),
    ("ivr.speech.errors", "SpeechError"),
    ("ivr.menus.errors", "MenuError"),
    ("ivr.routing.errors", "RoutingError"),
)
"""Errors whose message says what is wrong to the person at the keyboard. By name, for importing
them all would double the time that a short command takes."""


def main() -> None:
    """Run the command that the arguments name."""
    application = assemble(sys.argv[1] if len(sys.argv) > 1 else "")
    logs.to_stderr()
    try:
        application(prog_name="./linka")
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if not _is_for_people(error):
            raise
        fail(error)


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


def fail(error: Exception) -> NoReturn:
    """Say what is wrong; no traceback, for it is nothing in the code."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(
        f"[bold red]linka:[/] {_plain(str(error))}"
    )
    sys.exit(1)


def _is_for_people(error: Exception) -> bool:
    return any(
        isinstance(error, getattr(sys.modules[module], name))
        for module, name in _FOR_PEOPLE
        if module in sys.modules  # an error of a module that was never imported cannot be
    )


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
