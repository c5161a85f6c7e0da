"""What all tests share: a clock that stands still, and fresh databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import settings

from booking.api import Backend
from booking.ground.clock import Clock, SetClock
from booking.ground.database import Database
from booking.ground.secrets import Hashing
from tests.support.databases import CHEAP_HASHING, MORNING, Templates
from tests.support.postgres import Cluster

# how long one example takes says something about the machine only
settings.register_profile("linka", deadline=None)
settings.load_profile("linka")

MakeDatabase = Callable[[str, Clock], Database]
MakeBackends = Callable[[int], list[Backend]]


IN_REAL_TIME = (
    "acceptance",
    *(f"integration/{part}" for part in ("ari", "asterisk", "call", "cli", "health", "legs")),
    *(f"integration/{part}" for part in ("phone", "rings", "softphones")),
)
"""Folders whose tests hold calls, open browsers or watch processes while real seconds pass."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if any(item.path.is_relative_to(here / folder) for folder in IN_REAL_TIME):
            item.add_marker("real_time")


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


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL for the run."""
    yield from Cluster.running()


@pytest.fixture
def dialect() -> str:
    """What fresh databases run on; where both matter, a folder's conftest gives both."""
    return "sqlite"


@pytest.fixture
def make_database(
    dialect: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[MakeDatabase]:
    """Makes databases from a template, 'empty' or 'lipov'."""
    with ExitStack() as leaving:

        def make(template: str, clock: Clock) -> Database:
            address = f"sqlite:///{tmp_path / template}.db"
            if dialect == "sqlite":
                templates: Templates = request.getfixturevalue("templates")
                templates.copy(template, tmp_path / f"{template}.db")
            else:
                cluster: Cluster = request.getfixturevalue("cluster")
                address = cluster.copy(template)
                leaving.callback(cluster.drop, address)
            made = Database(address, clock)
            leaving.callback(made.close)
            return made

        yield make


@pytest.fixture
def database(make_database: MakeDatabase, clock: SetClock) -> Database:
    """A fresh database with the schema and nothing in it."""
    return make_database("empty", clock)


@pytest.fixture
def town(make_database: MakeDatabase, clock: SetClock) -> Database:
    """A fresh database with Lípov in it."""
    return make_database("lipov", clock)


@pytest.fixture
def backend(town: Database, clock: SetClock, hashing: Hashing) -> Backend:
    """All services, on a fresh Lípov."""
    return Backend(town, clock, hashing)


@pytest.fixture
def beside(town: Database, clock: SetClock, hashing: Hashing) -> Iterator[MakeBackends]:
    """Makes so many further backends on that Lípov, as other processes have.

    Each has threads and connections of its own; they are closed also where the test fails.
    """
    with ExitStack() as leaving:

        def make(number: int) -> list[Backend]:
            databases = [Database(town.address, clock) for _ in range(number)]
            for one in databases:
                leaving.callback(one.close)
            return [Backend(one, clock, hashing) for one in databases]

        yield make
