"""Somebody is put on the list; in an open transaction that holds its lock."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from booking.catalogue.directory import Directory
from booking.contacts import is_mobile
from booking.errors import NotFound, Refused
from booking.ground.transaction import Transaction
from booking.language import Language
from booking.visits import rules as visit_rules
from booking.visits import store as visits
from booking.visits.changes import checked_contact
from booking.visits.model import Contact, VisitState
from booking.waitlist import answering, limiting, store, telling
from booking.waitlist.model import Entry, EntryState, WaitChannel, WaitlistJoined, Wants
from booking.waitlist.offering import wish_for

_MOST_NOTICE_HOURS = 14 * 24
_LAST_WEEKDAY = 6
CALLER = "caller"
"""Who puts themselves on the list; whom the staff put there, limits do not hold up."""
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for who joins; see `Waitlist.join`."""

    wants: Wants
    contact: Contact
    language: Language
    channel: WaitChannel
    citizen_id: int | None
    visit_id: int | None
    name: str | None
    valid_until: datetime | None


def checked(asked: Asked) -> Asked:
    """The same, if offers can reach them.

    Raises:
        Refused: they cannot, or the name is too long.
    """
    contact = _reachable(checked_contact(asked.contact), asked.channel)
    if asked.name is not None and len(asked.name) > _LONGEST_NAME:
        raise Refused("name", f"at most {_LONGEST_NAME} characters")
    return replace(asked, contact=contact)


def join(tx: Transaction, directory: Directory, asked: Asked, by: str) -> Entry:
    """Put them on the list, or let them want something else where they are on it already.

    Raises:
        NotFound: there is no such activity, office or visit.
        Refused: what they want cannot be.
        LimitReached: an unverified caller has places enough, or does not answer.
    """
    wanted = _possible(directory, asked.wants, tx.now)
    wanted = _with_visit(tx, directory, wanted, asked.visit_id)
    until = asked.valid_until or tx.now + timedelta(days=directory.town.limits.horizon_days)
    if until <= tx.now:
        raise Refused("valid_until", "it is over")
    values = store.entry_values(wanted, asked.contact, asked.language, asked.channel) | {
        "citizen_id": asked.citizen_id,
        "visit_id": asked.visit_id,
        "name": asked.name,
        "valid_until": until,
    }
    there = store.live_entry_of(
        tx, wanted.activity, asked.citizen_id, asked.contact.phone, asked.visit_id
    )
    is_anybody = by == CALLER and asked.citizen_id is None and not asked.contact.verified
    if there is None:
        if is_anybody:
            limiting.check_joining(tx, directory, asked.contact)
        number = store.add_entry(tx, **values)
    else:
        number = there.id
        keeps_count = is_anybody and limiting.asks_in_vain(tx, directory, there)
        if there.visit_id != asked.visit_id or there.wants.parts != wanted.parts:
            answering.withdraw(tx, directory, there)
        if not keeps_count:
            values |= {"state": EntryState.WAITING.value, "unanswered": 0}
        store.change_entry(tx, number, **values)
    made = store.entry(tx, number)
    tx.append(WaitlistJoined(**telling.of_entry(made)))
    tx.audit(by, "waitlist-joined", f"entry:{number}", activity=wanted.activity)
    return made


def _reachable(contact: Contact, channel: WaitChannel) -> Contact:
    if channel is WaitChannel.EMAIL:
        if contact.email is None:
            raise Refused("email", "an address is needed for offers by e-mail")
    elif contact.phone is None:
        raise Refused("phone", "a number is needed")
    elif channel is WaitChannel.SMS and not is_mobile(contact.phone):
        raise Refused("phone", "no SMS can reach this number")
    return contact


def _possible(directory: Directory, wants: Wants, now: datetime) -> Wants:
    """What they want, if it can be."""
    wish = wish_for(directory, wants)
    visit_rules.check_parts(wish)
    done_at = {one.office for one in directory.counters_for_all(wish.activities)}
    for office in wants.offices:
        if office not in directory.offices:
            raise NotFound("office", office)
        if office not in done_at:
            raise Refused("offices", f"it is not done at '{office}'")
    if wants.last is not None:
        if wants.last < now.astimezone(directory.zone).date():
            raise Refused("last", "that day has passed")
        if wants.first is not None and wants.last < wants.first:
            raise Refused("last", "it is before the first day")
    if any(not 0 <= day <= _LAST_WEEKDAY for day in wants.weekdays):
        raise Refused("weekdays", "Monday is 0, Sunday is 6")
    if not 0 <= wants.notice_hours <= _MOST_NOTICE_HOURS:
        raise Refused("notice_hours", f"0 to {_MOST_NOTICE_HOURS}")
    return wants


def _with_visit(tx: Transaction, directory: Directory, wants: Wants, visit_id: int | None) -> Wants:
    """The same for as many as the visit to be replaced is for."""
    if visit_id is None:
        return wants
    visit = visits.find(tx, visit_id, directory.zone)
    if visit is None:
        raise NotFound("visit", visit_id)
    if visit.state is not VisitState.BOOKED or visit.start <= tx.now:
        raise Refused("visit_id", "there is nothing to be replaced any more")
    if visit.activity != wants.activity:
        raise Refused("visit_id", "it is for something else")
    return wants.done_as(visit.parts)
