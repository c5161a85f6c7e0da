import pytest

from booking.api import Database, SetClock
from tests.support.routing import House


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def house(town: Database, clock: SetClock) -> House:
    """Lípov's operators; nobody is there yet."""
    return House.on(town, clock)
