"""What the events of the list tell."""

from __future__ import annotations

from typing import Any

from booking.waitlist.model import Entry, Offer


def of_entry(entry: Entry) -> dict[str, Any]:
    """What every event of an entry tells."""
    return {
        "entry_id": entry.id,
        "activity": entry.wants.activity,
        "channel": entry.channel,
        "language": entry.language,
        "citizen_id": entry.citizen_id,
        "phone": entry.contact.phone,
        "email": entry.contact.email,
        "verified": entry.contact.verified,
    }


def of_offer(entry: Entry, offer: Offer) -> dict[str, Any]:
    """What every event of an offer tells."""
    return {
        **of_entry(entry),
        "offer_id": offer.id,
        "code": offer.code,
        "office": offer.slot.office,
        "counter": offer.slot.counter,
        "start": offer.slot.start,
        "minutes": offer.slot.minutes,
        "persons": offer.persons,
    }
