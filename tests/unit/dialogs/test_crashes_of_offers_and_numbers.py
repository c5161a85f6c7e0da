"""Killed at any write while an offer is taken, a number or a PIN changed: done once, and whole."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from tests.support.calls import FAULTS, Rows, Wrap, stage
from tests.support.databases import MORNING, Templates
from tests.support.waitlist import offered
from tests.unit.dialogs.test_crashes import Killed, killed_at, writes_of

CALLER = "+420777000321"
CHANGE = "4 4 (47201533) (836104) 1 602123456 1 (472015) hangup"
OPEN_QUESTIONS = {
    "zadejte šest číslic kódu.": "(472015) hangup",
    "pro jiné dvojku.": "1 (472015) hangup",
    "Zadejte nové devítimístné číslo mobilního telefonu.": "602123456 1 (472015) hangup",
    "pro nový PIN čtyřku.": "1 602123456 1 (472015) hangup",
    "Zadejte šestimístný PIN.": "(836104) 1 602123456 1 (472015) hangup",
    "Zadejte osmimístné přihlašovací číslo.": CHANGE.removeprefix("4 4 "),
    "pro zprávy, číslo mobilu a PIN čtyřku.": CHANGE.removeprefix("4 "),
}
"""What the caller keys on, by how the last thing that is said ends."""

NEW_PIN = "(920475920475)"
CHANGE_PIN = f"4 4 (47201533) (836104) 4 {NEW_PIN} hangup"
OPEN_QUESTIONS_OF_PINS = {
    "celkem dvanáct číslic.": f"{NEW_PIN} hangup",
    "pro nový PIN čtyřku.": f"4 {NEW_PIN} hangup",
    "Zadejte šestimístný PIN.": f"(836104) 4 {NEW_PIN} hangup",
    "Zadejte osmimístné přihlašovací číslo.": CHANGE_PIN.removeprefix("4 4 "),
    "pro zprávy, číslo mobilu a PIN čtyřku.": CHANGE_PIN.removeprefix("4 "),
}


def with_known_code(wrap: Wrap) -> Wrap:
    return lambda backend: wrap(FAULTS["code known"](backend))


@pytest.mark.parametrize("committed", [False, True], ids=["before", "after"])
def test_an_offer_is_accepted_once_wherever_the_process_dies(
    committed: bool, templates: Templates, tmp_path: Path
) -> None:
    counted = templates.copy("lipov", tmp_path / "counted.db")
    offered(counted, MORNING, CALLER, "new")
    total = writes_of("1", counted)
    assert total >= 3
    for number in range(2, total + 1):  # the first write publishes the menus
        database = templates.copy("lipov", tmp_path / f"{number}.db")
        offered(database, MORNING, CALLER, "new")
        rows = Rows(database)
        before = rows.visits
        with contextlib.suppress(Killed):
            stage(database, wrap=killed_at(number, committed=committed)).play("1", caller=CALLER)
        said = stage(database).resume("1", caller=CALLER).transcript.text
        assert rows.visits == before + 1, (number, said)
        assert rows.all("SELECT state, visit_id IS NULL, hold_id FROM waitlist_offers") == [
            ("accepted", 0, None)
        ]
        assert rows.one("SELECT state FROM waitlist_entries") == "booked"
        for kind in ("offer_accepted", "visit_booked"):
            assert rows.one(f"SELECT count(*) FROM events WHERE kind = '{kind}'") == 1, kind  # noqa: S608  our kinds
        assert rows.one("SELECT count(*) FROM calls WHERE ended_at IS NULL") == 0


@pytest.mark.parametrize("committed", [False, True], ids=["before", "after"])
def test_a_number_is_changed_once_wherever_the_process_dies(
    committed: bool, templates: Templates, tmp_path: Path
) -> None:
    changed = "SELECT count(*) FROM citizens WHERE phone = '+420602123456' AND phone_verified"
    asked = "SELECT count(*) FROM contact_proofs"
    total = writes_of(
        CHANGE, templates.copy("lipov", tmp_path / "counted.db"), with_known_code(lambda one: one)
    )
    assert total >= 6
    for number in range(2, total + 1):
        database = templates.copy("lipov", tmp_path / f"{number}.db")
        rows = Rows(database)
        with contextlib.suppress(Killed):
            killed = with_known_code(killed_at(number, committed=committed))
            stage(database, wrap=killed).play(CHANGE, caller=CALLER)
        sane = with_known_code(lambda one: one)
        said = stage(database, wrap=sane).resume("lost", caller=CALLER).transcript.said()
        if rows.one(changed):
            rest = "hangup"
        else:
            rest = next(
                (keys for end, keys in OPEN_QUESTIONS.items() if said.endswith(end)), CHANGE
            )
        whole = stage(database, wrap=sane).resume(rest, caller=CALLER).transcript.text
        assert rows.one(changed) == 1, (number, said, whole)
        assert rows.one(asked) == 1


@pytest.mark.parametrize("committed", [False, True], ids=["before", "after"])
def test_a_pin_is_changed_once_wherever_the_process_dies(
    committed: bool, templates: Templates, tmp_path: Path
) -> None:
    changed = "SELECT count(*) FROM events WHERE kind = 'agreement_secret_changed'"
    total = writes_of(CHANGE_PIN, templates.copy("lipov", tmp_path / "counted.db"))
    assert total >= 5
    for number in range(2, total + 1):
        database = templates.copy("lipov", tmp_path / f"{number}.db")
        rows = Rows(database)
        with contextlib.suppress(Killed):
            killed = killed_at(number, committed=committed)
            stage(database, wrap=killed).play(CHANGE_PIN, caller=CALLER)
        said = stage(database).resume("lost", caller=CALLER).transcript.said()
        if rows.one(changed):
            rest = "hangup"
        else:
            questions = OPEN_QUESTIONS_OF_PINS.items()
            rest = next((keys for end, keys in questions if said.endswith(end)), CHANGE_PIN)
        whole = stage(database).resume(rest, caller=CALLER).transcript.text
        assert rows.one(changed) == 1, (number, said, whole)
