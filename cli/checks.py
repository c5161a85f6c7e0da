"""The checks that every change passes: style, types, imports, menus, texts."""

import subprocess
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from cli.layout import CHECKOUT
from cli.screen import Screen

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


CHECKS = (
    Check("types (mypy, strict)", tool("mypy")),
    Check("style (ruff)", tool("ruff", "check", "--quiet", "--output-format=concise", ".")),
    Check(
        "layout (ruff format)", tool("ruff", "format", "--check", "--output-format=concise", ".")
    ),
    Check("who imports whom (import-linter)", tool("lint-imports", "--no-cache")),
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
