"""How applications stand, and how that changes."""

from __future__ import annotations

from datetime import date

from booking.applications import rules, search, store
from booking.applications.model import (
    Application,
    ApplicationChange,
    ApplicationKind,
    ApplicationQuery,
    ApplicationState,
    ApplicationStatusChanged,
    Filed,
    StatusMessageAsked,
)
from booking.citizens import store as citizen_store
from booking.citizens.rules import checked_phone
from booking.errors import NotFound, Refused
from booking.ground.database import Database
from booking.ground.transaction import Transaction
from booking.language import Language


class Applications:
    """Proceedings of citizens; a caller hears only those of the citizen who was verified."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, citizen_id: int) -> list[Application]:
        """All of a citizen's applications, the one that changed last first."""
        return await self._database.read(lambda tx: store.of_citizen(tx, citizen_id))

    async def by_reference(self, citizen_id: int, number: int, year: int) -> Application | None:
        """A citizen's application by number and year, None where the citizen has no such one."""
        return await self._database.read(
            lambda tx: store.by_reference(tx, citizen_id, number, year)
        )

    async def recent(self, limit: int = 50) -> list[Application]:
        """The ones that changed last, of all citizens; for clerks and lists."""
        return await self._database.read(lambda tx: store.recent(tx, limit))

    async def get(self, application_id: int) -> Filed:
        """The application with this number, and whose it is.

        Raises:
            NotFound: there is none.
        """

        def look(tx: Transaction) -> Filed:
            found = _found(tx, application_id)
            citizen = citizen_store.find(tx, found.citizen_id)
            if citizen is None:
                raise NotFound
            return Filed(found, citizen)

        return await self._database.read(look)

    async def find(self, query: ApplicationQuery, limit: int = 200) -> list[Filed]:
        """The applications that a query means, the one that changed last first."""
        return await self._database.read(lambda tx: search.find(tx, query, limit))

    def next_states(self, state: ApplicationState) -> list[ApplicationState]:
        """What an application in this state may become, in the order of a proceeding."""
        return [after for after in ApplicationState if after in rules.TRANSITIONS[state]]

    async def kinds(self) -> list[ApplicationKind]:
        """All that can be applied for."""
        return await self._database.read(store.kinds)

    async def change_status(
        self,
        application_id: int,
        state: ApplicationState,
        *,
        by: str,
        remark: str | None = None,
        deadline: date | None = None,
        expected: ApplicationState | None = None,
        key: str | None = None,
    ) -> Application:
        """Change how an application stands; the citizen will get a message.

        Args:
            application_id: which one.
            state: how it stands now.
            by: which clerk says so.
            remark: a word to the citizen.
            deadline: a new deadline; without one the old one goes on, and in a state in which
                none runs it is dropped.
            expected: what whoever decided this had in front of them.
            key: the command's key.

        Raises:
            NotFound: there is no such application.
            Refused: it cannot become this from what it is, or it is not what was expected.
        """

        def act(tx: Transaction) -> Application:
            return _change(tx, application_id, state, by, remark, deadline, expected)

        return await self._database.write(lambda tx: tx.once(key, lambda: act(tx), Application))

    async def send_status(
        self, application_id: int, *, phone: str, language: Language, key: str | None = None
    ) -> None:
        """Ask for a message with the state to this number (E.164).

        Raises:
            NotFound: there is no such application.
            Refused: this is no number.
        """

        def act(tx: Transaction) -> None:
            found = _found(tx, application_id)
            tx.append(
                StatusMessageAsked(
                    application_id=found.id,
                    reference=found.reference,
                    kind_name=found.kind_name,
                    state=found.state,
                    state_name=found.state_name,
                    deadline=found.deadline,
                    citizen_id=found.citizen_id,
                    language=language,
                    phone=checked_phone(phone),
                )
            )
            tx.audit(
                f"citizen:{found.citizen_id}", "status-message-asked", f"application:{found.id}"
            )

        await self._database.write(lambda tx: tx.once(key, lambda: act(tx), None))


def _found(tx: Transaction, application_id: int) -> Application:
    found = store.find(tx, application_id)
    if found is None:
        raise NotFound
    return found


def _change(
    tx: Transaction,
    application_id: int,
    state: ApplicationState,
    by: str,
    remark: str | None,
    deadline: date | None,
    expected: ApplicationState | None,
) -> Application:
    store.lock(tx, application_id)
    before = _found(tx, application_id)
    if expected is not None and before.state is not expected:
        raise Refused("expected", "somebody has changed the application meanwhile")
    rules.check_transition(before.state, state)
    runs_to = (deadline or before.deadline) if state in rules.RUNNING else deadline
    store.set_state(tx, application_id, state, runs_to, tx.now)
    store.add_change(tx, application_id, ApplicationChange(tx.now, state, by, remark))
    after = _found(tx, application_id)
    _tell(tx, after, remark)
    tx.audit(
        by, "status-changed", f"application:{application_id}", before=before.state, after=state
    )
    return after


def _tell(tx: Transaction, application: Application, remark: str | None) -> None:
    citizen = citizen_store.find(tx, application.citizen_id)
    if citizen is None:
        raise NotFound
    tx.append(
        ApplicationStatusChanged(
            application_id=application.id,
            reference=application.reference,
            kind_name=application.kind_name,
            state=application.state,
            state_name=application.state_name,
            deadline=application.deadline,
            remark=remark,
            citizen_id=citizen.id,
            citizen_name=citizen.name,
            language=citizen.language,
            phone=citizen.reachable_phone,
            email=citizen.reachable_email,
        )
    )
