"""A town whose counters close."""

from __future__ import annotations

import pytest

from booking.api import Backend, RebookingDriver
from tests.support.closing import People


@pytest.fixture
def people(backend: Backend) -> People:
    return People(backend)


@pytest.fixture
def driver(people: People) -> RebookingDriver:
    return people.driver()
