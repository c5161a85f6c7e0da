"""Several nodes on one database: each knows which calls are its own."""

from booking.api import Database
from ivr.call.behind import Behind
from ivr.call.record import Record, end_abandoned
from ivr.call.resuming import open_calls
from ivr.call.rows import NODE


async def test_a_node_takes_only_its_own_calls_for_lost(database: Database) -> None:
    behind = Behind(database)
    Record(behind, "call-1", None, "844121314", "menus").begin()
    Record(behind, "call-2", None, "844121314", "menus", node="lower-town").begin()
    await behind.flush()
    assert await database.read(lambda tx: open_calls(tx, NODE)) == ["call-1"]
    assert await database.read(lambda tx: open_calls(tx, "lower-town")) == ["call-2"]
    await database.write(lambda tx: end_abandoned(tx, "call-1", "lost"))
    assert await database.read(lambda tx: open_calls(tx, NODE)) == []
    await behind.close()
