"""What all machines share: a town, commands that are held against the model, and the invariants."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar, TypeVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant

from booking.api import (
    Backend,
    BookingChannel,
    Contact,
    Language,
    OutsideCalendar,
    Override,
    SetClock,
    Slot,
    Visit,
)
from booking.errors import BookingError, NotBookable, SlotTaken
from booking.ground.clock import PRAGUE
from booking.ground.database import Database
from booking.ground.schema import upgrade
from booking.town.catalogue import TownCatalogue, apply_catalogue
from tests.support.databases import CHEAP_HASHING
from tests.support.small_town.description import BEGINS, catalogues
from tests.support.small_town.hours import Things, parts_of, placed
from tests.support.small_town.model import NOBODY, Model, Outcome, Owner, Who
from tests.support.small_town.rows import Rows

T = TypeVar("T")
Call = Coroutine[Any, Any, T]

DESCRIBED = {
    "town",
    "services",
    "activities",
    "offices",
    "counters",
    "weekly_hours",
    "calendar_exceptions",
}
"""What the town's files fill; everything else is empty when an example begins."""
PHONES = (None, "+420777654321", "+420777000111")
OWNERS = ("call-1", "call-2", "page-3")
CHANNELS = ("phone", "phone", "operator", "walk-in")
NUMBERS = st.integers(0, 30)
"""Which of those that are there, from the last one back."""
UNKNOWN = 30
"""None of them."""
LOOKS: tuple[Things, ...] = (
    (("cards.new", 1),),
    (("cards.new", 3),),
    (("cards.loss", 1),),
    (("waste.pay", 2),),
    (("cards.new", 1), ("cards.loss", 1)),
    (("waste.pay", 1), ("cards.new", 1)),
)
TOLD = {f"visit_{one}" for one in ("booked", "cancelled", "moved", "restored", "contact_given")}
"""The events that the model has, too."""
TRACED = {*(kind.replace("_", "-") for kind in TOLD), "limit-overridden"}


@dataclass(frozen=True)
class Place:
    """A database with the small town, used by one example after the other."""

    address: str
    catalogues: tuple[TownCatalogue, ...]
    owned: tuple[TownCatalogue, ...]
    """The same, where a ticket machine owns the calendar of one counter."""

    @classmethod
    @contextmanager
    def at(cls, address: str) -> Iterator[Place]:
        """Make it; `address` is of a database with nothing in it."""
        with TemporaryDirectory(prefix="linka-town-") as folder:
            database = Database(address, SetClock(BEGINS), inline=True)
            upgrade(database)
            database.close()
            ours, owned = Path(folder) / "ours", Path(folder) / "owned"
            yield cls(address, catalogues(ours), catalogues(owned, owned=True))


