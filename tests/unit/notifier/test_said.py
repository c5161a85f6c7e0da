from itertools import permutations

import pytest

from notifier.outbox import Fault, MessageState, Said
from notifier.outbox.said import Effect, Reference, effect, furthest, lost_as, taken_as

CURRENT, FIRST, OTHER = Reference.CURRENT, Reference.FIRST, Reference.OTHER


def after(state: MessageState, said: list[Said]) -> MessageState:
    """The state after these receipts of one try, in this order."""
    heard: list[Said] = []
    reference = FIRST if state in (MessageState.CREATED, MessageState.SENDING) else CURRENT
    for one in said:
        match effect(state, reference, furthest(heard), one):
            case Effect.TAKEN:
                state, reference = taken_as(one), CURRENT
            case Effect.DELIVERED:
                state, reference = MessageState.DELIVERED, CURRENT
            case Effect.LOST:
                state, reference = lost_as(one, ""), CURRENT
            case Effect.NOTHING:
                pass
        heard.append(one)
    return state


@pytest.mark.parametrize("start", [MessageState.SENDING, MessageState.SENT])
@pytest.mark.parametrize(
    ("said", "end"),
    [
        ([Said.ACCEPTED, Said.SENT, Said.DELIVERED], MessageState.DELIVERED),
        ([Said.ACCEPTED, Said.SENT, Said.UNDELIVERED], MessageState.TEMPORARY_FAILURE),
        ([Said.UNDELIVERED, Said.DELIVERED], MessageState.DELIVERED),
        ([Said.ACCEPTED, Said.SENT], MessageState.SENT),
        ([Said.UNKNOWN, Said.SENT, Said.DELIVERED], MessageState.DELIVERED),
    ],
)
def test_receipts_end_alike_in_any_order_and_however_often_they_come(
    start: MessageState, said: list[Said], end: MessageState
) -> None:
    for order in permutations(said * 2):
        assert after(start, list(order)) is end


def test_a_receipt_proves_that_a_message_in_sending_was_taken() -> None:
    assert effect(MessageState.SENDING, FIRST, None, Said.ACCEPTED) is Effect.TAKEN
    assert taken_as(Said.ACCEPTED) is MessageState.PENDING
    assert effect(MessageState.SENDING, FIRST, None, Said.SENT) is Effect.TAKEN
    assert taken_as(Said.SENT) is MessageState.SENT


def test_of_an_earlier_try_only_the_delivery_counts() -> None:
    for said in (Said.ACCEPTED, Said.SENT, Said.UNDELIVERED, Said.FAILED):
        assert effect(MessageState.SENT, OTHER, None, said) is Effect.NOTHING
    assert effect(MessageState.SENT, OTHER, Said.UNDELIVERED, Said.DELIVERED) is Effect.DELIVERED


@pytest.mark.parametrize("state", MessageState)
@pytest.mark.parametrize("reference", Reference)
def test_a_word_that_is_not_known_changes_nothing(
    state: MessageState, reference: Reference
) -> None:
    for before in (None, *Said):
        assert effect(state, reference, before, Said.UNKNOWN) is Effect.NOTHING


def test_what_comes_late_of_a_lost_try_does_not_bring_it_back() -> None:
    """The message waits for its next try; it has no number by then."""
    for said in (Said.ACCEPTED, Said.SENT, Said.UNDELIVERED):
        assert effect(MessageState.CREATED, FIRST, Said.UNDELIVERED, said) is Effect.NOTHING


def test_a_message_that_was_given_up_can_still_have_arrived() -> None:
    for reference in Reference:
        gone = MessageState.TECHNICAL_FAILURE
        assert effect(gone, reference, None, Said.DELIVERED) is Effect.DELIVERED
        assert effect(gone, reference, None, Said.SENT) is Effect.NOTHING


@pytest.mark.parametrize(
    ("said", "code", "state"),
    [
        (Said.UNDELIVERED, Fault.LANDLINE, MessageState.PERMANENT_FAILURE),
        (Said.FAILED, Fault.OPTED_OUT, MessageState.PERMANENT_FAILURE),
        (Said.UNDELIVERED, Fault.UNREACHABLE, MessageState.TEMPORARY_FAILURE),
        (Said.UNDELIVERED, "30999", MessageState.TEMPORARY_FAILURE),
        (Said.FAILED, Fault.EXPIRED, MessageState.TEMPORARY_FAILURE),
        (Said.FAILED, "", MessageState.TECHNICAL_FAILURE),
    ],
)
def test_how_a_lost_message_ends(said: Said, code: str, state: MessageState) -> None:
    assert lost_as(said, code) is state


def test_every_code_fits_into_its_column() -> None:
    assert all(len(fault.value) <= 20 for fault in Fault)
