"""The trees that calls may still be in, kept with the data."""

from __future__ import annotations

from sqlalchemy import select

from booking.api import Database, Transaction
from ivr.call.rows import menu_revisions
from ivr.menus.errors import UnknownRevision
from ivr.menus.schema import Tree


class Revisions:
    """Keeps every tree that was published. A call keeps the one that it began with."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, Tree] = {}

    async def publish(self, tree: Tree) -> None:
        """New calls begin with this tree; publishing it again changes nothing."""

        def write(tx: Transaction) -> None:
            there = select(menu_revisions.c.revision).where(
                menu_revisions.c.revision == tree.revision
            )
            if tx.one(there) is None:
                row = {"revision": tree.revision, "tree": tree.canonical(), "published_at": tx.now}
                tx.execute(menu_revisions.insert().values(**row))

        await self._database.write(write)
        self._known[tree.revision] = tree

    async def get(self, revision: str) -> Tree:
        """The tree of a revision.

        Raises:
            UnknownRevision: it was never published here.
        """
        if revision not in self._known:
            query = select(menu_revisions.c.tree).where(menu_revisions.c.revision == revision)
            row = await self._database.read(lambda tx: tx.one(query))
            if row is None:
                raise UnknownRevision(revision)
            self._known[revision] = Tree.model_validate_json(row.tree)
        return self._known[revision]
