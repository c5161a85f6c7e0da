"""Who hears of a visit, and of what is booked by SMS."""

from __future__ import annotations

from booking.api import ChannelWish, Contact, MessageKind, Visit, ways
from notifier.inbound.talk import Talk


async def contact_of(talk: Talk) -> Contact:
    """Where messages about a visit go that this number books; the number proves nothing.

    Where one citizen is known to have it, their own e-mail address hears of it too, as on the
    telephone: it tells them at most that somebody booked from their number.
    """
    owners = await talk.backend.citizens.by_phone(talk.phone)
    return Contact(talk.phone, owners[0].reachable_email if len(owners) == 1 else None)


async def hears_of(talk: Talk, visit: Visit, *, needed: bool = True) -> bool:
    """Whether a message about this visit comes to the sender anyway, by SMS.

    Args:
        talk: the talk.
        visit: the visit.
        needed: it is one that goes also to those who want none: of a change, not of a booking.
    """
    if visit.phone != talk.phone:
        return False
    wishes = await talk.backend.wishes.of(visit.citizen_id)
    available = {ChannelWish.SMS} | ({ChannelWish.EMAIL} if visit.email else set())
    chosen = ways(wishes, MessageKind.VISITS, frozenset(available), needed=needed)
    return ChannelWish.SMS in chosen
