"""Wordings as they are kept and named."""

import pytest

from notifier.templates import bodies
from notifier.templates.places import texts
from tests.unit.notifier.templates.wordings import BOOKED, LIBRARY


@pytest.mark.parametrize("name", LIBRARY.names())
def test_a_body_is_read_as_it_was_written(name: str) -> None:
    file = LIBRARY.file(name)
    assert bodies.read(bodies.body(file), file) == file


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[",
        "values: visit",
        "values: topic\nsms: {cs: [a], en: [a], uk: [a]}",
        "a: &a [x]\nb: *a",
        "[" * 5000,
        "x" * 200_000,
        "!!python/object/apply:os.system ['true']",
        "values: visit\nsms: {cs: ['{{ code }}']}",
        "\x00",
    ],
)
def test_a_kept_body_that_fits_no_more_is_none(body: str) -> None:
    assert bodies.read(body, BOOKED) is None


def test_what_only_the_file_says_stays_the_files() -> None:
    file = LIBRARY.file("visit_moved")
    read = bodies.read(bodies.body(file), file)
    assert read is not None
    assert (read.escalation, read.supersedes, read.needs) == (
        file.escalation,
        file.supersedes,
        file.needs,
    )
    assert "escalation" not in bodies.body(file)


def test_places_name_every_text_once() -> None:
    found_places = texts(BOOKED)
    assert found_places["sms.cs.1"] == "Kód objednávky {{ code }}."
    assert found_places["email.en.facts.0.name"] == "When"
    assert found_places["calendar.uk.title"].startswith("Управління")
