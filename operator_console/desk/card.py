"""The card of the call: who rings, what they want, how they came here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from booking.api import Citizen, NotFound, parse_phone
from ivr.routing.api import Asking, Board, ContactRequest, Offer, OperatorState, OperatorStatus
from operator_console import formats
from operator_console.console import Here
from operator_console.desk import keyed, paths
from operator_console.desk.here import board_once
from operator_console.desk.moments import Moment, moment
from operator_console.desk.names import names_once
from operator_console.desk.queue import ending
from operator_console.desk.view import Names, sentence

WITH_CALL = frozenset({OperatorState.RINGING, OperatorState.TALKING, OperatorState.WRAP_UP})

MOST_ACCOUNTS = 3
"""A family may share a number; more names than these would only hide what matters."""


MOST_UNWRITTEN = 3
"""Of an operator who never writes results only the last ones are asked for."""


@dataclass(frozen=True, slots=True)
class Result:
    """A button for what became of the call.

    Attributes:
        key: the digit that presses it in the wrap-up, 0 for none.
    """

    code: str
    label: str
    is_written: bool
    key: int


@dataclass(frozen=True, slots=True)
class Unwritten:
    """A talk that is over without a result.

    Attributes:
        ending: the last digits of the number: enough to know the call again.
        when: when it was answered, '9:05'.
    """

    call_id: str
    ending: str
    service: str
    when: str
    results: list[Result]


@dataclass(frozen=True, slots=True)
class CallView:
    """What the card shows.

    Attributes:
        phase: 'ringing', 'talking', 'wrap_up'.
        number: as people write it, empty where it is hidden.
        verified: who proved to be who they are in this call, by login and PIN.
        accounts: who gave this number once: it may be anybody who calls from it.
        path: the way through the menus.
        keyed: what was keyed besides.
        asked: since when the caller waits or waited.
        answered: when the talk began.
        until: when ring or wrap-up are over.
        written: the result that is written already, empty for none.
        is_lost: the operator's side of the talk is broken off; the caller hears music.
    """

    phase: str
    call_id: str
    offer_id: int
    number: str
    verified: str
    accounts: list[str]
    more_accounts: int
    language: str
    service: str
    topic: str
    path: list[str]
    keyed: list[keyed.Fact]
    asked: Moment
    answered: Moment | None
    until: Moment | None
    written: str
    is_lost: bool
    results: list[Result]


class Card:
    """Draws the card for one page, and writes down whose data it shows."""

    def __init__(self, here: Here) -> None:
        self._here = here
        self._written: set[tuple[str, int]] = set()

    async def draw(self) -> str:
        """From what all desks look at together."""
        return await self.show(await board_once(self._here))

    async def show(self, board: Board) -> str:
        """The card; an empty one where nobody rings and nothing is to be finished."""
        status = board.operators.get(self._here.member.username)
        request = None
        if status is not None and status.state in WITH_CALL and status.request_id is not None:
            request = board.served.get(status.request_id)
        call = None
        if status is not None and request is not None:
            call = await self._view(status, request, board.offers.get(status.username))
        return self._here.part(
            "desk/templates/call.html.j2",
            call=call,
            status=status,
            unwritten=[] if call is not None else await self._unwritten(board),
        )

    async def _unwritten(self, board: Board) -> list[Unwritten]:
        missing = board.unwritten.get(self._here.member.username, [])
        known = await names_once(self._here)
        return [
            Unwritten(
                one.call_id,
                ending(one.asked.caller),
                known.service(one.asked.service),
                moment(self._here, one.answered_at or one.asked_at).clock,
                [
                    Result(code, name[self._here.language], is_written=False, key=0)
                    for code, name in self._here.routing.rules.results.items()
                ],
            )
            for one in missing[:MOST_UNWRITTEN]
        ]

    async def _view(
        self, status: OperatorStatus, request: ContactRequest, offer: Offer | None
    ) -> CallView:
        here, asked = self._here, request.asked
        known = await names_once(here)
        verified = await self._verified(asked)
        owners = await self._owners(asked)
        others = [one for one in owners if verified is None or one.id != verified.id]
        shown = others[:MOST_ACCOUNTS]
        await self._look(asked, [one.id for one in [verified, *shown] if one is not None])
        is_ringing = status.state is OperatorState.RINGING
        ends = offer.until if is_ringing and offer is not None else status.until
        return CallView(
            phase=status.state.value,
            call_id=request.call_id,
            offer_id=offer.id if offer is not None else 0,
            number=formats.phone(_number(asked)),
            verified="" if verified is None else verified.name,
            accounts=[one.name for one in shown],
            more_accounts=len(others) - len(shown),
            language=asked.language.value,
            service=known.service(asked.service),
            topic=_topic(here, asked.topic, known),
            path=paths.in_words(here, asked.path),
            keyed=keyed.facts(here, asked.keyed, known),
            asked=moment(here, request.asked_at),
            answered=None if request.answered_at is None else moment(here, request.answered_at),
            until=None if ends is None else moment(here, ends),
            written=request.result or "",
            is_lost=status.state is OperatorState.TALKING and status.endpoint is None,
            results=self._results(status, request),
        )

    async def _verified(self, asked: Asking) -> Citizen | None:
        if asked.citizen_id is None:
            return None
        try:
            return await self._here.backend.citizens.get(asked.citizen_id)
        except NotFound:
            return None

    async def _owners(self, asked: Asking) -> list[Citizen]:
        number = _number(asked)
        return await self._here.backend.citizens.by_phone(number) if number else []

    async def _look(self, asked: Asking, shown: Collection[int]) -> None:
        """Once a page: the card is drawn again with every change of anything."""
        fresh = [one for one in shown if (asked.call_id, one) not in self._written]
        if fresh:
            await self._here.looks_at(f"call:{asked.call_id}", "the card of the call", fresh)
            self._written |= {(asked.call_id, one) for one in fresh}

    def _results(self, status: OperatorStatus, request: ContactRequest) -> list[Result]:
        if status.state is OperatorState.RINGING:
            return []
        is_over = status.state is OperatorState.WRAP_UP
        named = self._here.routing.rules.results
        return [
            Result(
                code,
                name[self._here.language],
                code == request.result,
                number if is_over and number <= 9 else 0,
            )
            for number, (code, name) in enumerate(named.items(), 1)
        ]


def _topic(here: Here, code: str | None, known: Names) -> str:
    """What the call is about; a dialog where the caller has chosen nothing in it."""
    key = f"desk.place.{code}"
    return sentence(here.say(key)) if key in here.texts else sentence(known.topic(code))


def _number(asked: Asking) -> str | None:
    """In E.164 where it can be read so: citizens' numbers are kept like that."""
    known = parse_phone(asked.caller)
    if known is not None or asked.caller is None:
        return known
    # trunks show a hidden number as a word
    return asked.caller if any(one.isdigit() for one in asked.caller) else None
