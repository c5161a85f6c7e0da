"""Routing for the process that holds the calls."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeVar

from booking.api import Database, Staff, Transaction
from ivr.routing import duties, handover, offers, operators, queue, rounds
from ivr.routing.duties import Duties
from ivr.routing.model import Asking, ContactRequest, Place, RequestState
from ivr.routing.policy import at_last
from ivr.routing.rounds import Round, Skills
from ivr.routing.rules import Rules

T = TypeVar("T")

LOCK = "routing"
"""One transaction at a time changes routing, on every node: the policy sees the whole of it, and
what it saw can be replayed. A round takes about a millisecond and there are few a second."""


class Requests:
    """Callers who want a person. Every method is one transaction.

    After a start of the process, in this order: `reconcile` with the channels that are there,
    `answered` for each leg that was picked up meanwhile, and only then `next_decisions`: it would
    take an old ring for a missed one.
    """

    def __init__(self, database: Database, staff: Staff, rules: Rules) -> None:
        self._database = database
        self._staff = staff
        self._rules = rules

    @property
    def rules(self) -> Rules:
        """How the town lets its callers be answered."""
        return self._rules

    async def ask(self, asked: Asking, key: str | None = None) -> ContactRequest:
        """Wait for a person. A call that waits or talks already keeps its request and its place."""

        def act(tx: Transaction) -> ContactRequest:
            return tx.once(key, lambda: queue.add(tx, asked, self._rules), ContactRequest)

        return await self._change(act)

    async def answered(self, offer_id: int) -> ContactRequest:
        """The operator's leg was picked up; said twice, it is the same talk.

        Raises:
            OfferOver: it rings no longer: hang the leg up.
        """
        return await self._change(lambda tx: handover.answer(tx, offer_id))

    async def refused(self, offer_id: int, note: str) -> None:
        """The operator has declined the ring; nothing where the offer is over."""

        def act(tx: Transaction) -> None:
            offer = offers.find(tx, offer_id)
            if offer is not None and offer.outcome is None:
                handover.refuse(tx, offer, note)

        await self._change(act)

    async def missed(self, offer_id: int, note: str) -> None:
        """The leg cannot be rung or rings no longer; nothing where the offer is over."""

        def act(tx: Transaction) -> None:
            offer = offers.find(tx, offer_id)
            if offer is not None and offer.outcome is None:
                handover.miss(tx, offer, note, self._rules)

        await self._change(act)

    async def withdraw(
        self,
        call_id: str,
        state: RequestState = RequestState.ABANDONED,
        key: str | None = None,
    ) -> ContactRequest | None:
        """A caller waits no longer; CALLBACK where they want to be rung instead.

        Returns:
            The request: still ANSWERED if an operator was faster. None where none is open.
        """

        def act(tx: Transaction) -> ContactRequest | None:
            left: ContactRequest | None = tx.once(
                key, lambda: handover.leave(tx, call_id, state), ContactRequest | None
            )
            return left

        return await self._change(act)

    async def ended(self, call_id: str) -> ContactRequest | None:
        """The call is over, by whomever: abandoned if it waited, done if it talked.

        Returns:
            The request; None where none was open.
        """
        return await self._change(lambda tx: handover.end(tx, call_id, self._rules))

    async def wait_again(self, call_id: str) -> ContactRequest | None:
        """The operator's leg broke off while the caller is there: the wait so far counts on.

        Returns:
            The request; None where none is open.
        """
        return await self._change(lambda tx: handover.wait_again(tx, call_id))

    async def reconcile(self, node: str, live: Collection[str]) -> list[ContactRequest]:
        """Close the requests of this node whose calls have ended while nobody looked.

        Args:
            node: ours.
            live: the ids of the calls that Asterisk holds.
        """

        def act(tx: Transaction) -> list[ContactRequest]:
            gone = [one.call_id for one in queue.of_node(tx, node) if one.call_id not in live]
            closed = (handover.end(tx, call_id, self._rules) for call_id in gone)
            return [one for one in closed if one is not None]

        return await self._change(act)

    async def attach(self, username: str, *, node: str, endpoint: str) -> None:
        """An operator's softphone is there and can be rung."""
        await self._change(lambda tx: operators.attach(tx, username, node, endpoint))

    async def detach(self, username: str, *, endpoint: str) -> None:
        """That softphone is gone: what rings at it goes on to the next at once.

        Nothing where another has taken its place.
        """

        def act(tx: Transaction) -> None:
            if operators.find(tx, username).endpoint != endpoint:
                return
            operators.attach(tx, username, None, None)
            ringing = offers.ringing_at(tx, username)
            if ringing is not None:
                handover.miss(tx, ringing, "the softphone is gone", self._rules)

        await self._change(act)

    async def next_decisions(self) -> Round:
        """Play a round: rings that are over, wrap-ups that are over, new offers.

        It only looks where nothing is due, so it may be called after every wake-up.
        """
        if await self._database.read(rounds.is_quiet):
            return Round()
        skills = await self._skills()
        if not await self._database.read(lambda tx: rounds.is_due(tx, skills, self._rules)):
            return Round()
        return await self._change(lambda tx: rounds.play(tx, skills, self._rules))

    async def duties(self, node: str) -> Duties:
        """Who shall ring and who talks, of the calls of this node."""
        return await self._database.read(lambda tx: duties.of_node(tx, node))

    async def get(self, request_id: int) -> ContactRequest:
        """A request as it is now."""
        return await self._database.read(lambda tx: queue.get(tx, request_id))

    async def somebody_for(self, asked: Asking) -> bool:
        """Whether anybody on duty, busy or not, could ever be offered this caller."""
        skills = await self._skills()
        needs = at_last(self._rules.needs_of(asked.service, asked.language), self._rules.relax)

        def look(tx: Transaction) -> bool:
            seen = rounds.situation(tx, skills, self._rules)
            return any(one.fits(needs) for one in seen.operators)

        return await self._database.read(look)

    async def of_call(self, call_id: str) -> ContactRequest | None:
        """The newest request of a call."""
        return await self._database.read(lambda tx: queue.last_of(tx, call_id))

    async def place(self, call_id: str) -> Place | None:
        """Where a waiting caller stands; None where the call does not wait."""
        skills = await self._skills()

        def look(tx: Transaction) -> Place | None:
            request = queue.open_of(tx, call_id)
            if request is None or request.state is RequestState.ANSWERED:
                return None
            return rounds.places(tx, skills, self._rules)[request.id]

        return await self._database.read(look)

    async def _skills(self) -> Skills:
        return await skills_of(self._staff)

    async def _change(self, act: Callable[[Transaction], T]) -> T:
        return await change(self._database, act)


async def change(database: Database, act: Callable[[Transaction], T]) -> T:
    """One transaction that has routing for itself."""

    def alone(tx: Transaction) -> T:
        tx.lock(LOCK)
        return act(tx)

    return await database.write(alone)


async def skills_of(staff: Staff) -> Skills:
    """What those know who work here."""
    return {one.username: one.skills for one in await staff.list() if one.active}
