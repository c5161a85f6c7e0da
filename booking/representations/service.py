"""Writes down who may act for whom, and asks it when somebody does."""

from __future__ import annotations

from datetime import date

from booking.citizens import store as citizen_store
from booking.citizens.model import Citizen
from booking.errors import NotFound, Refused
from booking.ground.database import Database
from booking.ground.transaction import Transaction
from booking.representations import rules, store
from booking.representations.model import (
    Mandate,
    Representation,
    RepresentationAdded,
    RepresentationEnded,
    Scope,
)


class Representations:
    """A representative logs in with their own login and PIN, and says for whom they call."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        represented_id: int,
        representative_id: int,
        *,
        scope: Scope,
        mandate: Mandate,
        since: date,
        until: date | None,
        by: str,
        key: str | None = None,
    ) -> Representation:
        """Let somebody act for somebody, by a document that was shown.

        Raises:
            NotFound: there is no such citizen.
            Refused: nobody represents themselves, and no company another ('representative'); the
                time ends before it begins or is over ('until'); the same is in force already
                ('representative': known).
        """
        if represented_id == representative_id:
            raise Refused("representative", "same")
        rules.check_time(since, until, self._database.clock.today())

        def act(tx: Transaction) -> int:
            tx.lock(f"representations/{represented_id}")
            _citizen(tx, represented_id)
            kind = _citizen(tx, representative_id).kind
            held = store.of_represented(tx, represented_id)
            rules.check_representative(held, representative_id, kind, scope, since)
            number = store.add(
                tx,
                represented_id,
                representative_id,
                scope=scope,
                mandate=mandate,
                since=since,
                until=until,
                by=by,
            )
            tx.append(RepresentationAdded(number, represented_id, representative_id))
            tx.audit(
                by,
                "representation-added",
                f"citizen:{represented_id}",
                citizen=representative_id,
                scope=scope.value,
                mandate=mandate.value,
            )
            return number

        return await self._database.write(lambda tx: _found(tx, tx.once(key, lambda: act(tx), int)))

    async def end(self, representation_id: int, *, by: str, key: str | None = None) -> None:
        """Let somebody act for somebody no more.

        Raises:
            NotFound: there is no such representation.
            Refused: it was ended before.
        """

        def act(tx: Transaction) -> None:
            one = _found(tx, representation_id)
            if not store.end(tx, representation_id, by=by):
                raise Refused("representation", "ended")
            tx.append(RepresentationEnded(one.id, one.represented_id, one.representative_id))
            about = f"citizen:{one.represented_id}"
            tx.audit(by, "representation-ended", about, citizen=one.representative_id)

        await self._database.once(key, act, None)

    async def of(self, citizen_id: int) -> list[Representation]:
        """Who acts or acted for this citizen, and for whom this citizen does, the first first."""

        def look(tx: Transaction) -> list[Representation]:
            return store.of_represented(tx, citizen_id) + store.of_representative(tx, citizen_id)

        return await self._database.read(look)

    async def represented_by(self, citizen_id: int, scope: Scope) -> list[Citizen]:
        """For whom this citizen may act today in such a matter, by name."""
        today = self._database.clock.today()

        def look(tx: Transaction) -> list[Citizen]:
            valid = [
                one.represented_id
                for one in store.of_representative(tx, citizen_id)
                if one.holds(today, scope)
            ]
            return sorted(citizen_store.find_many(tx, valid).values(), key=lambda one: one.name)

        return await self._database.read(look)

    async def act_for(
        self,
        representative_id: int,
        represented_id: int,
        scope: Scope,
        *,
        key: str | None = None,
    ) -> Citizen:
        """Begin to act for somebody; it is written into the audit.

        Raises:
            NotFound: there is no such citizen.
            Refused: no representation covers it today.
        """
        today = self._database.clock.today()

        def act(tx: Transaction) -> int:
            mine = store.of_representative(tx, representative_id)
            if not any(
                one.represented_id == represented_id and one.holds(today, scope) for one in mine
            ):
                raise Refused("representative", "not-allowed")
            who, about = f"citizen:{representative_id}", f"citizen:{represented_id}"
            tx.audit(who, "acted-for", about, scope=scope.value)
            return represented_id

        return await self._database.write(
            lambda tx: _citizen(tx, tx.once(key, lambda: act(tx), int))
        )


def _citizen(tx: Transaction, citizen_id: int) -> Citizen:
    citizen = citizen_store.find(tx, citizen_id)
    if citizen is None:
        raise NotFound("citizen", citizen_id)
    return citizen


def _found(tx: Transaction, representation_id: int) -> Representation:
    found = store.find(tx, representation_id)
    if found is None:
        raise NotFound("representation", representation_id)
    return found
