"""The messages that were written last, and how far they came."""

from booking.api import Backend
from cli.commands.options import Data, Json, Limit
from cli.lists import Column, ask, show
from notifier.outbox import Message, recent

COLUMNS = (
    Column[Message]("written", lambda message: message.created_at),
    Column[Message]("by", lambda message: message.channel),
    Column[Message]("to", lambda message: message.recipient),
    Column[Message]("state", lambda message: message.state),
    Column[Message]("about", lambda message: message.about),
    Column[Message]("text", lambda message: message.subject or message.text, wraps=True),
)


def command(data: Data, limit: Limit = 50, as_json: Json = False) -> None:
    async def look(backend: Backend) -> list[Message]:
        return await recent(backend.database, limit=limit)

    show(ask(data, look), COLUMNS, kind=list[Message], as_json=as_json)
