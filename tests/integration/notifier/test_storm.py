"""The storm of messages, small: `./linka soak notifier` is the whole of it."""

import pytest

from booking.api import Database
from tests.soak.mailing.storm import Storm


@pytest.mark.timeout(700)  # it ends when all is told; a machine with much else to do takes minutes
async def test_nothing_is_lost_or_doubled_while_workers_are_killed_and_requests_fail(
    database: Database,
) -> None:
    storm = Storm(events=60, kills=3, workers=2, seconds=600, seed=7)
    reckoning, told, _ = await storm.rage(database.address)
    assert {name: which for name, which in reckoning.wrong.items() if which} == {}
    assert sum(told["failed"].values()) >= 10, "too little went wrong to show anything"
    assert reckoning.counted.total() == 2 * storm.events
