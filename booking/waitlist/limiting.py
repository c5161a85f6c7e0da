"""How much of the waiting list one number may have that nobody has verified.

Anybody can show or key a number that is not theirs. Without a limit a robot could wait under many
numbers, have a slot kept for each in turn, and let nobody else have it.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

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
    most = directory.town.person_limits
    theirs = _OF_NOBODY & (
        entries.c.email == contact.email
        if contact.phone is None
        else entries.c.phone == contact.phone
    )
    live = select(func.count()).select_from(entries).where(theirs, IS_LIVE)
    since = tx.now - timedelta(days=most.unanswered_days)
    unanswered = (
        select(func.count())
        .select_from(offers)
        .join(entries, entries.c.id == offers.c.entry_id)
        .where(theirs, offers.c.state == OfferState.UNANSWERED.value, offers.c.ended_at > since)
    )
    limits.passed(
        most,
        [
            Counted(Limit.NUMBER_WAITS, int(tx.connection.scalar(live) or 0)),
            Counted(Limit.NUMBER_UNANSWERED, int(tx.connection.scalar(unanswered) or 0)),
        ],
    )


def asks_in_vain(directory: Directory, entry: Entry) -> bool:
    """Whether the count of unanswered offers stays when an unverified caller asks again.

    A number that was forged could begin it anew otherwise.

    Raises:
        LimitReached: the place is paused; an operator may let it go on.
    """
    if directory.town.person_limits.number_unanswered is None:
        return False
    if entry.state is EntryState.PAUSED:
        raise LimitReached(Limit.NUMBER_UNANSWERED.value, entry.unanswered, entry.unanswered)
    return True


def ends_unanswered(directory: Directory, entry: Entry) -> bool:
    """Whether silence ends a place, where it would only pause that of somebody verified."""
    is_known = entry.citizen_id is not None or entry.contact.verified
    return not is_known and directory.town.person_limits.number_unanswered is not None


def count_message(tx: Transaction, directory: Directory, entry: Entry) -> None:
    """One more message about an offer goes out to somebody who is not verified.

    Raises:
        LimitReached: messages enough went there today.
    """
    if (used := _counted_for(entry)) is not None:
        uses.use(tx, directory, *used)


def _counted_for(entry: Entry) -> tuple[str, Limit] | None:
    contact = entry.contact
    if contact.verified or entry.citizen_id is not None:
        return None
    if entry.channel is WaitChannel.SMS and contact.phone is not None:
        return contact.phone, Limit.NUMBER_MESSAGES_DAY
    if entry.channel is WaitChannel.EMAIL and contact.email is not None:
        return contact.email.lower(), Limit.ADDRESS_MESSAGES_DAY
    return None
