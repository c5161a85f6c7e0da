"""How long what is kept, and why."""

from booking.api import Period, periods_of, read_periods
from cli import context
from cli.commands.options import Data, Json
from cli.keeping.parts import PARTS
from cli.lists import Column, show

COLUMNS = (
    Column[Period]("kind", lambda one: one.kind),
    Column[Period]("days", lambda one: one.days),
    Column[Period]("usually", lambda one: one.usually),
    Column[Period]("why", lambda one: one.why, wraps=True),
)


def command(data: Data, as_json: Json = False) -> None:
    folder = context.find(data).config.town_folder
    periods = periods_of(PARTS, read_periods(folder, PARTS))
    show(periods, COLUMNS, kind=list[Period], as_json=as_json)
