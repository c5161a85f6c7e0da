import pytest

from booking.applications.model import ApplicationState
from booking.applications.rules import RUNNING, STATE_NAMES, TRANSITIONS, check_transition
from booking.errors import Refused
from booking.language import Language
from booking.topics.rules import unspeakable

S = ApplicationState


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (S.RECEIVED, S.PROCESSING),
        (S.PROCESSING, S.AWAITING),
        (S.AWAITING, S.PROCESSING),
        (S.PROCESSING, S.GRANTED),
        (S.REFUSED, S.PROCESSING),
        (S.READY, S.CLOSED),
    ],
)
def test_an_application_goes_on(before: S, after: S) -> None:
    check_transition(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [(S.CLOSED, S.PROCESSING), (S.RECEIVED, S.GRANTED), (S.GRANTED, S.REFUSED), (S.READY, S.READY)],
)
def test_an_application_does_not_jump(before: S, after: S) -> None:
    with pytest.raises(Refused, match=f"{before} does not become {after}"):
        check_transition(before, after)


def test_every_state_can_be_reached_and_only_the_closed_one_is_an_end() -> None:
    assert set(TRANSITIONS) == set(S)
    reached = {S.RECEIVED}.union(*TRANSITIONS.values())
    assert reached == set(S)
    assert [state for state, after in TRANSITIONS.items() if not after] == [S.CLOSED]
    assert set(S) > RUNNING


@pytest.mark.parametrize("state", S)
def test_every_state_can_be_told_in_every_language(state: S) -> None:
    name = STATE_NAMES[state]
    assert all(name.translated(language) for language in Language)
    assert unspeakable(name) is None