class TownMachine(RuleBasedStateMachine):
    """One example: one town from its first booking on."""

    place: ClassVar[Place]
    steps: ClassVar[int] = 0
    """How many have been made in all examples of all machines."""
    examples: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        TownMachine.examples += 1
        self.clock = SetClock(BEGINS.astimezone(UTC))  # as the real one tells it
        self.described = self.towns()
        self.databases = [self.database() for _ in range(2)]
        self.backends = [
            Backend(one, self.clock, CHEAP_HASHING, self.calendars()) for one in self.databases
        ]
        self.rows = Rows(self.databases[0])
        self.rows.clear(but=DESCRIBED)
        self.describe(0)
        self.model = Model(self.clock.now())
        self.done: dict[str, tuple[Callable[[Backend], Call[Any]], object]] = {}
        self.commands = 0

    def database(self) -> Database:
        """Opens the example's database."""
        return Database(self.place.address, self.clock, inline=True)

    def towns(self) -> tuple[TownCatalogue, ...]:
        """The town as each of its calendars has it."""
        return self.place.catalogues

    def calendars(self) -> dict[str, OutsideCalendar]:
        """The outside systems that there are."""
        return {}

    def teardown(self) -> None:
        for database in self.databases:
            database.close()

    # what must be true after each step

    @invariant()
    def rows_are_what_the_model_has(self) -> None:
        TownMachine.steps += 1
        found = self.rows.contents("taken_slots", "visits", "holds", "events", "audit")
        taken = {(row.counter, row.start): owner_of(row) for row in found["taken_slots"]}
        assert taken == self.model.taken
        assert [row.id for row in found["holds"]] == sorted(self.model.holds)
        assert [row.id for row in found["visits"]] == sorted(self.model.visits)
        told = [(row.kind, json.loads(row.body)) for row in found["events"] if row.kind in TOLD]
        assert [
            (kind, body["visit_id"], datetime.fromisoformat(body["start"]), body["phone"])
            for kind, body in told
        ] == self.model.events
        trace = [(row.who, row.did, row.about) for row in found["audit"] if row.did in TRACED]
        assert trace == self.model.trace

    @invariant()
    def nothing_is_sold_twice(self) -> None:
        """By the visits themselves: no two at one counter at one time."""
        booked = [one.visit for one in self.model.visits.values() if not one.cancelled]
        for visit in booked:
            assert now(self.backend().visits.get(visit.id)) == visit
        spans = sorted(
            (
                v.counter,
                v.start.astimezone(UTC),
                v.start.astimezone(UTC) + timedelta(minutes=v.minutes),
            )
            for v in booked
        )
        for (counter, _, end), (next_counter, begin, _) in pairwise(spans):
            assert counter != next_counter or end <= begin

    @invariant()
    def what_is_free_is_found(self) -> None:
        """All of it and nothing else, by whichever process looks."""
        things = LOOKS[self.commands % len(LOOKS)]
        channel = CHANNELS[self.commands % len(CHANNELS)]
        asked = wanted(things, channel)
        for number, backend in enumerate(self.backends):
            self.model.silent = self.silent_at(number)
            free = list(self.model.starts(things, channel=channel))
            found = now(backend.visits.free(**asked, limit=1000))
            assert [slot.start for slot in found] == sorted(slot.start for slot in found)
            assert all(slot in free for slot in found)
            places = [(slot.office, slot.start) for slot in found]
            assert len(set(places)) == len(places)
            assert set(places) == {(slot.office, slot.start) for slot in free}
            days = now(backend.visits.free_days(**asked, limit=100))
            assert days == sorted({slot.start.date() for slot in free})

    def silent_at(self, _number: int) -> frozenset[str]:
        """Counters whose owner has just not answered this process."""
        return frozenset()

    # how it is done

    def hold(
        self, slot: Slot, things: Things, owner: str, who: Who = NOBODY, channel: str = "phone"
    ) -> None:
        """Keep it, or be refused as the model says."""
        self.held(
            slot, things, owner, who, channel, self.why_no_hold(slot, things, owner, who, channel)
        )

    def why_no_hold(
        self, slot: Slot, things: Things, owner: str, who: Who, channel: str
    ) -> Outcome:
        """As the model says."""
        return self.model.why_no_hold(slot, things, owner, who, channel)

    def held(
        self, slot: Slot, things: Things, owner: str, who: Who, channel: str, outcome: Outcome
    ) -> None:
        """Keep it, or be refused like this."""
        hold = self.do(
            lambda backend, key: backend.visits.hold(
                slot, **wanted(things, channel), **known(who), owner=owner, key=key
            ),
            outcome,
        )
        if hold is not None:
            assert (hold.slot, hold.parts, hold.owner) == (slot, parts_of(things), owner)
            self.model.add_hold(hold, who.caller)

    def hold_free(
        self, pick: int, things: Things, owner: str, who: Who = NOBODY, channel: str = "phone"
    ) -> None:
        """Keep one of those that are free, if any is."""
        free = sorted(self.model.starts(things, channel=channel), key=in_order)
        if free:
            self.hold(free[pick % len(free)], things, owner, who, channel)

    def confirm_hold(self, hold_id: int, who: Who, *, is_allowed: bool = False) -> Visit | None:
        """Make it a visit, or be refused as the model says; `is_allowed` with an override."""
        contact = Contact(who.phone)
        outcome = self.why_not_confirm(hold_id, who, is_allowed=is_allowed)
        needed = self.model.passed(who, hold_id)
        by = "novak" if is_allowed else None
        visit = self.do(
            lambda backend, key: backend.visits.confirm(
                hold_id,
                contact=contact,
                language=Language.CS,
                by=by,
                override=Override("novak", "a home for old people") if is_allowed else None,
                **known(who),
                key=key,
            ),
            outcome,
        )
        if visit is not None:
            assert placed(visit, self.model.holds[hold_id].hold, contact)
            self.model.confirmed(hold_id, visit, by, who, needed)
        return visit

    def why_not_confirm(self, hold_id: int, who: Who, *, is_allowed: bool) -> Outcome:
        """As the model says."""
        return self.model.why_not_confirm(hold_id, who, is_allowed=is_allowed)

    def move_visit(self, visit_id: int, hold_id: int, outcome: Outcome) -> Visit | None:
        """Give it the hold's time, or be refused like this."""
        visit = self.do(
            lambda backend, key: backend.visits.move(visit_id, hold_id, by="dvorak", key=key),
            outcome,
        )
        if visit is not None:
            before = self.model.visits[visit_id].visit
            hold = self.model.holds[hold_id].hold
            assert placed(visit, hold, Contact(before.phone))
            assert visit.code == before.code
            self.model.moved(visit_id, hold_id, visit, "dvorak")
        return visit

    def restore_visit(self, visit_id: int, outcome: Outcome) -> Visit | None:
        """Take its cancellation back, or be refused like this."""
        visit = self.do(
            lambda backend, key: backend.visits.restore(visit_id, by="novak", key=key), outcome
        )
        if visit is not None:
            self.model.restored(visit_id, visit, "novak")
        return visit

    def cancel_visit(self, visit_id: int) -> None:
        visit = self.do(
            lambda backend, key: backend.visits.cancel(visit_id, by="novak", key=key),
            self.model.why_not_cancel(visit_id),
        )
        if visit is not None:
            self.model.cancelled(visit_id, visit, "novak")

    def release_hold(self, hold_id: int) -> None:
        self.do(lambda backend, key: backend.visits.release(hold_id, key=key))
        self.model.released(hold_id)

    def do(
        self, command: Callable[[Backend, str | None], Call[T]], outcome: Outcome = None
    ) -> T | None:
        """The command's result; None where it was refused as it ought to be."""
        self.commands += 1
        key = f"command-{self.commands}" if self.commands % 3 else None
        backend = self.backend()
        if outcome is None:
            result = now(command(backend, key))
            if key is not None:
                self.done[key] = (lambda other: command(other, key), result)
            return result
        before = self.rows.contents()
        with pytest.raises(BookingError) as refused:
            now(command(backend, key))
        assert isinstance(refused.value, outcome), repr(refused.value)
        assert outcome is not SlotTaken or not isinstance(refused.value, NotBookable)
        self.check_unchanged(before)
        return None

    def check_unchanged(self, before: dict[str, list[Any]]) -> None:
        """A refused command leaves nothing."""
        assert self.rows.contents() == before

    def wait(self, long: timedelta) -> None:
        self.clock.advance(long)
        self.model.now = self.clock.now()

    def backend(self) -> Backend:
        """Two processes, each with its own mind of what is taken."""
        return self.backends[self.turn_of()]

    def turn_of(self) -> int:
        """Which of them is asked now."""
        return self.commands // 2 % 2

    def one_of(self, known: dict[int, Any], pick: int) -> int:
        """One of the latest; now and then one that is not there."""
        numbers = sorted(known)
        if pick == UNKNOWN or not numbers:
            return 999_999
        return numbers[-1 - pick % len(numbers)]

    def today(self) -> date:
        return self.clock.now().astimezone(PRAGUE).date()

    def describe(self, calendar: int) -> None:
        described = self.described[calendar]
        self.databases[0].run(lambda tx: apply_catalogue(tx, described))


def wanted(things: Things, channel: str) -> dict[str, Any]:
    """What is asked for, as the backend's arguments."""
    (activity, persons), *also = things
    return {
        "activity": activity,
        "persons": persons,
        "also": parts_of(tuple(also)),
        "channel": BookingChannel(channel),
    }


def known(who: Who) -> dict[str, Any]:
    """Who asks, likewise."""
    return {"caller": who.caller, "citizen_id": who.citizen}


def in_order(slot: Slot) -> tuple[datetime, str]:
    """The order in which slots are counted."""
    return slot.start.astimezone(UTC), slot.counter


def owner_of(row: Any) -> Owner:  # noqa: ANN401  a row
    """Whose a cell is."""
    owners: list[Owner] = [
        (kind, number)
        for kind, number in (
            ("hold", row.hold_id),
            ("visit", row.visit_id),
            ("freed", row.freed_by),
            ("outside", row.outside_id),
        )
        if number is not None
    ]
    (owner,) = owners
    return owner


def now(call: Call[T]) -> T:
    """What a call gives that never waits, as none does on a database without threads."""
    try:
        call.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    raise AssertionError("it waits")
