"""The staff who answer callers, with what they know."""

from booking.api import Backend, Role, StaffMember
from cli.commands.options import Data, Json
from cli.lists import Column, ask, show

COLUMNS = (
    Column[StaffMember]("username", lambda one: one.username),
    Column[StaffMember]("name", lambda one: one.name),
    Column[StaffMember](
        "skills",
        lambda one: ", ".join(f"{skill} {level}" for skill, level in one.skills.items()),
        wraps=True,
    ),
    Column[StaffMember]("active", lambda one: one.active),
)


def command(data: Data, as_json: Json = False) -> None:
    async def look(backend: Backend) -> list[StaffMember]:
        return [one for one in await backend.staff.list() if one.role is Role.OPERATOR]

    show(ask(data, look), COLUMNS, kind=list[StaffMember], as_json=as_json)
