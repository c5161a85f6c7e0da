"""The audit: whether it is as it was written."""

import sys
from typing import Annotated

import typer

from booking.api import AuditCheck, AuditSeals, Backend, Secret, to_json
from cli import context
from cli.commands.options import Data, Json
from cli.lists import ask

application = typer.Typer(no_args_is_help=True)

Expected = Annotated[
    str | None,
    typer.Option(
        "--expect", help="The last seal as an earlier check printed it; the chain must hold it."
    ),
]


@application.callback()
def audit() -> None:
    """Work on the audit."""


@application.command("check", help="Go through all seals; name the first row that does not fit.")
def check(data: Data, expected: Expected = None, as_json: Json = False) -> None:
    key = Secret(context.find(data).secrets.audit)

    async def checked(backend: Backend) -> AuditCheck:
        return await AuditSeals(backend.database, key).check(expected=expected)

    found = ask(data, checked)
    if as_json:
        typer.echo(to_json(found))
    else:
        typer.echo("\n".join(_in_words(found)))
    sys.exit(0 if found.misfit is None else 1)


def _in_words(found: AuditCheck) -> list[str]:
    if found.misfit is not None:
        fit = f"{found.rows} rows in {found.seals} seals before it fit"
        return [f"does not fit: {found.misfit.reason}", fit]
    return [
        f"fits: {found.rows} rows in {found.seals} seals",
        f"not sealed yet: {found.unsealed} rows",
        f"last seal: {found.last_seal or 'none'}",
    ]
