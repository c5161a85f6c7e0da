import pytest

from booking.api import Database, SetClock
from tests.support.routing import House


@pytest.fixture
def house(town: Database, clock: SetClock) -> House:
    """Lípov's operators; nobody is there yet."""
    return House.on(town, clock)
