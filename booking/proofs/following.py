"""What follows a citizen to a new number or address: visits to come, places on the waiting list.

A number that was given up is somebody else's soon, who would hear of the visit, could accept an
offer, and would be believed to be the one who booked.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Table, select, update

from booking.citizens.model import Citizen
from booking.ground.transaction import Transaction
from booking.rings import store as rings
from booking.rings.model import RingState
from booking.visits.tables import visits
from booking.waitlist import store as waitlist
from booking.waitlist.model import EntryState, OfferState, WaitChannel
from booking.waitlist.tables import LIVE_STATES, entries

_LIVE = entries.c.state.in_(LIVE_STATES)


def lock(tx: Transaction) -> None:
    """Before the citizen is changed: the waiting list is always locked first."""
    waitlist.lock(tx)


def follow(tx: Transaction, before: Citizen, after: Citizen) -> None:
    """Send what is still to be told of the citizen's own matters to where they are now.

    What was booked for somebody else's number stays there, and so does what was not booked under
    the citizen's name: whose that is, nobody knows. Where a contact was given up and there is no
    other, nothing is sent there any more, and who could be reached by it alone leaves the list.
    """
    for name, old, new, verified in (
        ("phone", before.phone, after.phone, after.phone_verified),
        ("email", before.email, after.email, after.email_verified),
    ):
        if old is None or old == new:
            continue
        if new is None and name == "phone":
            _leave(tx, before, (entries.c.phone == old) & (entries.c.channel != WaitChannel.EMAIL))
        elif new is None:
            _leave(tx, before, (entries.c.email == old) & (entries.c.channel == WaitChannel.EMAIL))
        _readdress(tx, before, name, old, new, verified=verified)


def _readdress(
    tx: Transaction, citizen: Citizen, name: str, old: str, new: str | None, *, verified: bool
) -> None:
    to_come = visits.c.start > tx.now  # cancelled, too: it is told of, and may be restored
    values: dict[str, str | bool | None] = {name: new}
    if new is not None and not verified:  # nobody has shown that it is theirs: it is told less
        values["verified"] = False
    places: tuple[tuple[Table, ColumnElement[bool]], ...] = ((visits, to_come), (entries, _LIVE))
    for table, where in places:
        theirs = (table.c.citizen_id == citizen.id) & (table.c[name] == old)
        tx.execute(update(table).where(theirs, where).values(**values))


def _leave(tx: Transaction, citizen: Citizen, by_it: ColumnElement[bool]) -> None:
    """Nobody can be told at a contact that was given up; the old one is told nothing of it.

    The slot that was kept for them is passed on by whoever drives the list.
    """
    unreachable = (entries.c.citizen_id == citizen.id) & by_it & _LIVE
    for row in tx.all(select(entries.c.id).where(unreachable)):
        offer_id = waitlist.open_offer_to(tx, row.id)
        if offer_id is not None:
            ring_id = waitlist.offer_row(tx, offer_id).ring_id
            state = OfferState.WITHDRAWN.value
            waitlist.change_offer(tx, offer_id, state=state, ended_at=tx.now)
            if ring_id is not None:
                rings.set_state(tx, ring_id, RingState.DONE)
        waitlist.end_entry(tx, row.id, EntryState.LEFT)
        tx.audit("linka", "waitlist-left", f"entry:{row.id}")
