"""How applications stand, and how that changes."""

from __future__ import annotations

from datetime import date, timedelta

from booking.applications import changing, desk, filing, receipt_checks
from booking.applications.events import StatusMessageAsked
from booking.applications.model import Application, Channel, Filing, Note
from booking.applications.reading import Reading
from booking.applications.receipts import Receipt, ReceiptCheck, subjects_of
from booking.citizens.rules import checked_phone
from booking.ground.secrets import Secret
from booking.ground.transaction import Transaction
from booking.language import Language
from booking.visits import uses
from booking.visits.limits import Limit


class Applications(Reading):
    """Proceedings of citizens; a caller hears only those of the citizen who was verified."""

    async def by_receipt(
        self,
        number: int,
        year: int,
        code: Secret,
        *,
        caller: str | None = None,
        call_id: str | None = None,
        key: str | None = None,
    ) -> ReceiptCheck:
        """How an application stands, for whoever has the receipt of its filing.

        Wrong tries are counted for the calling number, three before a lock that grows, and each
        such lock for the number asked for, which is locked alike after three. An unknown number
        counts as a wrong code does, so nobody learns which ones exist.

        Args:
            number: of the reference number; which mark stands before it, the code decides.
            year: of the reference number.
            code: the six digits of the receipt.
            caller: the calling number in E.164, None where it is hidden.
            call_id: the call, counted in place of a hidden number.
            key: the command's key.
        """
        subjects = subjects_of(number, year, caller, call_id)

        def act(tx: Transaction) -> ReceiptCheck:
            return receipt_checks.check(tx, number, year, code, subjects)

        return await self._database.once(key, act, ReceiptCheck)

    async def file(
        self,
        kind: str,
        citizen_id: int | None,
        phone: str | None = None,
        place: str | None = None,
        text: str | None = None,
        channel: Channel = Channel.COUNTER,
        *,
        language: Language = Language.CS,
        by: str | None = None,
        key: str | None = None,
    ) -> Receipt:
        """File an application: it gets the next number, a deadline and the code of its receipt.

        Args:
            kind: the code of what is applied for.
            citizen_id: whose it is; None where whoever files it is not known.
            phone: where an unknown one can be reached, in E.164; nobody has verified it.
            place: what it is about, where that is a place; at most 200 characters.
            text: what was said or written; at most 4,000 characters.
            channel: on which way it came.
            language: of whoever files it without being known.
            by: who writes it down, a username; without it, the citizen, or a caller.
            key: the command's key.

        Raises:
            NotFound: there is no such kind or citizen.
            Refused: the phone is no number, or a text has not the length it may have.
            LimitReached: enough was filed by keys from this number today, or from hidden ones
                this hour.
        """
        came = Filing(channel, phone, place, text, language)
        who = by or ("caller" if citizen_id is None else f"citizen:{citizen_id}")

        def act(tx: Transaction) -> Receipt:
            filing.count(tx, self._directories, came, citizen_id)
            return filing.file(tx, kind, citizen_id, came, who)

        return await self._database.once(key, act, Receipt)

    async def send_receipt(
        self, application_id: int, *, phone: str, language: Language, key: str | None = None
    ) -> None:
        """Send number and code of what was just filed to this number (E.164).

        Where nobody knows who filed it, news of it goes there from now on. For calls in which it
        was filed: whoever has the code may know it.

        Raises:
            NotFound: there is no such application.
            Refused: this is no number.
            LimitReached: messages enough went to this number today.
        """
        number = checked_phone(phone)

        def act(tx: Transaction) -> None:
            uses.use(tx, self._directories.current(tx), number, Limit.NUMBER_MESSAGES_DAY)
            receipt = receipt_checks.kept(tx, application_id)
            filing.ask_receipt(tx, receipt, number, language)

        await self._database.once(key, act, None)

    async def receipt(self, application_id: int, *, by: str) -> Receipt:
        """The receipt of an application, to be printed; one without a code gets one.

        Raises:
            NotFound: there is no such application.
        """
        return await self._database.write(lambda tx: receipt_checks.receipt(tx, application_id, by))

    async def change_status(
        self,
        application_id: int,
        state: str,
        *,
        by: str,
        remark: str | None = None,
        deadline: date | None = None,
        expected: str | None = None,
        hold: timedelta = timedelta(),
        key: str | None = None,
    ) -> Application:
        """Change how an application stands; the applicant will get a message.

        Args:
            application_id: which one.
            state: the code of how it stands now.
            by: which clerk says so.
            remark: a word to the applicant.
            deadline: a new deadline; without one it goes on, stands still or is dropped, as the
                new state says.
            expected: what whoever decided this had in front of them.
            hold: so long the message waits, and so long `undo` can take all of it back.
            key: the command's key.

        Raises:
            NotFound: there is no such application.
            Refused: it cannot become this from what it is, or it is not what was expected.
        """
        new = changing.NewStatus(state, by, remark, deadline, expected, hold)

        def act(tx: Transaction) -> Application:
            return changing.change(tx, application_id, new)

        return await self._database.once(key, act, Application)

    async def undo(
        self, application_id: int, change_id: int, *, by: str, key: str | None = None
    ) -> Application:
        """Take the last change back, as if it had not been; its message is not sent.

        Raises:
            NotFound: there is no such application.
            Refused: its message has gone, or something else has happened since.
        """

        def act(tx: Transaction) -> Application:
            return changing.undo(tx, application_id, change_id, by)

        return await self._database.once(key, act, Application)

    async def note(
        self, application_id: int, text: str, *, by: str, key: str | None = None
    ) -> Note:
        """Write an internal remark: clerks see it, and it goes to nobody else.

        Raises:
            NotFound: there is no such application.
            Refused: it is empty or has more than 2,000 characters.
        """
        return await self._database.write(
            lambda tx: tx.once(key, lambda: desk.add_note(tx, application_id, text, by), Note)
        )

    async def assign(
        self,
        application_id: int,
        clerk: str | None,
        *,
        by: str,
        expected: str | None,
        key: str | None = None,
    ) -> Application:
        """Give an application to a clerk, or with None to nobody.

        Args:
            application_id: which one.
            clerk: the username of who is to work on it.
            by: who decides that.
            expected: whose it is as far as they know.
            key: the command's key.

        Raises:
            NotFound: there is no such application.
            Refused: that is no clerk, or it is not whose it was expected to be.
        """

        def act(tx: Transaction) -> Application:
            return desk.assign(tx, application_id, clerk, by, expected)

        return await self._database.once(key, act, Application)

    async def hand_out(self, *, by: str) -> int:
        """Give every unfinished application that nobody works on to a clerk; how many got one."""
        return await self._database.write(lambda tx: desk.hand_out(tx, by))

    async def send_status(
        self, application_id: int, *, phone: str, language: Language, key: str | None = None
    ) -> None:
        """Ask for a message with the state to this number (E.164).

        Raises:
            NotFound: there is no such application.
            Refused: this is no number.
            LimitReached: messages enough went to this number today.
        """
        number = checked_phone(phone)

        def act(tx: Transaction) -> None:
            uses.use(tx, self._directories.current(tx), number, Limit.NUMBER_MESSAGES_DAY)
            one = changing.found(tx, application_id)
            tx.append(
                StatusMessageAsked(
                    application_id=one.id,
                    reference=one.reference,
                    kind_name=one.kind_name,
                    state=one.state,
                    state_name=one.state_name,
                    deadline=one.deadline,
                    citizen_id=one.citizen_id,
                    language=language,
                    phone=number,
                )
            )
            who = "caller" if one.citizen_id is None else f"citizen:{one.citizen_id}"
            tx.audit(who, "status-message-asked", f"application:{one.id}")

        await self._database.once(key, act, None)
