"""A demo town with as many operators as pages are opened."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from booking.api import Backend, Database, Hashing
from cli.bench.stack import Stack
from cli.config import Config
from ivr.routing.api import OperatorState, Routing, read_rules

PASSWORD = "only-for-the-benchmark"  # noqa: S105  of people who are gone with it


@dataclass(frozen=True, slots=True)
class Account:
    """An operator of the benchmark."""

    username: str
    password: str = PASSWORD


def town_with(folder: Path, operators: int) -> list[Account]:
    """Describe the demo town in a folder, with so many operators more."""
    shutil.copytree(Config().town_folder, folder)
    accounts = [Account(f"bench{number:02}") for number in range(operators)]
    staff = folder / "staff.yaml"
    described = yaml.safe_load(staff.read_text(encoding="utf-8"))
    described["staff"] += [
        {
            "username": one.username,
            "name": f"Benchmark {one.username[-2:]}",
            "role": "operator",
            "password": one.password,
            "skills": {"passport": 5, "cs": 5},
        }
        for one in accounts
    ]
    staff.write_text(
        yaml.safe_dump(described, allow_unicode=True, sort_keys=False), encoding="utf-8"
    )
    return accounts


async def be_on_a_break(stack: Stack, accounts: Sequence[Account]) -> None:
    """They are on duty, so that callers wait, and nobody is rung."""
    here = stack.here
    database = Database(here.database_url, here.clock)
    try:
        staff = Backend(database, here.clock, Hashing()).staff
        routing = Routing(database, staff, read_rules(here.config.routing_file))
        for one in accounts:
            await routing.set_state(one.username, OperatorState.BREAK)
    finally:
        database.close()
