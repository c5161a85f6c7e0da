"""Erases, gives out and keeps no longer than it must be. All parts of Linka contribute."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from booking.attendance import keeping as attendance
from booking.audit.seals import AuditSeals
from booking.audit.service import Audit
from booking.errors import NotFound, Refused
from booking.ground import audit as ground
from booking.ground.database import Database
from booking.ground.transaction import Transaction
from booking.privacy import belongings, people, records
from booking.privacy.model import CitizenErased, Erasure, Kept, Part, Person, Rule
from booking.waitlist import keeping as waitlist

MOST = 500
"""Rows that one transaction of retention ends. Ending them takes milliseconds; finding them among
500,000 events took 0.3 s, in which other writers wait on SQLite: hence at night, and not fewer."""

AUDIT = "audit"
AUDIT_DAYS = 3 * 365
AUDIT_WHY = "claims lapse after three years (civil code, s. 629), and it is the evidence"

OWN = Part(
    rules=(*attendance.RULES, *waitlist.RULES, *belongings.RULES, *people.RULES, *records.RULES)
)


class Privacy:
    """The rights of a person (GDPR, articles 15, 17 and 20), and the end of what is old (5(1)(e)).

    Args:
        database: where everything is.
        parts: what other parts of Linka hold; the backend's own is always among them.
        days: how long kinds of data are kept, where a town says otherwise; see `periods`.
    """

    def __init__(
        self, database: Database, parts: Sequence[Part], days: Mapping[str, int] | None = None
    ) -> None:
        self._database = database
        self._parts = parts
        self._rules = rules_of(parts)
        self._days = dict(days or {})

    def days(self, kind: str) -> int:
        """How long this kind of data is kept."""
        usual = {rule.kind: rule.days for rule in self._rules} | {AUDIT: AUDIT_DAYS}
        return self._days.get(kind, usual[kind])

    async def number_of(self, named: str) -> int:
        """The citizen whom a text names, exactly: nobody is erased for being like somebody.

        Args:
            named: a citizen's number, the code of the town's records, the login of an agreement in
                force, or a telephone number; whichever fits first.

        Raises:
            NotFound: there is none.
            Refused: several have this telephone number ('citizen').
        """
        return await self._database.read(lambda tx: people.number_of(tx, named))

    async def erase(self, citizen_id: int, *, by: str, key: str | None = None) -> Erasure:
        """Erase a citizen wherever one is known, in one transaction.

        What a law wants kept stays until that time, and the report says so. The audit stays as it
        was written; its name for the person leads nowhere any more.

        Args:
            citizen_id: who.
            by: the username of whoever decided it.
            key: the command's key.

        Raises:
            NotFound: there is no such citizen.
            Refused: the citizen was erased already.
        """
        act = self._erase
        return await self._database.write(
            lambda tx: tx.once(key, lambda: act(tx, citizen_id, by), Erasure)
        )

    async def export(self, citizen_id: int, *, by: str) -> dict[str, Any]:
        """Everything about a citizen, by heading; what it can be written as JSON by `to_json`.

        Raises:
            NotFound: there is no such citizen.
        """

        def look(tx: Transaction) -> tuple[dict[str, Any], list[str]]:
            everywhere = known_as(tx, citizen_id)
            tx.audit(by, "exported", ground.citizen(everywhere[0].citizen_id))
            sections: dict[str, Any] = {}
            for export in (
                people.export,
                belongings.export,
                records.export,
                attendance.export,
                waitlist.export,
                *(part.export for part in self._parts),
            ):
                for who in everywhere:
                    for heading, rows in export(tx, who).items():
                        sections.setdefault(heading, []).extend(rows)
            return sections, [one for who in everywhere for one in records.of_person(tx, who)]

        sections, mine = await self._database.write(look)
        seen = await Audit(self._database).about_person(citizen_id, 100_000, records=mine)
        return {
            "exported_at": self._database.clock.now(),
            "citizen": citizen_id,
            **sections,
            "Kdo si údaje prohlížel nebo měnil (who looked or changed)": seen,
        }

    async def tidy(self, seals: AuditSeals) -> dict[str, int]:
        """End everything that is older than it may be; how much by kind, without zeros.

        Each step is one small transaction, so that nobody waits for it.
        """
        done: dict[str, int] = {}
        for rule in self._rules:
            before = self._since(rule.kind)
            while count := await self._database.write(partial(_sweep, rule, before)):
                done[rule.kind] = done.get(rule.kind, 0) + count
                if count < MOST:
                    break
        if released := await seals.release(self._since(AUDIT)):
            done[AUDIT] = released
        return done

    def _since(self, kind: str) -> datetime:
        return self._database.clock.now() - timedelta(days=self.days(kind))

    def _erase(self, tx: Transaction, citizen_id: int, by: str) -> Erasure:
        everywhere = known_as(tx, citizen_id)
        citizen_id = everywhere[0].citizen_id
        if people.was_erased(tx, citizen_id):
            raise Refused("citizen", "was erased already")
        tx.audit(by, "citizen-erased", ground.citizen(citizen_id))
        kept = records.kept(tx, everywhere[0], self.days("applications"))
        erased: Counter[str] = Counter()
        for who in everywhere:
            for erase in (  # what is found by a record comes before what empties that record
                waitlist.erase,
                attendance.erase,
                *(part.erase for part in self._parts),
                belongings.erase,
                records.erase,
            ):
                erased.update(erase(tx, who))
            stays = bool(kept) and who is everywhere[0]
            erased.update(people.erase(tx, who, keep_name=stays))
        people.note(tx, citizen_id, done=not kept)
        erased["names in the audit"] = ground.forget_names(tx.connection, _subjects(everywhere))
        tx.append(CitizenErased(citizen_id))
        return Erasure(citizen_id, dict(erased), (*_with_name(kept), *self._always()))

    def _always(self) -> tuple[Kept, ...]:
        until = (self._database.clock.now() + timedelta(days=self.days(AUDIT))).date()
        why = "who worked with whose data must be shown (GDPR, article 5(2)); it names nobody"
        return (Kept("audit", until, why),)


def rules_of(parts: Sequence[Part]) -> tuple[Rule, ...]:
    """All rules, the backend's last: what others refer to goes after what refers to it."""
    return tuple(rule for part in (*parts, OWN) for rule in part.rules)


