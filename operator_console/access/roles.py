"""Which rooms each role may enter."""

from __future__ import annotations

from enum import StrEnum

from booking.api import Role


class Room(StrEnum):
    """A part of the console; the value is the path that it begins at."""

    DESK = "/desk"
    APPLICATIONS = "/clerk/applications"
    READY_DATES = "/clerk/ready-dates"
    AGREEMENTS = "/clerk/agreements"
    TOPICS = "/topics"
    CITIZENS = "/citizens"
    VISITS = "/visits"
    COUNTER = "/counter"
    WAITLIST = "/waitlist"
    CLOSURES = "/closures"
    OVERVIEW = "/supervisor"
    LOCKS = "/supervisor/locks"
    TOWN = "/admin"
    AUDIT = "/audit"


ROOMS: dict[Role, tuple[Room, ...]] = {
    Role.OPERATOR: (Room.DESK, Room.VISITS, Room.WAITLIST, Room.CLOSURES, Room.CITIZENS),
    Role.CLERK: (
        Room.APPLICATIONS,
        Room.READY_DATES,
        Room.AGREEMENTS,
        Room.TOPICS,
        Room.VISITS,
        Room.COUNTER,
        Room.CITIZENS,
    ),
    Role.SUPERVISOR: (
        Room.OVERVIEW,
        Room.DESK,
        Room.VISITS,
        Room.WAITLIST,
        Room.CLOSURES,
        Room.CITIZENS,
        Room.LOCKS,
    ),
    Role.ADMINISTRATOR: (Room.TOWN, Room.TOPICS),
    Role.AUDITOR: (Room.AUDIT,),
}
"""In the order of the navigation; after the log-in one is in the first. Nobody sees personal data
that the work does not need: the administrator sees none, the auditor only who looked at which."""


def home(role: Role) -> Room:
    """Where somebody with this role begins."""
    return ROOMS[role][0]


def may_enter(role: Role, room: Room) -> bool:
    """Whether this role's work is done there."""
    return room in ROOMS[role]
