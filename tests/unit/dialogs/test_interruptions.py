"""Wherever a call is interrupted, its caller goes on at the open question, and is served once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.calls import Rows, stage
from tests.support.databases import Templates
from tests.support.interrupted import APOLOGIES

CALLS = {
    "a visit": "1 1 1 1",
    "another hour": "1 1 1 2 1 1",
    "another day": "1 1 1 3 1 1",
    "another place": "1 1 1 4 1 1",
    "three persons": "1 1 1 4 2 (3) 1",
    "in English": "8 1 1 1 1",
    "there and back": "8 8 1 * 1 1 1 1",
    "Ukrainian, then Czech": "7 7 1 1 1 1",
    "own applications": "2 2 (47201533) (836104) 1",
    "verified, then a visit": "2 2 (47201533) (836104) * * * 1 1 1 1",
    "ready date": "2 1 (0311) 1 1 1",
    "topic": "3 1 3 1 4 1",
    "call back": "0 1 1",
    "language of the account": "4 3 3 1 1 1 1 1",
}
COUNTED = ("visits", "rings", "messages", "holds", "taken_slots", "events")


def points() -> Iterator[object]:
    for name, script in CALLS.items():
        for number in range(len(script.split())):
            yield pytest.param(script.split(), number, id=f"{name}, after {number}")


def effects(rows: Rows) -> dict[str, object]:
    return {table: rows.one(f"SELECT count(*) FROM {table}") for table in COUNTED}  # noqa: S608  our tables


def said(transcript: str) -> list[str]:
    return re.findall(r"  <  (.*)", transcript)


@pytest.mark.parametrize(("keys", "number"), list(points()))
def test_the_caller_goes_on_at_the_open_question(
    keys: list[str], number: int, templates: Templates, tmp_path: Path
) -> None:
    whole = templates.copy("lipov", tmp_path / "whole.db")
    broken = templates.copy("lipov", tmp_path / "broken.db")
    stage(whole).play(" ".join(keys))
    before = stage(broken).play(" ".join([*keys[:number], "lost"])).transcript.text
    after = stage(broken).resume(" ".join(keys[number:])).transcript.text
    assert said(after)[0].startswith(APOLOGIES), after
    assert said(before)[-1].rpartition(". ")[2] in said(after)[0], before + after
    assert effects(Rows(broken)) == effects(Rows(whole)), after
