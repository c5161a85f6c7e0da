"""Messages to a number or an address that was given up while they waited.

It may be somebody else's by now, or in the hands of a thief.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence

from booking.api import (
    PresentContact,
    Transaction,
    contacts_of_applications,
    contacts_of_entries,
    contacts_of_visits,
)
from notifier.outbox.model import Message, Priority

_LookUp = Callable[[Transaction, Collection[int]], Mapping[int, PresentContact]]

_RECORDS: Mapping[str, _LookUp] = {
    "visit": contacts_of_visits,
    "waitlist": contacts_of_entries,
    "application": contacts_of_applications,
}
"""By what they are about. The word that a contact was changed, codes and agreements are about
something else: the contacts from before shall hear of it."""

_TO_STAFF = frozenset({"clerk_application"})


def left(tx: Transaction, asked: Sequence[Message]) -> frozenset[int]:
    """Those of these messages whose recipient is no contact of their record any more."""
    by_kind: dict[str, list[tuple[int, Message]]] = defaultdict(list)
    for one in asked:
        kind, _, number = one.about.partition(":")
        if kind in _RECORDS and number.isdecimal() and _goes_to_contact(one, kind):
            by_kind[kind].append((int(number), one))
    found: set[int] = set()
    for kind, several in by_kind.items():
        present = _RECORDS[kind](tx, {number for number, _ in several})
        found |= {one.id for number, one in several if _is_left(one, present.get(number))}
    return frozenset(found)


def _is_left(message: Message, now: PresentContact | None) -> bool:
    return now is not None and message.recipient not in (now.phone, now.email)


def _goes_to_contact(message: Message, kind: str) -> bool:
    """Answers go to whoever has written, and what a caller asks for to the number they named."""
    if message.event_id is None or message.template in _TO_STAFF:
        return False
    return kind != "application" or message.priority is not Priority.AWAITED
