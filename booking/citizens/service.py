"""Who is who."""

from __future__ import annotations

from collections.abc import Collection

from booking.applications import store as application_store
from booking.citizens import identity, store
from booking.citizens.model import Citizen, FoundCitizen, IdentityCheck, IdentityMark
from booking.citizens.query import parse
from booking.citizens.register import Register
from booking.errors import NotFound
from booking.ground.database import Database
from booking.ground.transaction import Transaction
from booking.language import Language


class Citizens:
    """Finds citizens; knowing one proves nothing about who is calling."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._register = Register()

    async def get(self, citizen_id: int) -> Citizen:
        """The citizen with this number.

        Raises:
            NotFound: there is none.
        """
        citizen = await self._database.read(lambda tx: store.find(tx, citizen_id))
        if citizen is None:
            raise NotFound("citizen", citizen_id)
        return citizen

    async def many(self, ids: Collection[int]) -> dict[int, Citizen]:
        """The citizens with these numbers, as far as they are there."""
        return await self._database.read(lambda tx: store.find_many(tx, ids))

    async def by_phone(self, phone: str) -> list[Citizen]:
        """All who gave this number (E.164).

        A calling number can be forged: this may help an operator, and proves nothing.
        """
        return await self._database.read(lambda tx: store.find_by_phone(tx, phone))

    async def search(self, text: str, limit: int = 20) -> list[FoundCitizen]:
        """Who may be meant, the likeliest first; nobody where nothing is like it.

        Args:
            text: a name as it was heard, in any case and order, with or without accents; a
                street, a date or year of birth, a telephone number or its end, an application's
                reference number; or several of these.
            limit: at most so many.
        """
        clock = self._database.clock
        query = parse(text, clock.today())

        def look(tx: Transaction) -> list[FoundCitizen]:
            owners: set[int] = set()
            if query.reference is not None:
                owners = application_store.owners(tx, *query.reference)
            with self._register.lock:
                index = self._register.current(tx)
                while True:
                    matches = index.find(query, owners, limit)
                    people = store.find_many(tx, [one.id for one in matches])
                    gone = [one.id for one in matches if one.id not in people]
                    if not gone:
                        break
                    self._register.forget(gone)
            return [FoundCitizen(people[one.id], one.score, one.by) for one in matches]

        return [] if query.is_empty else await self._database.read(look)

    async def prepare_search(self) -> None:
        """Read everybody in, so that the first search is as fast as the others."""

        def look(tx: Transaction) -> None:
            with self._register.lock:
                self._register.current(tx)

        await self._database.read(look)

    async def check_identity(
        self,
        citizen_id: int,
        *,
        talk: str,
        by: str,
        marks: Collection[IdentityMark],
        key: str | None = None,
    ) -> IdentityCheck:
        """An operator is satisfied that a caller is this citizen; it holds for that talk.

        Args:
            citizen_id: who.
            talk: the call's id, or what stands for a talk without one.
            by: the operator.
            marks: by what; see `IdentityMark`.
            key: the command's key.

        Raises:
            NotFound: there is no such citizen.
            Refused: the marks are too few.
        """

        def act(tx: Transaction) -> IdentityCheck:
            if store.find(tx, citizen_id) is None:
                raise NotFound("citizen", citizen_id)
            return identity.add(tx, talk, citizen_id, by, marks)

        return await self._database.once(key, act, IdentityCheck)

    async def identity_in(self, talk: str) -> IdentityCheck | None:
        """Who was checked in this talk, as long as that holds."""
        return await self._database.read(lambda tx: identity.find(tx, talk))

    async def forget_identity(self, talk: str, *, by: str) -> None:
        """Take it back: it was a mistake, or somebody else is on the line."""

        def act(tx: Transaction) -> None:
            known = identity.find(tx, talk)
            if known is not None:
                identity.forget(tx, talk)
                tx.audit(by, "identity-withdrawn", f"citizen:{known.citizen_id}", talk=talk)

        await self._database.write(act)

    async def remember_speech(
        self, citizen_id: int, language: Language, *, slow: bool, key: str | None = None
    ) -> None:
        """Keep in which language and at which pace this verified citizen wants to be spoken to.

        Raises:
            NotFound: there is no such citizen.
        """

        def act(tx: Transaction) -> None:
            if not store.set_speech(tx, citizen_id, language, slow=slow):
                raise NotFound("citizen", citizen_id)
            who = f"citizen:{citizen_id}"
            tx.audit(who, "speech-chosen", who, language=language.value, slow=slow)

        await self._database.once(key, act, None)
