"""A short fight for the last hundred slots. The long one: `./linka soak booking`."""

import random
from pathlib import Path

import pytest

from tests.soak.booking import Fight
from tests.support.postgres import Cluster


def test_processes_that_are_killed_sell_no_slot_twice_and_lose_none(
    dialect: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    address = f"sqlite:///{tmp_path / 'fight.db'}"
    if dialect == "postgresql":
        cluster: Cluster = request.getfixturevalue("cluster")
        address = cluster.server.create(f"fight-{tmp_path.name}")
    figures = Fight(seconds=6, clients=24, processes=2).run(address, tmp_path, random.Random())
    assert {figure.name: figure.value for figure in figures if figure.missed} == {}
    done = {figure.name: figure.value for figure in figures}
    assert done["processes killed"] > 2
    assert done["confirm"] > 0
