"""From a ring to a talk, and every other way in which a ring or a talk ends. In a transaction."""

from __future__ import annotations

from booking.api import Transaction
from ivr.routing import offers, operators, queue
from ivr.routing.errors import OfferOver
from ivr.routing.model import (
    ContactRequest,
    Offer,
    OfferOutcome,
    OperatorState,
    RequestState,
)
from ivr.routing.rules import Rules


def answer(tx: Transaction, offer_id: int) -> ContactRequest:
    """The operator has taken the caller; said twice, it is the same talk.

    Raises:
        OfferOver: it rings no longer.
    """
    offer = offers.find(tx, offer_id)
    if offer is None or offer.outcome not in {None, OfferOutcome.ANSWERED}:
        raise OfferOver
    if offer.outcome is None:
        offers.settle(tx, offer.id, OfferOutcome.ANSWERED)
        operators.talk(tx, offer.operator, offer.request_id)
        queue.put_state(
            tx,
            offer.request_id,
            RequestState.ANSWERED,
            operator=offer.operator,
            answered_at=tx.now,
        )
    return queue.get(tx, offer.request_id)


def miss(tx: Transaction, offer: Offer, note: str, rules: Rules) -> None:
    """Nobody took it: the caller keeps the place and goes on to the next."""
    offers.settle(tx, offer.id, OfferOutcome.MISSED, note)
    queue.put_state(tx, offer.request_id, RequestState.WAITING)
    operators.ring_missed(tx, offer.operator, rules.misses_before_break)


def refuse(tx: Transaction, offer: Offer, note: str | None = None) -> None:
    """The operator sends the caller on to somebody else."""
    offers.settle(tx, offer.id, OfferOutcome.REFUSED, note)
    queue.put_state(tx, offer.request_id, RequestState.WAITING)
    operators.ring_refused(tx, offer.operator)


def leave(tx: Transaction, call_id: str, state: RequestState) -> ContactRequest | None:
    """A caller who has no answer yet waits no longer.

    Returns:
        The request as it is now: one that was answered in the meantime stays answered. None
        where the call has none that is open.
    """
    request = queue.open_of(tx, call_id)
    if request is None or request.state is RequestState.ANSWERED:
        return request
    _withdraw(tx, request.id)
    queue.put_state(tx, request.id, state, ended_at=tx.now)
    return queue.get(tx, request.id)


def end(tx: Transaction, call_id: str, rules: Rules) -> ContactRequest | None:
    """The call is over: a caller who still waited has hung up, an operator who talked wraps up.

    Returns:
        The request as it is now, None where the call had none that was open.
    """
    request = queue.open_of(tx, call_id)
    if request is None or request.state is not RequestState.ANSWERED:
        return leave(tx, call_id, RequestState.ABANDONED)
    queue.put_state(tx, request.id, RequestState.DONE, ended_at=tx.now)
    if request.operator is not None:
        operators.wrap_up(tx, request.operator, rules.wrap_up_seconds)
    return queue.get(tx, request.id)


def wait_again(tx: Transaction, call_id: str) -> ContactRequest | None:
    """The operator's side broke off while the caller is there: wait on, with the whole wait so far.

    Returns:
        The request as it is now, None where the call has none that is open.
    """
    request = queue.open_of(tx, call_id)
    if request is None or request.state is not RequestState.ANSWERED or request.operator is None:
        return request
    queue.put_state(tx, request.id, RequestState.WAITING, operator=None, answered_at=None)
    operators.ring_ended(tx, request.operator)
    return queue.get(tx, request.id)


def choose(tx: Transaction, username: str, state: OperatorState, reason: str | None) -> None:
    """An operator chooses a state.

    In a talk it is kept for afterwards, and the wrap-up comes first. What rings is refused, unless
    they stay available. A wrap-up ends by any choice.
    """
    now = operators.find(tx, username).state
    if now is OperatorState.RINGING and state is not OperatorState.AVAILABLE:
        ringing = offers.ringing_at(tx, username)
        if ringing is not None:
            refuse(tx, ringing, f"went to {state}")
        operators.choose(tx, username, state, reason)
    elif now in {OperatorState.RINGING, OperatorState.TALKING}:
        operators.wish(tx, username, state, reason)
    else:
        operators.choose(tx, username, state, reason)


def finish(tx: Transaction, request: ContactRequest, result: str) -> ContactRequest:
    """Write what became of a call; its operator is ready for the next one if they wrap it up."""
    queue.put_result(tx, request.id, result)
    if request.operator is not None:
        status = operators.find(tx, request.operator)
        if status.request_id == request.id:
            operators.wrap_up_ended(tx, request.operator)
    return queue.get(tx, request.id)


def _withdraw(tx: Transaction, request_id: int) -> None:
    ringing = offers.ringing_for(tx, request_id)
    if ringing is not None:
        offers.settle(tx, ringing.id, OfferOutcome.WITHDRAWN, "the caller is gone")
        operators.ring_ended(tx, ringing.operator)
