"""Citizens write to Lípov on both databases; its clock stands still."""

import pytest

from booking.api import Backend
from tests.support.written import Desk, Mobile


@pytest.fixture
def desk(backend: Backend) -> Desk:
    return Desk(backend)


@pytest.fixture
def mobile(desk: Desk) -> Mobile:
    return desk.mobile()
