"""A town's `waitlist.yaml`."""

from datetime import time, timedelta
from pathlib import Path

import pytest

from booking.errors import TownFileError
from booking.waitlist.settings import WaitlistSettings, read_waitlist_settings
from tests.support.databases import LIPOV


def test_a_town_without_the_file_has_the_usual_settings(tmp_path: Path) -> None:
    assert read_waitlist_settings(tmp_path) == WaitlistSettings()


def test_lipov_writes_the_usual_ones_out() -> None:
    assert read_waitlist_settings(LIPOV) == WaitlistSettings()


def test_a_town_says_what_differs(tmp_path: Path) -> None:
    (tmp_path / "waitlist.yaml").write_text('answer_minutes: 30\ntold_from: "07:30"\n', "utf-8")
    settings = read_waitlist_settings(tmp_path)
    assert (settings.answer, settings.told_from) == (timedelta(minutes=30), time(7, 30))
    assert settings.told_until == WaitlistSettings().told_until


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("answer_minutes: 0", "answer_minutes"),
        ("answer: 5", "answer"),
        ('told_from: "25:00"', "told_from"),
        ('told_from: "21:00"', "told_from must be earlier"),
        ("pause_after: 0", "pause_after"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(tmp_path: Path, text: str, place: str) -> None:
    (tmp_path / "waitlist.yaml").write_text(text, "utf-8")
    with pytest.raises(TownFileError, match=place):
        read_waitlist_settings(tmp_path)
