"""What an operator is told of a caller: what was chosen and keyed, and never a secret."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from tests.support.calls import Rows, stage
from tests.support.databases import Templates
from tests.support.rehearsed_desk import desk


@dataclass(frozen=True)
class Handed:
    """What stands in the row that the operator's page is drawn from."""

    service: str | None
    topic: str | None
    path: list[str]
    language: str
    citizen_id: int | None
    keyed: dict[str, str]


class HandOver(Protocol):
    def __call__(self, script: str) -> Handed: ...


@pytest.fixture
def hand_over(templates: Templates, tmp_path: Path) -> HandOver:
    """Play a call that comes to an operator."""

    def play(script: str) -> Handed:
        database = templates.copy("lipov", tmp_path / "town.db")
        made = stage(database)
        made.beside = desk("0 duty marek, 0 duty novakova, 0 duty bondarenko")
        made.play(f"{script} +12:hangup")
        (row,) = Rows(database).all(
            "SELECT service, topic, path, language, citizen_id, keyed FROM contact_requests"
        )
        service, topic, path, language, citizen_id, keyed = row
        return Handed(service, topic, path.split(" > "), language, citizen_id, json.loads(keyed))

    return play


def test_from_the_main_menu_nothing_is_known_yet(hand_over: HandOver) -> None:
    assert hand_over("0") == Handed(None, None, ["person"], "cs", None, {})


def test_a_booking_tells_the_service_and_the_time_that_was_offered(hand_over: HandOver) -> None:
    handed = hand_over("1 1 1 0")
    assert (handed.service, handed.topic) == ("passport", "passport.new")
    assert handed.keyed == {"slot": "2026-11-24T09:00", "office": "lidicka"}
    assert handed.path[-2:] == ["book", "person"]


def test_the_number_of_persons_is_told(hand_over: HandOver) -> None:
    handed = hand_over("1 1 1 4 2 (3) 0")
    assert handed.keyed["persons"] == "3"


def test_a_day_of_filing_is_told(hand_over: HandOver) -> None:
    handed = hand_over("2 1 (0311) 0")
    assert (handed.service, handed.keyed) == ("passport", {"filed": "0311"})


def test_a_topic_tells_its_service(hand_over: HandOver) -> None:
    handed = hand_over("3 1 1 0")
    assert handed.topic == "passport"
    assert handed.service == "passport"


def test_the_language_is_told(hand_over: HandOver) -> None:
    assert hand_over("7 0").language == "uk"


def test_who_was_verified_is_told_and_by_which_digits_is_not(hand_over: HandOver) -> None:
    handed = hand_over("2 2 (47201533) (836104) 0")
    assert handed.citizen_id is not None
    assert handed.keyed == {}
    assert handed.topic == "tree-felling"


def test_another_matter_takes_the_place_of_the_one_before(hand_over: HandOver) -> None:
    handed = hand_over("1 1 1 * * * 4 0")
    assert (handed.service, handed.topic) == (None, "my_account")


def test_a_suggestion_tells_what_and_where(hand_over: HandOver) -> None:
    handed = hand_over("2 4 1 1 2 543# 1 5# 0")
    assert (handed.service, handed.topic) == ("municipal-waste", "waste-collection")
    assert handed.keyed["problem"] == "Nevyvezená nádoba"
    assert handed.keyed["place"] == "Lidická 5"


def test_the_place_of_a_draft_that_was_corrected_is_gone(hand_over: HandOver) -> None:
    handed = hand_over("2 4 1 1 2 543# 1 5# 2 1 4 3 0")
    assert handed.keyed["problem"] == "Něco jiného"
    assert handed.keyed["place"] == ""
