"""Bugs planted into a copy of `booking/`, to prove that the model finds such.

Each is one replacement in one file. The copy lies in a folder of its own, from which a process of
its own runs the machine; the product itself is never touched.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.support.small_town.base import Place, TownMachine
from tests.support.small_town.machine import VisitsMachine

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
    """

    file: str
    right: str
    wrong: str


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


class DoesNotFit(Exception):
    """The code has changed: say anew where this bug is to be planted."""


@dataclass(frozen=True)
class Run:
    """What came of looking for a bug.

    Attributes:
        found: whether anything was found.
        said: how many examples and steps it took, and what was seen.
    """

    found: bool
    said: str


def look_for(name: str | None, dialect: str = "sqlite", address: str = "") -> Run:
    """Plant the bug, None for none, and let a process run the machine on it."""
    with tempfile.TemporaryDirectory(prefix="linka-planted-") as folder:
        copy = Path(folder)
        for beside in ("tests", "cli", "towns", "ivr", "notifier", "operator_console", "serving"):
            (copy / beside).symlink_to(ROOT / beside)
        shutil.copytree(ROOT / "booking", copy / "booking")
        if name is not None:
            plant(BUGS[name], copy / "booking")
        where = address or f"{dialect}:///{copy / 'town.db'}"
        done = subprocess.run(
            [sys.executable, "-m", "tests.support.small_town.planted", where],
            cwd=copy,
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


def main(address: str) -> int:
    """Run the machine until it finds something; the process's exit status."""
    with Place.at(address) as place:
        VisitsMachine.place = place
        try:
            run_state_machine_as_test(
                VisitsMachine,
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
        except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001  whatever is seen of it
            examples = TownMachine.examples
            print(f"{examples} examples, {TownMachine.steps} steps: {type(error).__name__}")
            return FOUND
    print(f"nothing in {TownMachine.examples} examples, {TownMachine.steps} steps")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
