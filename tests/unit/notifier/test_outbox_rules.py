from datetime import timedelta

import pytest

from notifier.errors import NotTaken, Rejected, SendingError, Undecided
from notifier.outbox import MessageState, Patience, masked
from notifier.outbox.rules import FIRST_WAITS, LATER_WAIT, MOST_ATTEMPTS, after_failure
from tests.support.messages import NOW

PATIENCE = Patience()


def wait(error: SendingError, attempts: int) -> float:
    return (after_failure(error, attempts, NOW, PATIENCE).due_at - NOW).total_seconds()


def test_what_will_never_be_taken_is_given_up_at_once() -> None:
    verdict = after_failure(Rejected("landline"), 1, NOW, PATIENCE)
    assert (verdict.state, verdict.reason) == (MessageState.PERMANENT_FAILURE, "landline")


def test_what_was_not_taken_is_sent_again_soon_then_seldom() -> None:
    waits = [wait(NotTaken("busy"), attempt) for attempt in range(1, 9)]
    assert waits == [*FIRST_WAITS, LATER_WAIT, LATER_WAIT, LATER_WAIT]


def test_tries_come_to_an_end() -> None:
    last = after_failure(NotTaken("busy"), MOST_ATTEMPTS, NOW, PATIENCE)
    assert last.state is MessageState.TECHNICAL_FAILURE
    before = after_failure(NotTaken("busy"), MOST_ATTEMPTS - 1, NOW, PATIENCE)
    assert before.state is MessageState.CREATED


def test_the_providers_wish_to_wait_is_heard_within_bounds() -> None:
    assert wait(NotTaken("busy", retry_after=30), 1) == 30
    assert wait(NotTaken("busy", retry_after=86_400), 1) == LATER_WAIT


def test_what_may_have_been_taken_stays_sending_until_it_is_looked_up() -> None:
    verdict = after_failure(Undecided("no-answer"), 1, NOW, PATIENCE)
    assert verdict.state is MessageState.SENDING
    assert verdict.due_at - NOW == timedelta(seconds=PATIENCE.settle)


def test_a_claim_shorter_than_its_send_is_refused() -> None:
    with pytest.raises(ValueError, match="outlast"):
        Patience(send=10, settle=10, lease=15)


@pytest.mark.parametrize(
    ("recipient", "shown"),
    [("+420777654321", "…321"), ("jana@example.cz", "j…@example.cz")],
)
def test_a_recipient_is_masked_for_logs(recipient: str, shown: str) -> None:
    assert masked(recipient) == shown
