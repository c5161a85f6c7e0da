"""What is to be done with legs: from rows and what Asterisk has."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ivr.ari.names import LegName, call_of_talk, talk_of
from ivr.legs.plan import (
    AGAIN_SECONDS,
    Answer,
    Close,
    Connect,
    Drop,
    Ended,
    GiveUp,
    Leg,
    Lose,
    Music,
    Ring,
    Seen,
    Step,
    TurnDown,
    plan,
)
from ivr.routing.duties import Duties, Phone, Rings, Talks
from tests.support.databases import MORNING

CALL, PATIENCE, NOW = "17.2", 20.0, 1000.0
UNTIL = MORNING + timedelta(seconds=20)
FIRST, SECOND = LegName(CALL, 5, 1), LegName(CALL, 5, 2)
HERE, RELOADED, GONE = Phone("phone-a", 1), Phone("phone-a", 2), Phone(None, 1)


def rings(phone: Phone = HERE) -> Duties:
    return Duties(rings=(Rings(5, CALL, phone, UNTIL),))


def talks(phone: Phone = HERE) -> Duties:
    return Duties(talks=(Talks(5, CALL, phone),))


def seen(
    *legs: Leg,
    ended: dict[LegName, Ended] | None = None,
    music: bool | None = False,
    lost: float | None = None,
) -> Seen:
    return Seen(
        {leg.name: leg for leg in legs},
        ended or {},
        frozenset({CALL}),
        {CALL: music},
        {} if lost is None else {CALL: lost},
    )


def steps(duties: Duties, there: Seen = Seen()) -> list[Step]:  # noqa: B008  it is frozen
    return plan(duties, there, NOW, PATIENCE)


def test_nothing_is_to_be_done_where_nothing_is_wanted_and_nothing_there() -> None:
    assert steps(Duties()) == []


def test_an_offer_without_a_leg_is_rung() -> None:
    assert steps(rings()) == [Ring(FIRST, "phone-a", resumes=False, until=UNTIL)]


def test_what_rings_is_left_to_ring() -> None:
    assert steps(rings(), Seen({FIRST: Leg(FIRST)})) == []


def test_a_telephone_that_is_not_there_is_not_rung() -> None:
    assert steps(rings(GONE)) == []


def test_a_page_that_is_loaded_again_while_it_rings_is_rung_again() -> None:
    assert steps(rings(RELOADED), Seen({FIRST: Leg(FIRST)})) == [
        Drop(FIRST),
        Ring(SECOND, "phone-a", resumes=False, until=UNTIL),
    ]


def test_a_leg_that_is_picked_up_answers_the_offer() -> None:
    assert steps(rings(), Seen({FIRST: Leg(FIRST, up=True)})) == [Answer(FIRST)]


@pytest.mark.parametrize(("cause", "declined"), [(17, True), (21, True), (20, False), (0, False)])
def test_a_ring_that_has_ended_goes_on_to_the_next(cause: int, declined: bool) -> None:
    over = Seen(ended={FIRST: Ended(cause, up=False, at=NOW)})
    assert steps(rings(), over) == [TurnDown(5, declined, f"cause {cause}")]


def test_a_ring_that_is_over_by_its_row_is_ended() -> None:
    assert steps(Duties(), Seen({FIRST: Leg(FIRST)})) == [Drop(FIRST)]


def test_who_has_answered_is_put_into_the_talk() -> None:
    assert steps(talks(), seen(Leg(FIRST, up=True))) == [Connect(FIRST)]


def test_a_talk_is_left_alone() -> None:
    assert steps(talks(), seen(Leg(FIRST, up=True, talks=True))) == []


def test_a_telephone_that_is_away_for_a_moment_does_not_end_a_talk() -> None:
    assert steps(talks(GONE), seen(Leg(FIRST, up=True, talks=True))) == []


def test_a_caller_who_loses_the_operator_hears_music() -> None:
    gone = {FIRST: Ended(16, up=True, at=NOW)}
    assert steps(talks(), seen(ended=gone)) == [Lose(CALL), Music(CALL, on=True)]


def test_a_leg_that_was_picked_up_and_has_ended_is_not_rung_on_the_same_page() -> None:
    gone = {FIRST: Ended(16, up=True, at=NOW - 10)}
    assert steps(talks(), seen(ended=gone, music=True, lost=NOW - 10)) == []


def test_a_page_that_was_loaded_again_gets_the_talk_back() -> None:
    gone = {FIRST: Ended(16, up=True, at=NOW)}
    assert steps(talks(RELOADED), seen(ended=gone, music=True, lost=NOW - 1)) == [
        Ring(SECOND, "phone-a", resumes=True)
    ]


def test_the_leg_to_the_page_before_is_dropped_even_if_it_looks_alive() -> None:
    assert steps(talks(RELOADED), seen(Leg(FIRST, up=True, talks=True))) == [
        Lose(CALL),
        Music(CALL, on=True),
        Drop(FIRST),
        Ring(SECOND, "phone-a", resumes=True),
    ]


def test_the_talk_goes_on_without_music_when_the_new_page_has_answered() -> None:
    there = seen(Leg(SECOND, up=True), Leg(FIRST, up=True), music=True, lost=NOW - 2)
    assert steps(talks(RELOADED), there) == [
        Music(CALL, on=False),
        Connect(SECOND),
        Drop(FIRST),
    ]


def test_a_page_that_did_not_take_the_talk_is_tried_again_after_a_moment() -> None:
    just, before = (
        {SECOND: Ended(20, up=False, at=NOW - age)}
        for age in (AGAIN_SECONDS / 2, AGAIN_SECONDS * 2)
    )
    assert steps(talks(RELOADED), seen(ended=just, music=True, lost=NOW - 4)) == []
    assert steps(talks(RELOADED), seen(ended=before, music=True, lost=NOW - 4)) == [
        Ring(SECOND, "phone-a", resumes=True)
    ]


def test_an_operator_who_does_not_come_back_loses_the_caller() -> None:
    gone = seen(music=True, lost=NOW - PATIENCE - 1)
    assert steps(talks(GONE), gone) == [GiveUp(CALL)]


def test_after_a_restart_nobody_knows_whether_music_plays_so_it_is_ended() -> None:
    there = seen(Leg(FIRST, up=True, talks=True), music=None)
    assert steps(talks(), there) == [Music(CALL, on=False)]


def test_a_talk_that_is_over_leaves_nothing_behind() -> None:
    assert steps(Duties(), seen(Leg(FIRST, up=True, talks=True))) == [Drop(FIRST), Close(CALL)]


def test_calls_do_not_mix() -> None:
    other = LegName("18.4", 6, 1)
    duties = Duties(rings=(Rings(6, "18.4", Phone("phone-b", 1), UNTIL),), talks=talks().talks)
    there = seen(Leg(FIRST, up=True, talks=True), Leg(other))
    assert steps(duties, there) == []


def test_names_are_found_again_in_asterisk() -> None:
    assert LegName.read(str(SECOND)) == SECOND
    assert LegName.read(CALL) is None
    assert LegName.read("asterisk-7-op-3-1-op-12-4") == LegName("asterisk-7-op-3-1", 12, 4)
    assert call_of_talk(talk_of(CALL)) == CALL
    assert call_of_talk("somebody's bridge") is None
