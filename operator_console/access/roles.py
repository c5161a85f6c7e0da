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
    MESSAGES = "/messages"
    WORDING = "/wording"
    CITIZENS = "/citizens"
    VISITS = "/visits"
    COUNTER = "/counter"
    WAITLIST = "/waitlist"
    CLOSURES = "/closures"
    OVERVIEW = "/supervisor"
    LOCKS = "/supervisor/locks"
    NO_SHOWS = "/supervisor/no-shows"
    TOWN = "/admin"
    AUDIT = "/audit"


ROOMS: dict[Role, tuple[Room, ...]] = {
    Role.OPERATOR: (Room.DESK, Room.VISITS, Room.WAITLIST, Room.CITIZENS, Room.CLOSURES),
    Role.CLERK: (
        Room.APPLICATIONS,
        Room.COUNTER,
        Room.VISITS,
        Room.CITIZENS,
        Room.AGREEMENTS,
        Room.READY_DATES,
        Room.TOPICS,
    ),
    Role.SUPERVISOR: (
        Room.OVERVIEW,
        Room.DESK,
        Room.VISITS,
        Room.WAITLIST,
        Room.CITIZENS,
        Room.CLOSURES,
        Room.NO_SHOWS,
        Room.LOCKS,
        Room.MESSAGES,
        Room.WORDING,
    ),
    Role.ADMINISTRATOR: (Room.TOWN, Room.TOPICS, Room.MESSAGES, Room.WORDING),
    Role.AUDITOR: (Room.AUDIT, Room.MESSAGES),
}
"""By use, which is the order of the navigation; after the log-in one is in the first. Nobody sees
personal data that the work does not need: the administrator sees none, the auditor who looked at
which, and what somebody was sent who asks for it."""


def home(role: Role) -> Room:
    """Where somebody with this role begins."""
    return ROOMS[role][0]


def may_enter(role: Role, room: Room) -> bool:
    """Whether this role's work is done there."""
    return room in ROOMS[role]
