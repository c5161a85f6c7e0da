"""Who finds nothing free waits for what they wanted, and hears where it may be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from booking.api import Backend, Visit
from tests.support.calls import Rows, nothing_is_free, rival_takes_the_slot, stage
from tests.support.databases import Templates

ANYWHERE = "Termín může být na pracovišti Lidická pět nebo Nádražní dvanáct."


@pytest.fixture
def town(templates: Templates, tmp_path: Path) -> Path:
    return templates.copy("lipov", tmp_path / "town.db")


def the_last_one_is_taken(backend: Backend) -> Backend:
    """Somebody else books the kept slot just before the caller confirms; then all is full."""
    rival_takes_the_slot(backend)
    confirm = backend.visits.confirm

    async def last(hold_id: int, **rest: Any) -> Visit:
        try:
            return await confirm(hold_id, **rest)
        finally:
            nothing_is_free(backend)

    backend.visits.confirm = last  # type: ignore[method-assign]  # a rival at the worst moment
    return backend


@pytest.mark.parametrize(
    ("keys", "persons", "offices", "said"),
    [
        ("1 1 1 1 1 1", 1, [], ANYWHERE),
        ("1 1 1 4 2 3 1 1 1", 3, [], ANYWHERE),
        ("1 1 1 4 1 1 1 1", 1, ["nadrazni"], "ozveme se vám. Na shledanou."),
    ],
)
def test_who_finds_it_taken_waits_for_as_many_persons_and_for_the_office_that_was_chosen(
    town: Path, keys: str, persons: int, offices: list[str], said: str
) -> None:
    text = stage(town, wrap=the_last_one_is_taken).play(keys).transcript.text
    assert "Termín byl mezitím obsazen." in text
    assert said in text
    [(found, at)] = Rows(town).all("SELECT persons, offices FROM waitlist_entries")
    assert (found, json.loads(at)) == (persons, offices)


def test_one_office_is_not_named(town: Path) -> None:
    made = stage(town, wrap=nothing_is_free)
    text = made.play("1 4 4 1 1 1").transcript.text
    assert "Zapsali jsme si vás." in text
    assert "Termín může být" not in text


def test_more_offices_than_one_keeps_in_mind_are_not_listed(town: Path) -> None:
    def with_many_offices(backend: Backend) -> Backend:
        offices = backend.catalogue.offices

        async def twice(activity: str | None = None) -> Any:  # noqa: ANN401  offices
            return [*await offices(activity), *await offices(activity)]

        backend.catalogue.offices = twice  # type: ignore[method-assign]  # a large town
        return nothing_is_free(backend)

    text = stage(town, wrap=with_many_offices).play("1 1 1 1 1").transcript.text
    assert "Termín může být na kterémkoli pracovišti." in text
