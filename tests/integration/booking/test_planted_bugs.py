"""The proof of the proof: what the model test is there for, it finds."""

import pytest

from tests.support.small_town.planted import BUGS, look_for


@pytest.fixture
def dialect() -> str:
    """The rules are the same on both; looking is faster on SQLite."""
    return "sqlite"


@pytest.mark.parametrize("bug", BUGS)
def test_the_model_finds_a_planted_bug(bug: str) -> None:
    run = look_for(bug)
    print(f"{bug}: {run.said}")
    assert run.found, run.said