def _with_name(kept: tuple[Kept, ...]) -> tuple[Kept, ...]:
    if not kept:
        return ()
    days = [one.until for one in kept if one.until is not None]
    until = max(days) if len(days) == len(kept) else None
    return (*kept, Kept("name", until, "it stands on the applications that are kept"))


def _sweep(rule: Rule, before: datetime, tx: Transaction) -> int:
    return rule.sweep(tx, before, MOST)


def known_as(tx: Transaction, citizen_id: int) -> list[Person]:
    """By what rows are a citizen's: under this number, and under those that were merged into it.

    Raises:
        NotFound: there is no such citizen.
    """
    everywhere = people.family(tx, citizen_id)
    if not everywhere:
        raise NotFound("citizen", citizen_id)
    return [replace(who, records=tuple(_records(tx, who))) for who in everywhere]


def _records(tx: Transaction, who: Person) -> list[str]:
    return [
        *people.records(tx, who),
        *belongings.records(tx, who),
        *records.of_person(tx, who),
        *waitlist.records(tx, who),
    ]


def _subjects(everywhere: Sequence[Person]) -> list[str]:
    """What the audit calls a person by, under all their numbers."""
    return [
        subject
        for who in everywhere
        for subject in (
            ground.citizen(who.citizen_id),
            *map(ground.phone, who.phones),
            *map(ground.email, who.emails),
        )
    ]
