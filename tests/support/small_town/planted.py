"""Bugs planted into a copy of `booking/`, to prove that the model finds such.

Each is one replacement in one file. The copy lies in a folder of its own, from which a process of
its own runs the machine; the product itself is never touched.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.errors import HypothesisException
from hypothesis.stateful import run_state_machine_as_test

from booking.errors import Unavailable
from tests.support.small_town.base import Place, TownMachine
from tests.support.small_town.machine import VisitsMachine
from tests.support.small_town.owned import OutsideMachine
from tests.support.small_town.waiting import WaitlistMachine

ROOT = Path(__file__).parents[3]
MOST_EXAMPLES = 250
STEPS = 40
FOUND = 3
"""The exit status of a run that found something."""


@dataclass(frozen=True)
class Bug:
    """One mistake somebody could make.

    Attributes:
        file: below `booking/`.
        right: what stands there, once.
        wrong: what is planted instead.
        by: which machine has to find it.
    """

    file: str
    right: str
    wrong: str
    by: str = "visits"


BUGS = {
    "a day is changed and not locked": Bug(
        "visits/slots.py", "for day in sorted(set(days)):", "for day in sorted(set(days))[1:]:"
    ),
    "a hold whose time is over counts as live": Bug(
        "visits/slots.py",
        'taken_slots.c.expires_at <= bindparam("now")',
        'taken_slots.c.expires_at == bindparam("now")',
    ),
    "a hold whose time is not over is booked by another": Bug(
        "visits/slots.py",
        "where=or_(taken_slots.c.expires_at",
        "where=or_(taken_slots.c.hold_id.is_not(None), taken_slots.c.expires_at",
    ),
    "a confirmation does not count its cells": Bug(
        "visits/changes.py",
        "if slots.keep(tx, hold_id, visit.id) != row.cells:",
        "if slots.keep(tx, hold_id, visit.id) < 0:",
    ),
    "a move does not count its cells": Bug(
        "visits/moving.py",
        "if slots.keep(tx, hold_id, visit_id) != row.cells:",
        "if slots.keep(tx, hold_id, visit_id) < 0:",
    ),
    "a cancellation keeps a cell": Bug(
        "visits/slots.py",
        '.where(taken_slots.c.visit_id == bindparam("freed"))',
        '.where(taken_slots.c.visit_id == bindparam("freed"), taken_slots.c.cell % 2 == 0)',
    ),
    "a release leaves its cells": Bug(
        "visits/slots.py", "tx.run(_FREE_HOLD, hold_id=hold_id)", "tx.has_waited()"
    ),
    "closing time is one cell late": Bug(
        "calendars/rules.py",
        "_range(-(-span.opens // grid), span.closes // grid)",
        "_range(-(-span.opens // grid), -(-span.closes // grid))",
    ),
    "a public holiday is a day as any": Bug(
        "calendars/rules.py", "    if is_holiday(day):\n        return 0\n", ""
    ),
    "a break that begins half-way is booked": Bug(
        "calendars/rules.py",
        "cells &= ~touched_cells(calendar.breaks.on(day), grid)",
        "cells &= ~inner_cells(calendar.breaks.on(day), grid)",
    ),
    "the hour that is there twice is booked": Bug(
        "calendars/rules.py",
        "return cells & ~odd_cells(day, grid, zone) if cells else 0",
        "return cells",
    ),
    "a time is restored that somebody else has": Bug(
        "visits/moving.py", "own=visit_id):", "own=visit_id) and count < 0:"
    ),
    "freed time comes back at once": Bug(
        "visits/changes.py", "minutes=directory.town.limits.freed_minutes", "minutes=0"
    ),
    "freed time never comes back": Bug(
        "visits/slots.py", "until=tx.now + after", "until=tx.now + 9999 * after"
    ),
    "a command that is repeated acts again": Bug(
        "ground/transaction.py", "        if not first:\n", "        if not first and not key:\n"
    ),
    "what is kept in mind is never read again": Bug(
        "visits/taken.py",
        "if found is not None and found.version == version:",
        "if found is not None:",
    ),
    "a hold outlives its time by one moment": Bug(
        "visits/taken.py", "if held.until > now", "if held.until >= now"
    ),
    "hours that changed since the hold are ignored": Bug(
        "visits/opening.py",
        "return not wanted & ~directory.open_cells(counter, local.date())",
        "return True",
    ),
    "a cancellation tells nobody": Bug(
        "visits/changes.py", "tx.append(VisitCancelled(", "repr(VisitCancelled("
    ),
}

BUGS |= {
    "a share is kept in the search and not at a hold": Bug(
        "visits/bookable.py",
        "    if _lacks(shares.shown_at(directory, counter, day, wish.channel, now), cell, count):\n"
        "        return WhyNot.KEPT\n",
        "",
    ),
    "a share is released a day late": Bug(
        "visits/shares.py", "timedelta(days=share.days_before)", "timedelta(days=0)"
    ),
    "the length is that of the first part": Bug(
        "visits/rules.py",
        "return sum(-(-one // grid) * heads for one, heads in pairs)",
        "return next(-(-one // grid) * heads for one, heads in pairs)",
    ),
    "the second part is done at a counter that does not do it": Bug(
        "visits/bookable.py",
        "and all(counter.does(activity) for activity in wish.activities)",
        "and counter.does(wish.activity)",
    ),
    "a counter's own minutes are not heeded": Bug(
        "catalogue/model.py",
        "return own.get(activity.code, own.get(activity.service, activity.minutes))",
        "return activity.minutes",
    ),
    "a limit lets one more pass": Bug(
        "visits/limits.py", "one.found >= most:", "one.found > most:"
    ),
    "the number that rings is not counted": Bug(
        "visits/service.py",
        "booker = Booker.of(checked.phone, caller,",
        "booker = Booker.of(checked.phone,",
    ),
    "an operator's override leaves no trace": Bug(
        "visits/limiting.py",
        "    if override is None:\n        return\n    for",
        "    if override:\n        return\n    for",
    ),
    "staff may have what somebody holds": Bug(
        "visits/slots.py",
        "_TAKE_FREED_TOO = _taking(taken_slots.c.freed_by.is_not(None))",
        "_TAKE_FREED_TOO = _taking(taken_slots.c.visit_id.is_(None))",
    ),
    "an offer is accepted twice": Bug(
        "waitlist/answering.py",
        "if offer.state is OfferState.ACCEPTED and offer.visit_id is not None:",
        "if offer.state is OfferState.ACCEPTED and offer.visit_id is None:",
        by="waitlist",
    ),
    "an offer is accepted whose time is over": Bug(
        "waitlist/answering.py",
        "or row.lapses_at <= tx.now:",
        "or row.lapses_at is None:",
        by="waitlist",
    ),
    "an offer that was declined is offered to them again": Bug(
        "waitlist/rules.py",
        "        and (slot.office, _utc(slot.start)) not in candidate.refused\n",
        "",
        by="waitlist",
    ),
    "a slot that nobody took is lost": Bug(
        "waitlist/offering.py",
        "    slots.free_hold(tx, over.hold_id)\n"
        "    store.change_offer(tx, offer_id, hold_id=None)\n"
        "    waiting = ",
        "    store.change_offer(tx, offer_id, hold_id=None)\n    waiting = ",
        by="waitlist",
    ),
    "a slot that nobody took is everybody's for a moment": Bug(
        "waitlist/offering.py",
        "        try:\n            offer(tx, directory, now, found[0], over.slot, found[1])\n",
        "        try:\n            repr(found)\n",
        by="waitlist",
    ),
    "a later slot is offered for an earlier one": Bug(
        "waitlist/rules.py",
        "(candidate.before is None or _utc(slot.start) < _utc(candidate.before))",
        "(candidate.before is None or _utc(slot.start) != _utc(candidate.before))",
        by="waitlist",
    ),
    "the owner's refusal is ignored": Bug(
        "outside/service.py",
        "        except TakenOutside as error:\n            raise ",
        "        except TakenOutside as error:\n            return\n            raise ",
        by="outside",
    ),
    "a silent owner is taken to agree": Bug(
        "outside/service.py",
        "            self._is_silent(name)\n            raise ",
        "            self._is_silent(name)\n            return\n            raise ",
        by="outside",
    ),
    "who asks late shortens what is kept for another": Bug(
        "outside/service.py",
        "        if await self._ours_at(slot) is not None:\n            return\n",
        "",
        by="outside",
    ),
    "what the owner has sold is not taken in": Bug(
        "outside/store.py",
        "    days = {day for _, start, length in changed",
        "    changed = changed[1:]\n    days = {day for _, start, length in changed",
        by="outside",
    ),
    "a hold whose time is over is confirmed unasked": Bug(
        "visits/holding.py",
        "            await self._owners.ask(hold.slot)",
        "            repr(hold.slot)",
        by="outside",
    ),
}
"""The rest; in a second table, for the first is long enough."""
MACHINES = {"visits": VisitsMachine, "waitlist": WaitlistMachine, "outside": OutsideMachine}


class DoesNotFit(Exception):
    """The code has changed: say anew where this bug is to be planted."""


@dataclass(frozen=True)
class Run:
    """What came of looking for a bug.

    Attributes:
        found: whether anything was found.
        said: how many examples, steps and seconds it took, what was seen, and where in the model.
    """

    found: bool
    said: str


def look_for(name: str | None, by: str = "visits") -> Run:
    """Plant the bug, None for none, and let a process run the machine on it.

    Where none is planted, nothing may be found `by` that machine, or its finds prove nothing.

    Raises:
        RuntimeError: it could not be looked for.
    """
    with tempfile.TemporaryDirectory(prefix="linka-planted-") as folder:
        copy = Path(folder)
        for beside in ("tests", "cli", "towns", "ivr", "notifier", "operator_console", "serving"):
            (copy / beside).symlink_to(ROOT / beside)
        shutil.copytree(ROOT / "booking", copy / "booking")
        if name is not None:
            plant(BUGS[name], copy / "booking")
        machine = by if name is None else BUGS[name].by
        where = f"sqlite:///{copy / 'town.db'}"
        done = subprocess.run(
            [sys.executable, "-m", "tests.support.small_town.planted", where, machine],
            cwd=copy,
            env=os.environ | {"PYTHONPATH": str(copy)},  # or the product itself would be run
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode not in (0, FOUND):
            raise RuntimeError(done.stderr)
        return Run(done.returncode == FOUND, done.stdout.strip())


def plant(bug: Bug, booking: Path) -> None:
    """Write the mistake into a copy.

    Raises:
        DoesNotFit: what it replaces does not stand there just once.
    """
    path = booking / bug.file
    text = path.read_text("utf-8")
    if text.count(bug.right) != 1:
        raise DoesNotFit(f"{bug.file}: {bug.right!r}")
    path.write_text(text.replace(bug.right, bug.wrong), "utf-8")


def main(address: str, machine: str) -> int:
    """Run the machine until it finds something; the process's exit status."""
    begun = time.monotonic()
    with Place.at(address) as place:
        TownMachine.place = place
        try:
            run_state_machine_as_test(
                MACHINES[machine],
                settings=settings(
                    max_examples=MOST_EXAMPLES,
                    stateful_step_count=STEPS,
                    deadline=None,
                    database=None,
                    derandomize=True,
                    phases=[Phase.generate],
                    report_multiple_bugs=False,
                    suppress_health_check=list(HealthCheck),
                ),
            )
        except (HypothesisException, Unavailable):
            raise  # the test or the database is broken, and nothing is found out
        except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001  whatever is seen of it
            print(f"{_so_far(begun)}: {type(error).__name__} in {_place_of(error)}")
            return FOUND
    print(f"nothing in {_so_far(begun)}")
    return 0


def _so_far(begun: float) -> str:
    long = time.monotonic() - begun
    return f"{TownMachine.examples} examples, {TownMachine.steps} steps, {long:.0f} s"


def _place_of(error: BaseException) -> str:
    """Which part of the model has seen it."""
    frames = traceback.extract_tb(error.__traceback__)
    return [one.name for one in frames if Path(one.filename).parent.name == "small_town"][-1]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
