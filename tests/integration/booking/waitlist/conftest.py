"""A town, its waiting list, and somebody who drives it."""

from __future__ import annotations

import pytest

from booking.api import Backend, WaitlistDriver, WaitlistSettings
from tests.support.waitlist import People


@pytest.fixture
def driver(backend: Backend) -> WaitlistDriver:
    return backend.waitlist.driver(WaitlistSettings())


@pytest.fixture
def people(backend: Backend) -> People:
    return People(backend)
