"""Messages for those who look: figures, lists, one message's way, and one more try."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from booking.api import Backend, NotFound, Transaction, known_as, parse_phone
from notifier.consent.service import Blocks
from notifier.figures import again, lists, rules, store
from notifier.figures.model import Figures, NotAgain, Span, Traced, Waiting, Wanted
from notifier.gate.contacts import TO_STAFF
from notifier.outbox.course import shipped
from notifier.outbox.ending import Endings
from notifier.outbox.model import Message, MessageState
from notifier.outbox.store import find as find_message

LARGEST = 2**63 - 1
"""What a column of whole numbers holds."""

MOST_TOLD = 1000
"""Messages of one answer to 'was I told?'; more than a life brings to a counter."""

OPEN_KINDS = frozenset({"visit", "waitlist", "topic"})
"""What messages may be about of which whoever calls from a number may hear that they went there:
the same records that are shown for a calling number. That somebody has an application or has
changed a contact is told after the check of who it is."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose or which messages are asked for: exactly one of the three.

    Attributes:
        recipient: a number in E.164, or an address.
        about: what the messages tell of, 'visit:12'.
        citizen: the citizen's number: all that went to them or was about something of theirs.
    """

    recipient: str | None = None
    about: str | None = None
    citizen: int | None = None

    @property
    def record(self) -> str:
        """As the audit calls it, which keeps a name in a person's place."""
        if self.citizen is not None:
            return f"citizen:{self.citizen}"
        if self.recipient is not None:
            return f"{'email' if '@' in self.recipient else 'phone'}:{self.recipient}"
        return self.about or "messages"


@dataclass(frozen=True, slots=True)
class Told:
    """The answer to 'was I told?'.

    Attributes:
        subject: who or what was asked for.
        span: when it was written, None for all that is kept.
        asked_at: when it was looked up.
        asked_by: by whom.
        audit_seal: the last seal of the audit that was checked, and when: what this answer can be
            held against later. None before the first check.
        messages: the oldest first, each with its whole way.
        is_cut: there are more, older ones.
    """

    subject: Subject
    span: Span | None
    asked_at: datetime
    asked_by: str
    audit_seal: str | None
    audit_checked_at: datetime | None
    messages: tuple[Traced, ...]
    is_cut: bool


