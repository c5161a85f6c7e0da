"""Rehearsed calls on a fresh Lípov, and what may go wrong in them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import update

from booking.api import (
    Backend,
    Citizen,
    Contact,
    ContactProof,
    Hold,
    Language,
    Mandate,
    Scope,
    Unavailable,
    Visit,
)
from booking.proofs.store import contact_proofs
from ivr.app import read_tree
from ivr.call.rehearsal import Stage
from ivr.call.voice import CatalogueVoice
from ivr.dialogs import load
from ivr.speech.catalogue import Catalogue
from ivr.speech.grammar import grammar_of
from ivr.speech.segments import Segment
from tests.support.databases import CHEAP_HASHING, LIPOV, MORNING

Wrap = Callable[[Backend], Backend]


class SteadyVoice(CatalogueVoice):
    """Every digit takes the same time, so that a random code does not move what comes after."""

    def _of(self, segment: Segment) -> float:
        is_digit = segment.text.rstrip(",.") in DIGITS
        return 0.4 + segment.pause / 1000 if is_digit else super()._of(segment)


DIGITS = frozenset(
    word for language in Language for word in grammar_of(language).formats["code"].last
)
_VOICE = SteadyVoice(Catalogue())
_TREE = read_tree(LIPOV / "menus.yaml")
_DIALOGS = load()


def stage(database: Path, *, start: datetime = MORNING, wrap: Wrap | None = None) -> Stage:
    """Where calls are rehearsed."""
    made = Stage(database, start, _VOICE, _TREE, _DIALOGS, CHEAP_HASHING)
    if wrap is not None:
        made.wrap = wrap
    return made


@dataclass(slots=True)
class Rows:
    """A look at the rows that calls have left."""

    database: Path

    def all(self, query: str) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(self.database)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()

    def one(self, query: str) -> Any:  # noqa: ANN401  one value
        return self.all(query)[0][0]

    def change(self, statement: str) -> None:
        connection = sqlite3.connect(self.database)
        with connection:
            connection.execute(statement)
        connection.close()

    @property
    def visits(self) -> int:
        return int(self.one("SELECT count(*) FROM visits WHERE state = 'booked'"))

    @property
    def holds(self) -> int:
        return int(self.one("SELECT count(*) FROM holds"))

    def dump(self) -> str:
        """Everything in every table, as text."""
        connection = sqlite3.connect(self.database)
        try:
            return "\n".join(connection.iterdump())
        finally:
            connection.close()


def with_the_code_of_the_dialogues(transcript: str) -> str:
    """Codes are random: put the model dialogue's in their place, in each language."""
    for language in Language:
        code = grammar_of(language).formats["code"]
        word = "|".join(re.escape(digit) for digit in sorted(code.last))
        three = rf"(?:{word}) (?:{word}) (?:{word})"
        # three groups are a telephone number
        spoken = rf"(?<!, ){three}, {three}(?!, (?:{word}) )"
        transcript = re.sub(spoken, " ".join(code.say("472015")), transcript, flags=re.IGNORECASE)
    return transcript


def rival_takes_the_slot(backend: Backend) -> Backend:
    """Somebody else books the kept slot just before the caller confirms, once."""
    confirm = backend.visits.confirm

    async def late(hold_id: int, **rest: Any) -> Visit:
        backend.visits.confirm = confirm  # type: ignore[method-assign]  # only the first time
        await backend.visits.release(hold_id)
        hold: Hold | None = await backend.visits.hold_nearest("passport.new", owner="rival")
        assert hold is not None
        await confirm(hold.id, contact=Contact(), language=Language.CS)
        return await confirm(hold_id, **rest)

    backend.visits.confirm = late  # type: ignore[method-assign]  # a rival at the worst moment
    return backend


def applications_are_away(backend: Backend) -> Backend:
    """The backend cannot tell how applications stand."""

    async def of(_citizen_id: int) -> Any:  # noqa: ANN401  never returns
        raise Unavailable

    backend.applications.of = of  # type: ignore[method-assign, assignment]  # an outage
    return backend


def nothing_is_free(backend: Backend) -> Backend:
    """Every slot of the passport counters is taken."""

    async def none(*_: Any, **__: Any) -> None:
        return None

    backend.visits.hold_nearest = none  # type: ignore[method-assign]  # a full calendar
    return backend


def only_late_slots_are_free(backend: Backend) -> Backend:
    """Nothing is free for three weeks."""
    hold_nearest = backend.visits.hold_nearest

    async def late(activity: str, **rest: Any) -> Hold | None:
        after = backend.clock.now() + timedelta(days=21)
        return await hold_nearest(activity, **(rest | {"after": after}))

    backend.visits.hold_nearest = late  # type: ignore[method-assign]  # a full calendar
    return backend


def code_is_known(backend: Backend) -> Backend:
    """The code that goes to +420602123456 is 472015: the seed was found by trying."""
    propose = backend.proofs.propose

    async def known(*args: Any, **rest: Any) -> ContactProof:
        proof = await propose(*args, **rest)
        seeded = update(contact_proofs).where(contact_proofs.c.id == proof.id)
        await backend.database.write(lambda tx: tx.execute(seeded.values(seed=_SEED)).rowcount)
        return proof

    backend.proofs.propose = known  # type: ignore[method-assign]  # random otherwise
    return backend


_SEED = "seed-5867745"


def two_are_represented(backend: Backend) -> Backend:
    """Marie acts for two others, of whom one was born on 25 December 1948."""
    represented_by = backend.representations.represented_by

    async def added(citizen_id: int, scope: Scope) -> list[Citizen]:
        for other in (2, 3):
            await backend.representations.add(
                other,
                citizen_id,
                scope=Scope.ALL,
                mandate=Mandate.POWER_OF_ATTORNEY,
                since=backend.clock.today(),
                until=None,
                by="vesely",
                key=f"represents-{other}",
            )
        return await represented_by(citizen_id, scope)

    backend.representations.represented_by = added  # type: ignore[method-assign]  # set up late
    return backend


FAULTS: dict[str, Wrap] = {
    "rival": rival_takes_the_slot,
    "backend away": applications_are_away,
    "nothing free": nothing_is_free,
    "only late": only_late_slots_are_free,
    "code known": code_is_known,
    "represents two": two_are_represented,
}
