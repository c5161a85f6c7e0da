"""What all tests share: a clock that stands still, and fresh databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from booking.api import Backend
from booking.ground.clock import SetClock
from booking.ground.database import Database
from booking.ground.secrets import Hashing
from tests.support.databases import CHEAP_HASHING, MORNING, Templates


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write the golden transcripts anew")


@pytest.fixture
def clock() -> SetClock:
    return SetClock(MORNING)


@pytest.fixture(scope="session")
def hashing() -> Hashing:
    return CHEAP_HASHING


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    made = Templates(tmp_path_factory.mktemp("databases"))
    made.make()
    return made


@pytest.fixture
def database(templates: Templates, tmp_path: Path, clock: SetClock) -> Iterator[Database]:
    """A fresh database with the schema and nothing in it."""
    made = Database.on_file(templates.copy("empty", tmp_path / "linka.db"), clock)
    yield made
    made.close()


@pytest.fixture
def town(templates: Templates, tmp_path: Path, clock: SetClock) -> Iterator[Database]:
    """A fresh database with Lípov in it."""
    made = Database.on_file(templates.copy("lipov", tmp_path / "lipov.db"), clock)
    yield made
    made.close()


@pytest.fixture
def backend(town: Database, clock: SetClock, hashing: Hashing) -> Backend:
    """All services, on a fresh Lípov."""
    return Backend(town, clock, hashing)
