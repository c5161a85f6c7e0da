"""The calls that came last."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from booking.api import Backend, Transaction
from cli.commands.options import Data, Json, Limit
from cli.lists import Column, ask, show
from ivr.call.rows import calls


@dataclass(frozen=True)
class PastCall:
    """A call's row. `path` is the menus and dialogs that it went through, never what was keyed."""

    id: str
    caller: str | None
    dialled: str
    language: str
    citizen_id: int | None
    path: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str | None
    node: str


COLUMNS = (
    Column[PastCall]("began", lambda call: call.started_at),
    Column[PastCall]("caller", lambda call: call.caller or "hidden"),
    Column[PastCall]("language", lambda call: call.language),
    Column[PastCall]("citizen", lambda call: call.citizen_id),
    Column[PastCall]("went through", lambda call: call.path, wraps=True),
    Column[PastCall]("ended", lambda call: call.ended_at),
    Column[PastCall]("outcome", lambda call: call.outcome or "goes on"),
    Column[PastCall]("call", lambda call: call.id),
)


def command(data: Data, limit: Limit = 50, as_json: Json = False) -> None:
    names = list(PastCall.__dataclass_fields__)
    fields = [calls.c[name] for name in names]

    def look(tx: Transaction) -> list[PastCall]:
        newest = select(*fields).order_by(calls.c.started_at.desc()).limit(limit)
        return [PastCall(**dict(zip(names, row, strict=True))) for row in tx.all(newest)]

    async def asked(backend: Backend) -> list[PastCall]:
        return await backend.database.read(look)

    show(ask(data, asked), COLUMNS, kind=list[PastCall], as_json=as_json)
