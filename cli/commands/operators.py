"""The staff who answer callers: what they know, and how they are now."""

from dataclasses import dataclass
from datetime import datetime

from booking.api import Backend, Role, StaffMember
from cli import context
from cli.commands.options import Data, Json
from cli.lists import Column, ask, show
from ivr.routing.api import OperatorState, OperatorStatus, Routing, read_rules


@dataclass(frozen=True)
class OnTheLine:
    """One of the staff with their state.

    `since` is when it began, None for somebody who never came; `telephone` whether they can be
    rung; `call` the one that they are rung for, talk in or wrap up.
    """

    username: str
    name: str
    skills: dict[str, int]
    active: bool
    state: OperatorState
    reason: str | None
    since: datetime | None
    telephone: bool
    call: str | None

    @property
    def shown(self) -> str:
        """The state, with the reason of a break."""
        return str(self.state) if self.reason is None else f"{self.state}: {self.reason}"


COLUMNS = (
    Column[OnTheLine]("username", lambda one: one.username),
    Column[OnTheLine]("name", lambda one: one.name),
    Column[OnTheLine]("state", lambda one: one.shown),
    Column[OnTheLine]("since", lambda one: one.since),
    Column[OnTheLine]("telephone", lambda one: one.telephone),
    Column[OnTheLine]("call", lambda one: one.call),
    Column[OnTheLine](
        "skills",
        lambda one: ", ".join(f"{skill} {level}" for skill, level in one.skills.items()),
        wraps=True,
    ),
    Column[OnTheLine]("active", lambda one: one.active),
)


def command(data: Data, as_json: Json = False) -> None:
    rules = read_rules(context.find(data).config.routing_file)

    async def look(backend: Backend) -> list[OnTheLine]:
        routing = Routing(backend.database, backend.staff, rules)
        known = {one.username: one for one in await routing.states()}
        return [
            await _on_the_line(one, known.get(one.username), routing)
            for one in await backend.staff.list()
            if one.role is Role.OPERATOR
        ]

    show(ask(data, look), COLUMNS, kind=list[OnTheLine], as_json=as_json)


async def _on_the_line(
    member: StaffMember, status: OperatorStatus | None, routing: Routing
) -> OnTheLine:
    served = await routing.request_of(member.username)
    return OnTheLine(
        username=member.username,
        name=member.name,
        skills=member.skills,
        active=member.active,
        state=OperatorState.OFFLINE if status is None else status.state,
        reason=None if status is None else status.reason,
        since=None if status is None else status.since,
        telephone=status is not None and status.endpoint is not None,
        call=None if served is None else served.call_id,
    )
