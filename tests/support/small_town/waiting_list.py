"""The waiting list as the model has it: who waits, and what was offered to them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from booking.api import EntryState, OfferState, Slot
from booking.waitlist.settings import WaitlistSettings
from tests.support.small_town.hours import Things

SETTINGS = WaitlistSettings(
    answer=timedelta(minutes=60),
    told_from=datetime.min.time(),
    told_until=datetime.max.time().replace(second=0, microsecond=0),
    pause_after=2,
)
"""People may be told at any time but for a minute before midnight."""
KINDS = {
    OfferState.ACCEPTED: "offer_accepted",
    OfferState.DECLINED: "offer_declined",
    OfferState.UNANSWERED: "offer_unanswered",
    OfferState.WITHDRAWN: "offer_withdrawn",
}
"""What is told of an offer that is not open any more."""
LIVE = (EntryState.WAITING, EntryState.PAUSED)
NOT_TAKEN = (OfferState.DECLINED, OfferState.UNANSWERED)


@dataclass
class Waiting:
    """An entry of the list."""

    number: int
    phone: str
    things: Things
    office: str | None
    notice: timedelta
    visit_id: int | None
    until: datetime
    asked: Things = ()
    """What they asked for; `things` is what their visit is for now, if they have one."""
    state: EntryState = EntryState.WAITING
    unanswered: int = 0


@dataclass
class Offered:
    """An offer."""

    number: int
    entry: Waiting
    slot: Slot
    things: Things
    hold_id: int | None
    until: datetime
    state: OfferState = OfferState.OPEN
    visit_id: int | None = None


@dataclass
class WaitingList:
    """The list as the model has it."""

    entries: dict[int, Waiting] = field(default_factory=dict)
    offers: dict[int, Offered] = field(default_factory=dict)

    def open_to(self, entry: Waiting) -> Offered | None:
        """What is offered to somebody now."""
        found = [
            one
            for one in self.offers.values()
            if one.entry is entry and one.state is OfferState.OPEN
        ]
        assert len(found) <= 1, "two offers at once"
        return found[0] if found else None

    def withdraw(self, entry: Waiting) -> None:
        if (offer := self.open_to(entry)) is not None:
            offer.state = OfferState.WITHDRAWN

    def waiting(self, things: Things | None = None) -> Iterator[Waiting]:
        """Those who may be offered something, in the list's order."""
        for _, one in sorted(self.entries.items()):
            may = one.state is EntryState.WAITING and things in (None, one.things)
            if may and self.open_to(one) is None:
                yield one

    def was_refused(self, entry: Waiting, slot: Slot) -> bool:
        """Whether they had an offer of that time before, and did not take it.

        What was withdrawn because they want something else now, they have not refused.
        """
        return any(
            one.entry is entry
            and one.state in NOT_TAKEN
            and (one.slot.office, one.slot.start) == (slot.office, slot.start)
            for one in self.offers.values()
        )

    def check(self, found: Mapping[str, Sequence[Any]]) -> None:
        """The rows of entries, offers and events say the same."""
        entries = {one.id: (one.state, one.unanswered) for one in found["waitlist_entries"]}
        assert entries == {
            number: (one.state.value, one.unanswered) for number, one in self.entries.items()
        }
        offers = {one.id: (one.state, one.hold_id) for one in found["waitlist_offers"]}
        assert offers == {
            number: (one.state.value, one.hold_id) for number, one in self.offers.items()
        }
        told = Counter(
            (row.kind, json.loads(row.body)["offer_id"])
            for row in found["events"]
            if row.kind in KINDS.values()
        )
        assert told == Counter(
            (KINDS[one.state], number) for number, one in self.offers.items() if one.state in KINDS
        )
