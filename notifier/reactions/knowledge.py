"""What a reaction needs to know beside the event."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from booking.api import (
    Activity,
    Backend,
    ChannelWish,
    Database,
    Event,
    Office,
    RebookingOffered,
    RebookingWithdrawn,
    Recorded,
    SlotOffered,
    VisitEvent,
    VisitRebooked,
    VisitUnplaced,
    WaitlistPaused,
    Wishes,
)
from notifier.consent.model import BlockReason, normalised
from notifier.consent.service import Blocks
from notifier.reactions.described import Described


@dataclass(frozen=True, slots=True)
class VisitKnowledge:
    """What the codes in a visit's event stand for.

    Attributes:
        activity: of the first part.
        also: of the further parts.
    """

    activity: Activity
    office: Office
    also: tuple[Activity, ...] = ()

    @property
    def activities(self) -> tuple[Activity, ...]:
        """Of all parts, in their order."""
        return (self.activity, *self.also)


@dataclass(frozen=True, slots=True)
class ClosedKnowledge:
    """What stands on the signs where a visit was to be, and where it is or would be.

    Attributes:
        closed: the number of the counter that is closed.
        counter: of the one where the visit is now.
        office: where it is now, or would be.
    """

    closed: int
    counter: int
    office: Office


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The town, and what the event's codes stand for.

    Attributes:
        happened_at: when the event was recorded.
        town: how it signs.
        number: its line, as it is dialled.
        zone: its time zone.
        domain: makes the numbers of calendar entries its own.
        console: the address of the staff's pages, for links in their letters.
        wishes: how the citizen whom the event is about wants to be told.
        can_reply: the number that SMS come from takes answers.
    """

    happened_at: datetime
    town: str
    number: str
    zone: ZoneInfo
    domain: str
    of_visit: VisitKnowledge | None = None
    of_activity: Activity | None = None
    of_closed: ClosedKnowledge | None = None
    console: str = ""
    wishes: Wishes = field(default_factory=Wishes)
    can_reply: bool = False

    @property
    def visit(self) -> VisitKnowledge:
        """What the codes stand for.

        Raises:
            LookupError: the event is not about a visit.
        """
        if self.of_visit is None:
            raise LookupError("this event is not about a visit")
        return self.of_visit

    @property
    def activity(self) -> Activity:
        """What the event's activity is.

        Raises:
            LookupError: the event is not about one alone.
        """
        if self.of_activity is None:
            raise LookupError("this event is not about an activity")
        return self.of_activity

    @property
    def closed(self) -> ClosedKnowledge:
        """What stands on the signs.

        Raises:
            LookupError: the event is not about a counter that is closed.
        """
        if self.of_closed is None:
            raise LookupError("this event is not about a counter that is closed")
        return self.of_closed


async def gather(
    backend: Backend,
    recorded: Recorded,
    domain: str,
    console: str = "",
    *,
    can_reply: bool = False,
    described: Described | None = None,
) -> Knowledge:
    """Look up what the event needs.

    Args:
        backend: whom to ask.
        recorded: the event.
        domain: see `Knowledge`.
        console: see `Knowledge`.
        can_reply: see `Knowledge`.
        described: what is known of the town from the events before; nothing by default.

    Raises:
        NotFound: the town's files no longer know the activity or the office.
    """
    event = recorded.event
    catalogue = described or Described(backend)
    town = await catalogue.town()
    visit = None
    activity = None
    if isinstance(event, SlotOffered):
        visit = VisitKnowledge(
            await catalogue.activity(event.activity), await catalogue.office(event.office)
        )
    if isinstance(event, WaitlistPaused):
        activity = await catalogue.activity(event.activity)
    if isinstance(event, VisitEvent):
        first, *also = [await catalogue.activity(part.activity) for part in event.parts]
        visit = VisitKnowledge(first, await catalogue.office(event.office), tuple(also))
    return Knowledge(
        happened_at=recorded.happened_at,
        town=town.sms_signature,
        number=town.number,
        zone=ZoneInfo(town.zone),
        domain=domain,
        console=console,
        of_visit=visit,
        of_activity=activity,
        of_closed=await _closed(catalogue, event),
        wishes=await _that_reach(
            backend.database, event, await backend.wishes.of(getattr(event, "citizen_id", None))
        ),
        can_reply=can_reply,
    )


_DEAD = (BlockReason.INVALID, BlockReason.BOUNCED, BlockReason.LANDLINE)


async def _that_reach(database: Database, event: Event, wishes: Wishes) -> Wishes:
    """The wishes, with both ways where the only one that is wished for is known to be dead.

    Whoever wished for letters, and whose mailbox is gone, would otherwise hear of nothing, though
    the town has a number of theirs. An opt-out is no such thing.
    """
    phone, email = getattr(event, "phone", None), getattr(event, "email", None)
    places = {ChannelWish.EMAIL: ("email", email), ChannelWish.SMS: ("sms", phone)}
    if not (phone and email) or places.keys().isdisjoint(wishes.channels.values()):
        return wishes
    blocked = await database.read(lambda tx: Blocks(database).blocked(tx, [phone, email]))
    dead = {
        way
        for way, (channel, contact) in places.items()
        if blocked.get((channel, normalised(contact or ""))) in _DEAD
    }
    channels = {
        kind: ChannelWish.BOTH if way in dead else way for kind, way in wishes.channels.items()
    }
    return replace(wishes, channels=channels)


async def _closed(catalogue: Described, event: object) -> ClosedKnowledge | None:
    if isinstance(event, VisitRebooked):
        closed, counter, office = event.counter_before, event.counter, event.office
    elif isinstance(event, RebookingOffered):
        closed, counter, office = event.counter, event.counter, event.new_office
    elif isinstance(event, VisitUnplaced | RebookingWithdrawn):
        closed, counter, office = event.counter, event.counter, event.office
    else:
        return None
    return ClosedKnowledge(
        (await catalogue.counter(closed)).number,
        (await catalogue.counter(counter)).number,
        await catalogue.office(office),
    )
