import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.staff.finding import find
from booking.staff.model import Role, StaffMember

PEOPLE = [
    StaffMember("vesely", "Tomáš Veselý", Role.CLERK, {}, active=True),
    StaffMember("vesela", "Jitka Veselá", Role.OPERATOR, {}, active=True),
    StaffMember("havlikova", "Zdeňka Havlíková", Role.CLERK, {}, active=True),
    StaffMember("bondarenko", "Iryna Bondarenko", Role.OPERATOR, {}, active=True),
]


@pytest.mark.parametrize(
    ("heard", "first"),
    [
        ("tomaš vesely", "vesely"),
        ("panem Veselým tomášem", "vesely"),
        ("chavlikova", "havlikova"),
        ("havlíkovou", "havlikova"),
        ("bondarenkova", "bondarenko"),
        ("zden", "havlikova"),
        ("42854", "havlikova"),
        ("83735", "vesela"),
        ("havlikova", "havlikova"),
        ("chci mluvit s paní Havlíkovou z dokladů", "havlikova"),
        ("pan Veselý od pasů", "vesely"),
    ],
)
def test_somebody_is_found_by_what_was_heard_or_keyed(heard: str, first: str) -> None:
    assert find(PEOPLE, heard)[0].username == first


def test_of_two_who_fit_alike_both_are_told_by_name() -> None:
    assert [one.username for one in find(PEOPLE, "vesel")] == ["vesela", "vesely"]


@pytest.mark.parametrize(
    "heard", ["", "  ", "q", "Růžička", "999", "pan", "paní z dokladů", "bouda renta"]
)
def test_nobody_is_like_nothing(heard: str) -> None:
    assert find(PEOPLE, heard) == []


@given(st.text(max_size=40))
def test_whatever_is_typed_can_be_searched_for(heard: str) -> None:
    assert len(find(PEOPLE, heard)) <= len(PEOPLE)
