"""Erase a person (GDPR, article 17)."""

from typing import Annotated

import typer

from booking.api import Backend, Erasure, to_json
from cli import context
from cli.commands.options import Citizen, Data, Json
from cli.errors import NotSure
from cli.keeping.parts import privacy
from cli.keeping.user import at_the_keyboard
from cli.lists import ask


def command(
    citizen: Citizen,
    data: Data,
    sure: Annotated[
        bool, typer.Option("--yes", help="It cannot be undone; without this nothing is done.")
    ] = False,
    as_json: Json = False,
) -> None:
    here = context.find(data)

    async def erase(backend: Backend) -> Erasure:
        rights = privacy(here, backend.database)
        number = await rights.number_of(citizen)
        if not sure:
            by, why = at_the_keyboard(), "a search before an erasure"
            await backend.audit.look(by, f"citizen:{number}", why)
            name = (await backend.citizens.get(number)).name
            raise NotSure(f"this erases {name} (citizen {number}) for good; add --yes to do it")
        return await rights.erase(number, by=at_the_keyboard())

    done = ask(data, erase)
    typer.echo(to_json(done) if as_json else "\n".join(_in_words(done)))


def _in_words(done: Erasure) -> list[str]:
    erased = ", ".join(f"{kind} {count}" for kind, count in done.erased.items() if count)
    kept = [f"kept: {one.what}, until {one.until or 'it ends'}: {one.why}" for one in done.kept]
    return [f"citizen {done.citizen} is erased: {erased}", *kept]
