"""Routing for the console: all that it may import of it.

Rows only, so that an operator can take a break while the process that holds the calls is away;
that process sees the change by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from booking.api import Database, NotFound, Staff, Transaction
from ivr.routing import board, handover, offers, operators, queue, softphones
from ivr.routing.board import Board, WaitingCaller
from ivr.routing.errors import (
    BadState,
    NotOnDuty,
    OfferOver,
    RoutingError,
    RoutingFileError,
    UnknownCall,
    UnknownCode,
)
from ivr.routing.model import (
    CHOSEN_STATES,
    MISSED_BREAK,
    Asking,
    ContactRequest,
    Need,
    Offer,
    OfferOutcome,
    OperatorState,
    OperatorStatus,
    Place,
    Priority,
    RequestState,
)
from ivr.routing.requests import change, skills_of
from ivr.routing.rules import Rules, read_rules
from ivr.routing.softphones import Softphone

__all__ = [
    "CHOSEN_STATES",
    "MISSED_BREAK",
    "Asking",
    "BadState",
    "Board",
    "ContactRequest",
    "Need",
    "NotOnDuty",
    "Offer",
    "OfferOutcome",
    "OfferOver",
    "OperatorState",
    "OperatorStatus",
    "Place",
    "Priority",
    "RequestState",
    "Ringing",
    "Routing",
    "RoutingError",
    "RoutingFileError",
    "Rules",
    "Softphone",
    "UnknownCall",
    "UnknownCode",
    "WaitingCaller",
    "read_rules",
]


@dataclass(frozen=True, slots=True)
class Ringing:
    """What rings at an operator, and for whom."""

    offer: Offer
    request: ContactRequest


class Routing:
    """Operators' states, the queue, offers. Every method is one transaction."""

    def __init__(self, database: Database, staff: Staff, rules: Rules) -> None:
        self._database = database
        self._staff = staff
        self.rules = rules

    async def set_state(
        self,
        username: str,
        state: OperatorState,
        reason: str | None = None,
        *,
        key: str | None = None,
        by: str | None = None,
    ) -> OperatorStatus:
        """Let an operator be available, on a break or offline.

        In a talk the choice is kept for after the wrap-up. What rings goes on to the next unless
        they stay available. A wrap-up ends by any choice.

        Args:
            username: whose state.
            state: AVAILABLE, BREAK or OFFLINE.
            reason: of a break, one of the town's codes.
            key: the command's key.
            by: who does it for them, None for themselves.

        Raises:
            BadState: this state cannot be chosen.
            UnknownCode: the town has no such reason.
            NotOnDuty: nobody who works here has this username.
        """
        if state not in CHOSEN_STATES:
            raise BadState
        if state is not OperatorState.BREAK:
            reason = None
        elif reason is not None and self.rules.breaks and reason not in self.rules.breaks:
            raise UnknownCode(reason)
        await self._check_works_here(username)

        def act(tx: Transaction) -> OperatorStatus:
            handover.choose(tx, username, state, reason)
            if by is not None and by != username:
                said = f"operator-{state}"
                tx.audit(by, said, f"staff:{username}", reason=reason)
            return operators.find(tx, username)

        return await change(
            self._database, lambda tx: tx.once(key, lambda: act(tx), OperatorStatus)
        )

    async def states(self) -> list[OperatorStatus]:
        """Everybody who ever came to the desk, by username; the others are offline."""
        return await self._database.read(operators.all_of)

    async def state_of(self, username: str) -> OperatorStatus:
        """One operator; whoever never came is offline."""
        return await self._database.read(lambda tx: operators.find(tx, username))

    async def waiting(self) -> list[WaitingCaller]:
        """Who waits or is being offered, since longest first."""
        skills = await skills_of(self._staff)
        return await self._database.read(lambda tx: board.waiting(tx, skills, self.rules))

    async def board(self) -> Board:
        """Everything at one moment, for the pages."""
        skills = await skills_of(self._staff)
        return await self._database.read(lambda tx: board.look(tx, skills, self.rules))

    async def offer_of(self, username: str) -> Ringing | None:
        """What rings at an operator now."""

        def look(tx: Transaction) -> Ringing | None:
            offer = offers.ringing_at(tx, username)
            return None if offer is None else Ringing(offer, queue.get(tx, offer.request_id))

        return await self._database.read(look)

    async def request_of(self, username: str) -> ContactRequest | None:
        """Whom an operator rings for, talks with or wraps up: a page that is loaded again asks."""

        def look(tx: Transaction) -> ContactRequest | None:
            served = operators.find(tx, username).request_id
            return None if served is None else queue.get(tx, served)

        return await self._database.read(look)

    async def of_call(self, call_id: str) -> ContactRequest | None:
        """The newest request of a call."""
        return await self._database.read(lambda tx: queue.last_of(tx, call_id))

    async def answer(self, offer_id: int) -> ContactRequest:
        """Take the caller who rings; said twice, it is the same talk.

        Raises:
            OfferOver: it rings no longer.
        """
        return await change(self._database, lambda tx: handover.answer(tx, offer_id))

    async def refuse(self, offer_id: int, note: str | None = None) -> None:
        """Send the caller who rings on to somebody else; nothing where the offer is over."""

        def act(tx: Transaction) -> None:
            offer = offers.find(tx, offer_id)
            if offer is not None and offer.outcome is None:
                handover.refuse(tx, offer, note)

        await change(self._database, act)

    async def hang_up(self, call_id: str, by: str) -> ContactRequest:
        """End a talk; whoever holds the call ends it on the line.

        Said twice, or after the caller was quicker, it changes nothing.

        Args:
            call_id: the call.
            by: the operator who talks.

        Raises:
            UnknownCall: the call is not theirs.
        """

        def act(tx: Transaction) -> ContactRequest:
            request = queue.last_of(tx, call_id)
            if request is None or request.operator != by:
                raise UnknownCall
            return handover.end(tx, call_id, self.rules) or request

        return await change(self._database, act)

    async def finish(
        self, call_id: str, result: str, *, by: str | None = None, key: str | None = None
    ) -> ContactRequest:
        """Write what became of a call. In the wrap-up it ends that; in the talk it only notes it.

        Args:
            call_id: the call.
            result: one of the town's codes.
            by: the operator who writes it; None for the call's own, whoever that is.
            key: the command's key.

        Raises:
            UnknownCode: the town has no such result.
            UnknownCall: the call never asked for a person, or is another operator's.
        """
        if self.rules.results and result not in self.rules.results:
            raise UnknownCode(result)

        def act(tx: Transaction) -> ContactRequest:
            request = queue.last_of(tx, call_id)
            if request is None or by not in (None, request.operator):
                raise UnknownCall
            return handover.finish(tx, request, result)

        return await change(
            self._database, lambda tx: tx.once(key, lambda: act(tx), ContactRequest)
        )

    async def softphone(self, username: str, session: str, until: datetime) -> Softphone:
        """The telephone of a log-in, made where there is none; another log-in's is gone by that.

        Args:
            username: whose.
            session: marks the log-in.
            until: when the log-in ends at the latest.
        """
        return await self._database.write(
            lambda tx: softphones.provide(tx, username, session, until)
        )

    async def softphone_of(self, username: str) -> Softphone | None:
        """Somebody's telephone, with whether Asterisk knows it yet."""
        return await self._database.read(lambda tx: softphones.find(tx, username))

    async def softphones(self) -> dict[str, Softphone]:
        """Everybody's, by username."""

        def look(tx: Transaction) -> dict[str, Softphone]:
            return {phone.username: phone for phone in softphones.all_of(tx)}

        return await self._database.read(look)

    async def begin_softphone(self, username: str, endpoint: str) -> int | None:
        """A page begins with it, without the call that may be on: that call rings it again.

        Returns:
            Its generation; None where it is another log-in's by now.
        """
        return await self._database.write(lambda tx: softphones.begin(tx, username, endpoint))

    async def withdraw_softphone(self, username: str, session: str) -> None:
        """The log-in is over: nobody can register with it any more."""
        await self._database.write(lambda tx: softphones.withdraw(tx, username, session))

    async def _check_works_here(self, username: str) -> None:
        try:
            member = await self._staff.get(username)
        except NotFound:
            raise NotOnDuty from None
        if not member.active:
            raise NotOnDuty
