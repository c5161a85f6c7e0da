"""The applications that changed last."""

from booking.api import Application
from cli.commands.options import Data, Json, Limit
from cli.lists import Column, ask, show

COLUMNS = (
    Column[Application]("reference", lambda one: one.reference),
    Column[Application]("kind", lambda one: one.kind_name.cs),
    Column[Application]("state", lambda one: one.state),
    Column[Application]("citizen", lambda one: one.citizen_id),
    Column[Application]("filed", lambda one: one.filed_on),
    Column[Application]("deadline", lambda one: one.deadline),
    Column[Application]("changed", lambda one: one.changed_at),
)


def command(data: Data, limit: Limit = 50, as_json: Json = False) -> None:
    applications = ask(data, lambda backend: backend.applications.recent(limit))
    show(applications, COLUMNS, kind=list[Application], as_json=as_json)
