"""Find citizens: whose number `export` and `erase` want. Each search stands in the audit."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

import typer

from booking.api import Backend
from cli.commands.options import Data, Json
from cli.keeping.user import at_the_keyboard
from cli.lists import Column, ask, show

MOST = 100


@dataclass(frozen=True)
class OneFound:
    """A citizen who may be meant: as much as tells two of one name apart.

    `score` says how well everything fits, at most 100; `code` is the name in the town's records.
    """

    citizen: int
    code: str
    name: str
    born: date | None
    address: str | None
    phone: str | None
    score: float


COLUMNS = (
    Column[OneFound]("citizen", lambda one: one.citizen),
    Column[OneFound]("code", lambda one: one.code),
    Column[OneFound]("name", lambda one: one.name),
    Column[OneFound]("born", lambda one: one.born),
    Column[OneFound]("address", lambda one: one.address, wraps=True),
    Column[OneFound]("phone", lambda one: one.phone),
    Column[OneFound]("fits", lambda one: f"{one.score:.0f} %"),
)


def command(
    data: Data,
    find: Annotated[
        str,
        typer.Option(
            "--find",
            help="A name as it was heard, a street, a date or year of birth, a telephone number, "
            "or several of these.",
        ),
    ],
    limit: Annotated[int, typer.Option("--limit", min=1, max=MOST, help="So many at most.")] = 10,
    as_json: Json = False,
) -> None:
    """Who is shown is written down in the audit, with your name."""

    async def look(backend: Backend) -> list[OneFound]:
        found = await backend.citizens.search(find, limit)
        shown = [one.citizen.id for one in found]
        by, why = at_the_keyboard(), "a search on the command line"
        await backend.audit.look(by, "citizens", why, shown)
        return [
            OneFound(
                one.citizen.id,
                one.citizen.code,
                one.citizen.name,
                one.citizen.born,
                ", ".join(part for part in (one.citizen.street, one.citizen.town) if part) or None,
                one.citizen.phone,
                round(one.score, 1),
            )
            for one in found
        ]

    show(ask(data, look), COLUMNS, kind=list[OneFound], as_json=as_json)