class Messages:
    """See above. Whoever shows what a person was sent says so to the audit: `told` does it itself,
    pages do it by `Audit.look`.

    Args:
        backend: the database, and whose records are whose.
    """

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._database = backend.database
        self._endings = Endings(shipped(), Blocks(backend.database))

    async def figures(self, first: date, last: date) -> Figures:
        """What was written from the first to the last day in the town, as it stands now."""
        zone = self._database.clock.zone
        span = rules.days(first, last, zone)
        slots = rules.slots(span, zone)

        def look(tx: Transaction) -> Figures:
            return Figures(
                span,
                slots,
                store.counts(tx, span, slots),
                store.seconds(tx, span),
                store.opt_outs(tx, span),
                store.inbound(tx, span),
            )

        return await self._database.read(look)

    async def waiting(self) -> list[Waiting]:
        """What is not sent yet, by channel."""
        return await self._database.read(store.waiting)

    async def costs(self) -> tuple[int, int]:
        """What was handed over today and this month has cost, in hundredths of the currency."""
        zone, today = self._database.clock.zone, self._database.clock.today()
        day, month = (rules.days(first, today, zone) for first in (today, today.replace(day=1)))
        return await self._database.read(lambda tx: (store.price(tx, day), store.price(tx, month)))

    async def find(
        self, wanted: Wanted, limit: int = 50, before: int | None = None
    ) -> list[Message]:
        """The newest first; see `lists.find`."""
        return await self._database.read(lambda tx: lists.find(tx, wanted, limit, before))

    async def state_times(self, numbers: Sequence[int]) -> dict[int, datetime]:
        """When these messages came into the states that they are in."""
        return await self._database.read(lambda tx: lists.state_times(tx, numbers))

    async def about(self, records: Collection[str], limit: int = 10) -> list[Message]:
        """The newest messages about any of these records, 'visit:12'."""

        def look(tx: Transaction) -> list[Message]:
            found = [
                one
                for record in sorted(set(records))
                for one in lists.find(tx, Wanted(about=record), limit)
            ]
            found.sort(key=lambda one: (one.created_at, one.id), reverse=True)
            return found[:limit]

        return await self._database.read(look)

    async def to_person(self, citizen_id: int, limit: int = 10) -> list[Message]:
        """The newest messages to a citizen, and about what is theirs.

        Raises:
            NotFound: there is no such citizen.
        """
        return await self._database.read(
            lambda tx: lists.about_person(tx, known_as(tx, citizen_id), None, limit)
        )

    async def to_caller(
        self, phone: str | None, citizen_id: int | None, limit: int = 10
    ) -> list[Message]:
        """What somebody on the line may hear that was sent, the newest first; nothing for staff.

        Args:
            phone: the number that calls, None where it is hidden. It may be forged, so of what went
                there only `OPEN_KINDS` are told by it alone.
            citizen_id: who it is, once that is known: everything to them or about what is theirs.
            limit: how many at most.

        Raises:
            NotFound: there is no such citizen.
        """

        def look(tx: Transaction) -> list[Message]:
            found = [] if phone is None else lists.to_number(tx, phone, OPEN_KINDS, limit)
            if citizen_id is not None:
                persons = known_as(tx, citizen_id)
                found += lists.about_person(tx, persons, None, limit, but=TO_STAFF)
            by_number = {one.id: one for one in found}
            newest = sorted(by_number.values(), key=lambda one: (one.created_at, one.id))
            return newest[::-1][:limit]

        return await self._database.read(look)

    async def one(self, number: int) -> Traced:
        """A message with its way.

        Raises:
            NotFound: there is none with this number.
        """
        return await self._database.read(lambda tx: lists.traced(tx, _found(tx, number)))

    async def why_not_again(self, number: int) -> NotAgain | None:
        """Why a message is not tried again, None where it may be.

        Raises:
            NotFound: there is none with this number.
        """
        return await self._database.read(
            lambda tx: again.why_not(tx, _found(tx, number), self._endings)
        )

    async def try_again(self, number: int, *, by: str, key: str | None = None) -> MessageState:
        """Let the outbox take up a message once more that a technical fault has ended.

        Args:
            number: which.
            by: the username.
            key: the command's key: the same click twice is one try.

        Raises:
            NotFound: there is none with this number.
            Refused: it is not to be sent ('message'); the reason is a `NotAgain`.
        """

        def act(tx: Transaction) -> MessageState:
            return again.again(tx, _found(tx, number).id, by, self._endings).state

        return await self._database.write(lambda tx: tx.once(key, lambda: act(tx), MessageState))

    async def told(self, subject: Subject, span: Span | None, *, by: str) -> Told:
        """Every message to or about somebody or something, with its whole way. It is audited.

        Raises:
            NotFound: there is no such citizen.
        """
        checked = await self._backend.audit.last_check()

        def look(tx: Transaction) -> Told:
            found = self._of(tx, subject, span)
            tx.audit(by, "messages-proved", subject.record, number=len(found[:MOST_TOLD]))
            oldest_first = found[:MOST_TOLD][::-1]
            return Told(
                subject,
                span,
                tx.now,
                by,
                None if checked is None else checked.last_seal,
                None if checked is None else checked.at,
                tuple(lists.traced(tx, one) for one in oldest_first),
                is_cut=len(found) > MOST_TOLD,
            )

        return await self._database.write(look)

    def _of(self, tx: Transaction, subject: Subject, span: Span | None) -> list[Message]:
        if subject.citizen is not None:
            persons = known_as(tx, subject.citizen)
            return lists.about_person(tx, persons, span, MOST_TOLD + 1)
        wanted = Wanted(
            recipient=subject.recipient,
            about=subject.about,
            since=None if span is None else span.since,
            until=None if span is None else span.until,
        )
        return lists.find(tx, wanted, MOST_TOLD + 1)


def recipient_of(written: str) -> str | None:
    """A number in E.164 or an address in small letters, as messages have it; None for neither."""
    written = written.strip()
    return written.lower() if "@" in written else parse_phone(written)


def _found(tx: Transaction, number: int) -> Message:
    message = find_message(tx, number) if 0 < number <= LARGEST else None
    if message is None:
        raise NotFound(f"there is no message {number}")
    return message
