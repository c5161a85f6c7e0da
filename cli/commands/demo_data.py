"""The demo town's public accounts."""

import typer
from rich.console import Console
from rich.markup import escape

from booking.api import DemoAccounts, demo_accounts, to_json
from cli import context
from cli.commands.options import Data, Json


def command(data: Data, as_json: Json = False) -> None:
    accounts = demo_accounts(context.find(data).config.town_folder)
    if as_json:
        typer.echo(to_json(_public(accounts), dict[str, list[dict[str, object]]]))
        return
    console = Console(highlight=False)
    console.print("[bold]Citizens with an agreement")
    for one in accounts.citizens:
        console.print(
            f"  {escape(one.name):<30} login {one.login}  PIN {one.pin}  {one.phone or ''}"
        )
    console.print("[bold]Staff")
    for member in accounts.staff:
        skills = ", ".join(f"{skill} {level}" for skill, level in member.skills.items())
        console.print(
            f"  {escape(member.name):<30} {member.role}: {member.username} {member.password}"
            f"  {skills}"
        )


def _public(accounts: DemoAccounts) -> dict[str, list[dict[str, object]]]:
    citizens: list[dict[str, object]] = [
        {
            "name": one.name,
            "login": one.login,
            "pin": one.pin,
            "phone": one.phone,
            "email": one.email,
            "language": one.language,
        }
        for one in accounts.citizens
    ]
    staff: list[dict[str, object]] = [
        {
            "username": one.username,
            "password": one.password,
            "name": one.name,
            "role": one.role,
            "skills": one.skills,
        }
        for one in accounts.staff
    ]
    groups = {"operators": "operator", "supervisors": "supervisor", "clerks": "clerk"}
    return {
        "citizens": citizens,
        **{name: [one for one in staff if one["role"] == role] for name, role in groups.items()},
        "administrators": [one for one in staff if one["role"] == "administrator"],
        "auditors": [one for one in staff if one["role"] == "auditor"],
    }
