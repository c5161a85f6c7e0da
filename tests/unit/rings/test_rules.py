"""What the end of a ring means."""

from __future__ import annotations

import pytest

from booking.api import RingOutcome
from ivr.rings.rules import Over, outcome_of


@pytest.mark.parametrize(
    ("over", "outcome"),
    [
        (Over(17, 486, rang=True), RingOutcome.BUSY),
        (Over(17, rang=False), RingOutcome.BUSY),
        (Over(21, 603, rang=True), RingOutcome.BUSY),
        (Over(17, 600), RingOutcome.BUSY),
        (Over(19, rang=True), RingOutcome.NO_ANSWER),  # our own clock
        (Over(16, rang=True), RingOutcome.NO_ANSWER),
        (Over(18, 408, rang=True), RingOutcome.NO_ANSWER),
        (Over(19, 480, rang=False), RingOutcome.UNREACHABLE),
        (Over(19, rang=False), RingOutcome.UNREACHABLE),  # nobody answered the INVITE at all
        (Over(1, 404), RingOutcome.UNREACHABLE),
        (Over(21, 403), RingOutcome.UNREACHABLE),  # the network does not let us
        (Over(34, 503), RingOutcome.UNREACHABLE),
        (Over(38, 500, rang=True), RingOutcome.UNREACHABLE),
        (Over(0), RingOutcome.UNREACHABLE),
    ],
)
def test_an_end_without_an_answer_is_told_by_what_the_network_said(
    over: Over, outcome: RingOutcome
) -> None:
    assert outcome_of(over) is outcome


def test_an_end_without_an_answer_never_counts_as_heard() -> None:
    ends = [
        Over(cause, sip, rang)
        for cause in range(128)
        for sip in (0, 200, 486)
        for rang in (True, False)
    ]
    reached = {RingOutcome.CONFIRMED, RingOutcome.HEARD, RingOutcome.HUNG_UP}
    assert not reached & {outcome_of(over) for over in ends}
