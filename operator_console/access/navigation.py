"""The navigation of a role: its rooms by use, those that are opened now and then in a group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from booking.api import Role
from operator_console.access.roles import ROOMS, Room


class Group(StrEnum):
    """Rooms of a kind that are not worked in all day."""

    TELLING = "telling"
    """What citizens are told."""
    OVERSIGHT = "oversight"
    """What a supervisor looks after."""


GROUPS = {
    Room.READY_DATES: Group.TELLING,
    Room.TOPICS: Group.TELLING,
    Room.CLOSURES: Group.OVERSIGHT,
    Room.NO_SHOWS: Group.OVERSIGHT,
    Room.LOCKS: Group.OVERSIGHT,
    Room.MESSAGES: Group.OVERSIGHT,
    Room.WORDING: Group.OVERSIGHT,
}


@dataclass(frozen=True, slots=True)
class Door:
    """A link of the navigation; `key` goes there after `g`, 0 to the tenth."""

    room: Room
    key: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A link, or a group that opens.

    Attributes:
        group: None for a single link.
    """

    group: Group | None
    doors: Sequence[Door]

    def holds(self, room: Room) -> bool:
        """Whether it leads to this room."""
        return any(door.room is room for door in self.doors)


def navigation(role: Role) -> list[Entry]:
    """In the order of `ROOMS`; a group stands where its first room does, and has at least two."""
    doors = [Door(room, place % 10) for place, room in enumerate(ROOMS[role], 1)]
    sizes = [GROUPS.get(room) for room in ROOMS[role]]
    entries: list[Entry] = []
    done: set[Group] = set()
    for door in doors:
        group = GROUPS.get(door.room)
        if group is None or sizes.count(group) == 1:
            entries.append(Entry(None, [door]))
        elif group not in done:
            done.add(group)
            entries.append(Entry(group, [one for one in doors if GROUPS.get(one.room) is group]))
    return entries
