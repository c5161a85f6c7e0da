from datetime import datetime

import pytest

from booking.api import PRAGUE, Language
from notifier.templates.dates import moment


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 24, hour, minute, tzinfo=PRAGUE)


@pytest.mark.parametrize(
    ("language", "written"),
    [
        (Language.CS, "úterý 24. 11. 2026 v 9:00"),
        (Language.EN, "Tuesday 24 November 2026 at 9:00"),
        (Language.UK, "вівторок 24.11.2026 о 9:00"),
    ],
)
def test_a_moment_is_written_as_the_language_does(language: Language, written: str) -> None:
    assert moment(at(9), language) == written


@pytest.mark.parametrize(
    ("hour", "minute", "end"),
    [
        (8, 5, "v 8:05"),
        (10, 0, "v 10:00"),
        (11, 0, "v 11:00"),
        (12, 0, "ve 12:00"),
        (13, 30, "ve 13:30"),
        (14, 0, "ve 14:00"),
        (15, 45, "v 15:45"),
    ],
)
def test_czech_preposition_fits_the_spoken_hour(hour: int, minute: int, end: str) -> None:
    assert moment(at(hour, minute), Language.CS).endswith(f"2026 {end}")


def test_ukrainian_preposition_changes_before_a_vowel() -> None:
    assert moment(at(11), Language.UK).endswith(" об 11:00")
    assert moment(at(10), Language.UK).endswith(" о 10:00")
