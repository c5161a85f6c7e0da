"""The visits that were booked last, or those that have lost their place."""

from typing import Annotated

import typer

from booking.api import FallenVisit, Visit
from cli import fallen
from cli.commands.options import Data, Json, Limit
from cli.lists import Column, ask, show

COLUMNS = (
    Column[Visit]("code", lambda visit: visit.code),
    Column[Visit]("start", lambda visit: visit.start),
    Column[Visit]("activity", lambda visit: visit.activity),
    Column[Visit]("persons", lambda visit: visit.persons),
    Column[Visit]("office", lambda visit: visit.office),
    Column[Visit]("counter", lambda visit: visit.counter),
    Column[Visit]("state", lambda visit: visit.state),
    Column[Visit]("phone", lambda visit: visit.phone),
    Column[Visit]("verified", lambda visit: visit.verified),
    Column[Visit]("booked", lambda visit: visit.created_at),
)


def command(
    data: Data,
    limit: Limit = 50,
    fallen_out: Annotated[
        bool,
        typer.Option(
            "--fallen-out",
            help="Those still to come that the hours, closures and counters of now do not carry.",
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    if fallen_out:
        lost = ask(data, lambda backend: backend.visits.fallen_out())
        show(lost, fallen.COLUMNS, kind=list[FallenVisit], as_json=as_json)
        return
    visits = ask(data, lambda backend: backend.visits.recent(limit))
    show(visits, COLUMNS, kind=list[Visit], as_json=as_json)
