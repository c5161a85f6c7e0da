"""How much one person or number may have. Pure: a town's limits, what there is, an override.

A limit keeps a robot, or somebody who hoards, from taking the town's time; it never decides whether
a slot is free. So an operator's override passes limits only: a slot that is taken stays taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from booking.catalogue.limits import PersonLimits
from booking.errors import LimitReached, Refused

LONGEST_REASON = 200


class Limit(StrEnum):
    """The limits by their names in the town's file; see `PersonLimits`."""

    CITIZEN_VISITS = "citizen_visits"
    CITIZEN_SERVICE_DAY = "citizen_service_day"
    NUMBER_VISITS = "number_visits"
    NUMBER_BOOKINGS_DAY = "number_bookings_day"
    OWNER_HOLDS = "owner_holds"
    NUMBER_HOLDS = "number_holds"
    NUMBER_MESSAGES_DAY = "number_messages_day"
    ADDRESS_MESSAGES_DAY = "address_messages_day"
    NUMBER_RINGS_DAY = "number_rings_day"
    NUMBER_FILINGS_DAY = "number_filings_day"
    HIDDEN_BOOKINGS_HOUR = "hidden_bookings_hour"
    HIDDEN_FILINGS_HOUR = "hidden_filings_hour"
    NUMBER_WAITS = "number_waits"
    NUMBER_UNANSWERED = "number_unanswered"
    NO_SHOWS = "no_shows"


@dataclass(frozen=True, slots=True)
class Override:
    """An operator books more than the limits let: for a care home, for one.

    Attributes:
        by: the operator's username.
        reason: why; it stands in the audit, so no names.
    """

    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Counted:
    """What there is of something that has a limit, before one more is added."""

    limit: Limit
    found: int


def checked_override(override: Override | None) -> Override | None:
    """The override, if somebody answers for it and says why.

    Raises:
        Refused: nobody does, or no reason is given.
    """
    if override is None:
        return None
    by, reason = override.by.strip(), " ".join(override.reason.split())
    if not by:
        raise Refused("override", "who allows it is needed")
    if not reason:
        raise Refused("reason", "why more may be booked is needed")
    if len(reason) > LONGEST_REASON:
        raise Refused("reason", f"at most {LONGEST_REASON} characters")
    return Override(by, reason)


def reached(limits: PersonLimits, counted: Iterable[Counted]) -> list[LimitReached]:
    """The limits that one more would pass, as errors to raise or to note."""
    found = []
    for one in counted:
        most: int | None = getattr(limits, one.limit.value)
        if most is not None and one.found >= most:
            found.append(LimitReached(one.limit.value, most, one.found))
    return found


def passed(
    limits: PersonLimits, counted: Iterable[Counted], override: Override | None = None
) -> list[LimitReached]:
    """Let one more pass.

    Returns:
        The limits that the override was needed for.

    Raises:
        LimitReached: there is no override; the first one that is reached.
    """
    found = reached(limits, counted)
    if found and override is None:
        raise found[0]
    return found
