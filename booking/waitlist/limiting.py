"""How much of the waiting list one number may have that nobody has verified.

Anybody can show or key a number that is not theirs. Without a limit a robot could wait under many
numbers, have a slot kept for each in turn, and let nobody else have it.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, func, select

from booking.catalogue.directory import Directory
from booking.errors import LimitReached
from booking.ground.transaction import Transaction
from booking.visits import limits, uses
from booking.visits.limits import Counted, Limit
from booking.visits.model import Contact
from booking.waitlist.model import Entry, EntryState, OfferState, WaitChannel
from booking.waitlist.store import IS_LIVE
from booking.waitlist.tables import entries, offers

_OF_NOBODY = entries.c.citizen_id.is_(None) & ~entries.c.verified


def check_joining(tx: Transaction, directory: Directory, contact: Contact) -> None:
    """Let an unverified contact have one more place.

    Raises:
        LimitReached: it has enough, or has let enough offers pass without an answer lately.
    """
    theirs = _places_of(contact)
    live = select(func.count()).select_from(entries).where(theirs, IS_LIVE)
    limits.passed(
        directory.town.person_limits,
        [
            Counted(Limit.NUMBER_WAITS, int(tx.connection.scalar(live) or 0)),
            _unanswered_lately(tx, directory, theirs),
        ],
    )


def asks_in_vain(tx: Transaction, directory: Directory, entry: Entry) -> bool:
    """Whether the count of unanswered offers stays when an unverified caller asks again.

    A number that was forged could begin it anew otherwise, and have slots kept on and on.

    Raises:
        LimitReached: the place is paused, of somebody verified or for offers that were not
            answered lately; an operator may let it go on.
    """
    most = directory.town.person_limits
    if most.number_unanswered is None:
        return False
    if entry.state is not EntryState.PAUSED:
        return True
    if _is_known(entry):
        raise LimitReached(Limit.NUMBER_UNANSWERED.value, entry.unanswered, entry.unanswered)
    limits.passed(most, [_unanswered_lately(tx, directory, _places_of(entry.contact))])
    return False


def _places_of(contact: Contact) -> ColumnElement[bool]:
    same = entries.c.email == contact.email
    return _OF_NOBODY & (same if contact.phone is None else entries.c.phone == contact.phone)


def _unanswered_lately(
    tx: Transaction, directory: Directory, theirs: ColumnElement[bool]
) -> Counted:
    since = tx.now - timedelta(days=directory.town.person_limits.unanswered_days)
    unanswered = (
        select(func.count())
        .select_from(offers)
        .join(entries, entries.c.id == offers.c.entry_id)
        .where(theirs, offers.c.state == OfferState.UNANSWERED.value, offers.c.ended_at > since)
    )
    return Counted(Limit.NUMBER_UNANSWERED, int(tx.connection.scalar(unanswered) or 0))


def _is_known(entry: Entry) -> bool:
    return entry.citizen_id is not None or entry.contact.verified


def count_message(tx: Transaction, directory: Directory, entry: Entry) -> None:
    """One more message about an offer goes out to somebody who is not verified.

    Raises:
        LimitReached: messages enough went there today.
    """
    if (used := _counted_for(entry)) is not None:
        uses.use(tx, directory, *used)


def _counted_for(entry: Entry) -> tuple[str, Limit] | None:
    contact = entry.contact
    if _is_known(entry):
        return None
    if entry.channel is WaitChannel.SMS and contact.phone is not None:
        return contact.phone, Limit.NUMBER_MESSAGES_DAY
    if entry.channel is WaitChannel.EMAIL and contact.email is not None:
        return contact.email.lower(), Limit.ADDRESS_MESSAGES_DAY
    return None
