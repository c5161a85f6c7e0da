"""The checks that every change passes: style, types, imports, menus, texts."""

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from booking.api import BookingError, ShiftedClock
from cli.layout import CHECKOUT
from cli.screen import Screen
from cli.start.town import describe
from ivr.app import read_tree
from ivr.menus.errors import MenuError
from ivr.routing.api import RoutingError, read_rules
from ivr.speech.checks import Finding, Severity, check_texts, check_wordings
from ivr.speech.texts import load as load_texts

TOWNS = CHECKOUT / "towns"
Outcome = tuple[bool, str]


@dataclass(frozen=True)
class Check:
    """Something that must hold; `holds` returns whether it does, and what to read if not."""

    title: str
    holds: Callable[[], Outcome]


def tool(program: str, *arguments: str) -> Callable[[], Outcome]:
    """A check by a program of our Python environment."""

    def holds() -> Outcome:
        done = subprocess.run(
            [Path(sys.executable).with_name(program), *arguments],
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode == 0, (done.stdout + done.stderr).strip()

    return holds


def pages() -> Outcome:
    """The TypeScript of the staff's pages."""
    done = subprocess.run(
        [
            *(CHECKOUT / ".tools/bin/node", "node_modules/typescript/bin/tsc"),
            *("--project", "operator_console/web"),
        ],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode == 0, (done.stdout + done.stderr).strip()


def texts() -> Outcome:
    """The dialogs' texts: none missing, none that cannot be spoken."""
    return _errors(check_texts(load_texts()))


def towns() -> Outcome:
    """Each town's files, with its menus and its routing, on a database of its own."""
    words = []
    for folder in sorted(path for path in TOWNS.iterdir() if path.is_dir()):
        try:
            holds, found = _errors(_of_town(folder))
        except (BookingError, MenuError, RoutingError) as error:
            holds, found = False, str(error)
        if not holds:
            words.append(f"{folder.name}: {found}")
    return not words, "\n".join(words)


def _of_town(folder: Path) -> list[Finding]:
    # a file that does not fit raises; findings are what would be heard wrongly
    menus = read_tree(folder / "menus.yaml").wordings()
    read_rules(folder / "routing.yaml")
    with tempfile.TemporaryDirectory(prefix="linka-check-") as place:
        described = asyncio.run(describe(f"sqlite:///{place}/town.db", ShiftedClock(), folder))
    return check_wordings([*described.spoken, *menus])


def _errors(findings: Iterable[Finding]) -> Outcome:
    words = "\n".join(str(one) for one in findings if one.severity is Severity.ERROR)
    return not words, words


CHECKS = (
    Check("types (mypy, strict)", tool("mypy")),
    Check("style (ruff)", tool("ruff", "check", "--quiet", "--output-format=concise", ".")),
    Check(
        "layout (ruff format)", tool("ruff", "format", "--check", "--output-format=concise", ".")
    ),
    Check("who imports whom (import-linter)", tool("lint-imports", "--no-cache")),
    Check("types of the staff's pages (tsc, strict)", pages),
    Check("what is said: the dialogs' texts", texts),
    Check("towns: their files, menus and words", towns),
)


def run(screen: Screen, checks: Iterable[Check] = CHECKS) -> list[str]:
    """Run all, side by side; returns what the failed ones said."""

    def words_of(check: Check) -> str:
        try:
            with screen.step(check.title):
                holds, words = check.holds()
                if not holds:
                    raise _Failed  # noqa: TRY301 - the step shows its cross by it
        except _Failed:
            return f"{check.title}:\n{words}"
        return ""

    with ThreadPoolExecutor(2) as pool:
        return [words for words in pool.map(words_of, checks) if words]


class _Failed(Exception):
    """A check does not hold."""
