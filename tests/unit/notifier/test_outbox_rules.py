from datetime import timedelta

import pytest

from notifier.errors import NotTaken, Pace, Rejected, SendingError, Undecided
from notifier.outbox import Fault, MessageState, Patience, masked
from notifier.outbox.rules import (
    FIRST_WAITS,
    JITTER,
    LATER_WAIT,
    LONGEST_WISH,
    MOST_ROUNDS,
    UNREACHABLE_WAITS,
    Tried,
    Verdict,
    after_failure,
    after_loss,
)
from notifier.outbox.silence import AfterSilence
from tests.support.messages import NOW

PATIENCE = Patience()


def after(error: SendingError, attempts: int = 1, routes: int = 1, spread: float = 0.5) -> Verdict:
    return after_failure(error, Tried(attempts, routes), NOW, PATIENCE, spread)


def wait(error: SendingError, attempts: int = 1, routes: int = 1, spread: float = 0.5) -> float:
    return (after(error, attempts, routes, spread).due_at - NOW).total_seconds()


def test_what_will_never_be_taken_is_given_up_at_once() -> None:
    verdict = after(Rejected("landline"))
    assert (verdict.state, verdict.reason) == (MessageState.PERMANENT_FAILURE, "landline")


@pytest.mark.parametrize("pace", list(Pace))
def test_what_was_not_taken_is_sent_again_soon_then_seldom(pace: Pace) -> None:
    waits = [wait(NotTaken("busy", pace=pace), attempt) for attempt in range(1, 9)]
    assert waits == [*FIRST_WAITS[pace], LATER_WAIT, LATER_WAIT, LATER_WAIT]


def test_a_lost_connection_is_tried_sooner_than_wrong_credentials() -> None:
    waits = [wait(NotTaken("trouble", pace=pace)) for pace in (Pace.SOON, Pace.BUSY, Pace.SLOW)]
    assert waits == sorted(waits)
    assert len(set(waits)) == 3


@pytest.mark.parametrize("spread", [0.0, 0.3, 1.0])
def test_a_wait_is_spread_by_a_fifth_at_most(spread: float) -> None:
    for attempt in range(1, 9):
        usual = wait(NotTaken("busy"), attempt)
        spreaded = wait(NotTaken("busy"), attempt, spread=spread)
        assert usual * (1 - JITTER) <= spreaded <= usual * (1 + JITTER)
    assert wait(NotTaken("busy"), 1, spread=0.0) < wait(NotTaken("busy"), 1, spread=1.0)


def test_tries_come_to_an_end() -> None:
    for routes in (1, 2):
        last = after(NotTaken("busy"), MOST_ROUNDS * routes, routes)
        assert last.state is MessageState.TECHNICAL_FAILURE
        before = after(NotTaken("busy"), MOST_ROUNDS * routes - 1, routes)
        assert before.state is MessageState.CREATED


def test_the_tries_last_for_four_hours_as_the_reference_has_it() -> None:
    seconds = sum(wait(NotTaken("busy"), attempt) for attempt in range(1, MOST_ROUNDS))
    assert timedelta(hours=4) <= timedelta(seconds=seconds) <= timedelta(hours=4, minutes=10)


def test_another_provider_is_tried_at_once_and_then_all_rest() -> None:
    assert wait(NotTaken("busy"), 1, routes=2) == 0
    assert wait(NotTaken("busy"), 2, routes=2) == FIRST_WAITS[Pace.SOON][0]
    assert wait(NotTaken("busy"), 3, routes=2) == 0
    assert wait(NotTaken("busy"), 4, routes=2) == FIRST_WAITS[Pace.SOON][1]


def test_the_providers_wish_to_wait_is_heard_within_bounds() -> None:
    for spread in (0.0, 1.0):
        asked = wait(NotTaken("busy", retry_after=30, pace=Pace.BUSY), spread=spread)
        assert 30 <= asked <= 30 * (1 + JITTER)
    assert wait(NotTaken("busy", retry_after=86_400), spread=0.0) == LONGEST_WISH
    assert wait(NotTaken("busy", retry_after=1), 6, spread=0.0) == LATER_WAIT


def test_what_may_have_been_taken_stays_sending_until_it_is_looked_up() -> None:
    verdict = after(Undecided("no-answer"))
    assert verdict.state is MessageState.SENDING
    assert verdict.due_at - NOW == timedelta(seconds=PATIENCE.settle)


def test_a_look_up_that_fails_leaves_open_whether_it_was_taken() -> None:
    for error in (NotTaken("lookup-failed"), Rejected("gateway-400")):
        tried = Tried(1, routes=2, was_lookup=True)
        assert after_failure(error, tried, NOW, PATIENCE).state is MessageState.SENDING


def test_what_a_silent_provider_may_have_waits_for_its_receipt() -> None:
    tried = Tried(1, routes=2, silence=AfterSilence.WAIT)
    verdict = after_failure(Undecided("no-answer"), tried, NOW, PATIENCE)
    assert verdict.state is MessageState.SENDING
    assert verdict.due_at - NOW == timedelta(seconds=PATIENCE.receipt)
    refused = after_failure(NotTaken("no-connection"), tried, NOW, PATIENCE)
    assert refused.state is MessageState.CREATED


def test_a_telephone_that_was_off_is_tried_a_few_times_more() -> None:
    for losses, seconds in enumerate(UNREACHABLE_WAITS, start=1):
        again = after_loss(Fault.UNREACHABLE, losses, NOW, None)
        assert again == NOW + timedelta(seconds=seconds)
    assert after_loss(Fault.UNREACHABLE, len(UNREACHABLE_WAITS) + 1, NOW, None) is None
    assert after_loss(Fault.UNREACHABLE, 1, NOW, NOW + timedelta(minutes=5)) is None
    for code in (Fault.LANDLINE, Fault.UNKNOWN, "30999", ""):
        assert after_loss(code, 1, NOW, None) is None


def test_a_claim_shorter_than_its_send_is_refused() -> None:
    with pytest.raises(ValueError, match="outlast"):
        Patience(send=10, settle=10, lease=15)


@pytest.mark.parametrize(
    ("recipient", "shown"),
    [("+420777654321", "…321"), ("jana@example.cz", "j…@example.cz")],
)
def test_a_recipient_is_masked_for_logs(recipient: str, shown: str) -> None:
    assert masked(recipient) == shown
