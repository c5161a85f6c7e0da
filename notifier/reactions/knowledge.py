"""What a reaction needs to know beside the event."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from booking.api import (
    Activity,
    Backend,
    Office,
    Recorded,
    SlotOffered,
    VisitEvent,
    WaitlistPaused,
    Wishes,
)


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
    """

    happened_at: datetime
    town: str
    number: str
    zone: ZoneInfo
    domain: str
    of_visit: VisitKnowledge | None = None
    of_activity: Activity | None = None
    console: str = ""
    wishes: Wishes = field(default_factory=Wishes)

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


async def gather(backend: Backend, recorded: Recorded, domain: str, console: str = "") -> Knowledge:
    """Look up what the event needs.

    Raises:
        NotFound: the town's files no longer know the activity or the office.
    """
    catalogue, event = backend.catalogue, recorded.event
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
        wishes=await backend.wishes.of(getattr(event, "citizen_id", None)),
    )
