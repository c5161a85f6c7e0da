from dataclasses import replace

import pytest

from booking.applications.model import ApplicationKind, ApplicationState
from booking.applications.rules import check_transition
from booking.applications.standard import BY_CODE, STANDARD
from booking.applications.states import DeadlineClock, KindState, Stage, check_states
from booking.errors import NotFound, Refused
from booking.language import Wording

S = ApplicationState
KIND = ApplicationKind("trees", Wording("Žádost"), "MULI", None)
END = KindState(
    "done",
    Wording("je u konce", "is done", "завершено"),
    Wording("U konce"),
    Stage.OVER,
    DeadlineClock.NONE,
)
BEGUN = replace(END, code="begun", stage=Stage.UNDER_WAY, next=("done",))


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
    assert check_transition(KIND, before, after).code == after


@pytest.mark.parametrize(
    ("before", "after"),
    [(S.CLOSED, S.PROCESSING), (S.RECEIVED, S.GRANTED), (S.GRANTED, S.REFUSED), (S.READY, S.READY)],
)
def test_an_application_does_not_jump(before: S, after: S) -> None:
    with pytest.raises(Refused, match=f"{before} does not become {after}"):
        check_transition(KIND, before, after)


def test_the_standard_states_are_in_order_and_only_the_closed_one_is_an_end() -> None:
    check_states(STANDARD)
    assert {state.code for state in STANDARD} == set(S)
    assert [state.code for state in STANDARD if state.is_final] == [S.CLOSED]
    assert BY_CODE["awaiting"].clock is DeadlineClock.STANDS


def test_a_state_that_a_kind_does_not_have_is_not_found() -> None:
    with pytest.raises(NotFound, match="state: there is no 'lost'"):
        KIND.state("lost")


@pytest.mark.parametrize(
    ("states", "why"),
    [
        ((), "at least one state"),
        ((replace(BEGUN, next=("gone",)), END), "begun: leads to the state 'gone'"),
        ((replace(BEGUN, next=("begun", "done")), END), "begun: leads to itself"),
        ((BEGUN, END, END), "done: the state is there twice"),
        ((BEGUN, END, replace(BEGUN, code="apart")), "apart: no way leads to this state"),
        ((BEGUN, replace(END, next=("begun",))), "no state is an end"),
        (
            (
                replace(BEGUN, next=("done", "round", "about")),
                END,
                replace(BEGUN, code="round", next=("about",)),
                replace(BEGUN, code="about", next=("round",)),
            ),
            "round: no way leads from this state to an end",
        ),
        (
            (replace(BEGUN, name=Wording("je tu", "is here")), END),
            "begun: the wording is missing in the language 'uk'",
        ),
        (
            (replace(BEGUN, name=Wording("je 2x", "is here", "тут")), END),
            "begun: cs: the digit 2 cannot be spoken",
        ),
        (
            (replace(BEGUN, name=Wording("viz odst.", "is here", "тут")), END),
            "begun: cs: the abbreviation odst. cannot be spoken",
        ),
    ],
)
def test_states_in_which_an_application_would_be_lost_are_refused(
    states: tuple[KindState, ...], why: str
) -> None:
    with pytest.raises(Refused, match=why):
        check_states(states)
