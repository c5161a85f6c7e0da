"""No more messages, and messages again, said by an SMS or by the link in an e-mail.

Whoever says it is known by the number or the address alone. Where that is the verified contact of
one citizen, it holds for all ways to them. Where several share it, nobody knows which of them has
said it: it holds for that contact, and the others' own contacts and wishes stay as they are.
"""

from __future__ import annotations

from booking.citizens import store as citizen_store
from booking.citizens.model import Citizen
from booking.ground.transaction import Transaction
from booking.rings.dialling import silence
from booking.wishes import rules, store
from booking.wishes.model import GivenBy, MessageChoice
from booking.wishes.service import choose_in


def opt_out(tx: Transaction, contact: str) -> frozenset[str]:
    """Its citizen wants no messages any more, and the machine rings them no more either.

    Args:
        tx: the transaction that also keeps the contacts from being written to.
        contact: a number in E.164 or an e-mail address.

    Returns:
        The contacts on which it holds: this one, and the citizen's other verified ones that are
        nobody else's.
    """
    owner = _owner(tx, contact)
    if owner is not None:
        _choose(tx, owner, MessageChoice.NOTHING)
    held = frozenset({contact}) if owner is None else _contacts(tx, owner, contact)
    silence(tx, held)
    return held


def opt_in(tx: Transaction, contact: str) -> frozenset[str]:
    """Its citizen wants messages again; consents that were taken back are not given by this.

    Only what was said by a message is taken back by one: a sender's number is easily forged. What
    was said on the line or at the counter stays, and so do wishes other than for no messages at
    all.

    Returns:
        As `opt_out`.
    """
    owner = _owner(tx, contact)
    if owner is None:
        return frozenset({contact})
    if rules.wants_nothing(store.find(tx, owner.id)) and store.are_by_message(tx, owner.id):
        _choose(tx, owner, MessageChoice.SMS)
    return _contacts(tx, owner, contact)


def wants_no_messages(tx: Transaction, contact: str) -> bool:
    """Whether this is the verified contact of one citizen, and they want no messages at all."""
    owner = _owner(tx, contact)
    return owner is not None and rules.wants_nothing(store.find(tx, owner.id))


def wanted_contacts(tx: Transaction, citizen_id: int) -> frozenset[str]:
    """Where a citizen who wants messages may be written to again; nowhere if they want none."""
    citizen = citizen_store.find(tx, citizen_id)
    if citizen is None or rules.wants_nothing(store.find(tx, citizen_id)):
        return frozenset()
    return _alone(tx, citizen)


def unwanted_contacts(tx: Transaction, citizen_id: int) -> frozenset[str]:
    """Where a citizen who wants no messages would be written to; nowhere if they want some."""
    citizen = citizen_store.find(tx, citizen_id)
    if citizen is None or not rules.wants_nothing(store.find(tx, citizen_id)):
        return frozenset()
    return _alone(tx, citizen)


def _owner(tx: Transaction, contact: str) -> Citizen | None:
    owners = citizen_store.owners_of(tx, contact)
    return owners[0] if len(owners) == 1 else None


def _contacts(tx: Transaction, owner: Citizen, contact: str) -> frozenset[str]:
    return frozenset({contact}) | _alone(tx, owner)


def _alone(tx: Transaction, owner: Citizen) -> frozenset[str]:
    theirs = (owner.reachable_phone, owner.reachable_email)
    return frozenset(one for one in theirs if one and len(citizen_store.owners_of(tx, one)) == 1)


def _choose(tx: Transaction, owner: Citizen, choice: MessageChoice) -> None:
    choose_in(tx, owner.id, choice, channel=GivenBy.MESSAGE, by="citizen")
