"""A navigation that one takes in at a glance."""

import pytest

from booking.api import Role
from operator_console.access.navigation import GROUPS, navigation
from operator_console.access.roles import ROOMS, home

MOST = 6
"""Entries; more of them do not fit into a line, nor into a mind."""


@pytest.mark.parametrize("role", Role)
def test_a_role_has_few_entries_that_lead_to_each_of_its_rooms_once(role: Role) -> None:
    entries = navigation(role)
    assert len(entries) <= MOST
    doors = [door for entry in entries for door in entry.doors]
    assert sorted(door.room for door in doors) == sorted(ROOMS[role])
    assert {door.key: door.room for door in doors} == {
        place % 10: room for place, room in enumerate(ROOMS[role], 1)
    }


@pytest.mark.parametrize("role", Role)
def test_the_first_room_stands_first_and_in_no_group(role: Role) -> None:
    first = navigation(role)[0]
    assert first.group is None
    assert first.holds(home(role))


@pytest.mark.parametrize("role", Role)
def test_a_group_of_one_is_a_link(role: Role) -> None:
    for entry in navigation(role):
        assert (entry.group is None) == (len(entry.doors) == 1)
        assert all(GROUPS.get(door.room) is entry.group for door in entry.doors if entry.group)


@pytest.mark.parametrize("role", Role)
def test_every_room_has_a_digit_of_its_own(role: Role) -> None:
    assert len(ROOMS[role]) <= 10
