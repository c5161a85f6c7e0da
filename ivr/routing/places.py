"""Where a caller stands in the queue, and how long it will take. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from ivr.routing.policy import Situation, Waiting, asked_now, in_order


def positions(situation: Situation, unanswered: Sequence[Waiting]) -> dict[int, int]:
    """Everybody's position by number; 1 for whoever is next.

    Only those count who wait for the same people: a caller for passports does not stand behind
    one whom nobody but the Ukrainian operator can serve. Where nobody on duty would fit, those
    with the same needs count.

    Args:
        situation: who is on duty, and the moment.
        unanswered: all who wait or are being offered: a ring may still be missed.
    """
    ordered = in_order(situation.now, unanswered)
    able = [_able(situation, one) for one in ordered]
    found = {}
    for here, one in enumerate(ordered):
        ahead = sum(
            bool(able[here] & able[other]) if able[here] else ordered[other].needs == one.needs
            for other in range(here)
        )
        found[one.id] = ahead + 1
    return found


def _able(situation: Situation, request: Waiting) -> frozenset[str]:
    needs = asked_now(situation, request).needs
    return frozenset(one.username for one in situation.operators if one.fits(needs))


def expected_seconds(waited: float, last_wait: float | None) -> float | None:
    """How much longer it will probably take.

    It will take what it took the last one of the same needs who was answered: the delay of the
    last to enter service, which Ibrahim and Whitt (2009) found about as good as any predictor
    that needs no model of the load, and which follows a crowd as it comes and goes.

    Args:
        waited: seconds that this caller has waited.
        last_wait: seconds that the last one waited; None where there was none lately.

    Returns:
        Seconds; None where there is nothing to tell, because nobody was answered lately or this
        caller has waited longer already: a promise that was broken once is not repeated.
    """
    if last_wait is None or waited > last_wait:
        return None
    return last_wait - waited
