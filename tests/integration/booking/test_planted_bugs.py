"""The proof of the proof: what the model test is there for, it finds.

Here those bugs that are found within moments; `./linka soak planted-bugs` looks for all of them.
"""

import shutil
from pathlib import Path

import pytest

from tests.support.small_town.planted import BUGS, ROOT, look_for, plant

SOON = (
    "a day is changed and not locked",
    "a cancellation keeps a cell",
    "closing time is one cell late",
    "a public holiday is a day as any",
    "the hour that is there twice is booked",
    "freed time comes back at once",
    "a hold outlives its time by one moment",
    "a share is released a day late",
    "a counter's own minutes are not heeded",
    "what the owner has sold is not taken in",
)


@pytest.fixture
def dialect() -> str:
    """The rules are the same on both; looking is faster on SQLite."""
    return "sqlite"


@pytest.mark.parametrize("bug", SOON)
def test_the_model_finds_a_planted_bug(bug: str) -> None:
    run = look_for(bug)
    print(f"{bug}: {run.said}")
    assert run.found, run.said


@pytest.mark.parametrize("bug", sorted(BUGS))
def test_a_bug_can_still_be_planted(bug: str, tmp_path: Path) -> None:
    place = tmp_path / BUGS[bug].file
    place.parent.mkdir(parents=True)
    shutil.copy(ROOT / "booking" / BUGS[bug].file, place)
    plant(BUGS[bug], tmp_path)
    assert BUGS[bug].wrong in place.read_text("utf-8")
