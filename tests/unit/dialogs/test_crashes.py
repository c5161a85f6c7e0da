"""The process is killed before or after any of its writes: the caller is served once and whole."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from booking.api import Backend, Transaction
from tests.support.calls import Rows, Wrap, stage
from tests.support.databases import Templates

BOOKING = "1 1 1 1"
REST_OF_BOOKING = "1 1 1 1"


class Killed(SystemExit):
    """Ends the event loop wherever it is raised, in a task of the background too."""


def killed_at(number: int, *, committed: bool) -> Wrap:
    """Kill the process at its n-th write, just before it or just after its commit."""

    def wrap(backend: Backend) -> Backend:
        write = backend.database.write
        seen = 0

        async def counted(act: Callable[[Transaction], Any]) -> Any:  # noqa: ANN401  any result
            nonlocal seen
            seen += 1
            if seen == number and not committed:
                raise Killed
            result = await write(act)
            if seen == number:
                raise Killed
            return result

        backend.database.write = counted  # type: ignore[method-assign]  # the kill
        return backend

    return wrap


def writes_of(script: str, database: Path, first: Wrap = lambda backend: backend) -> int:
    count = 0

    def wrap(backend: Backend) -> Backend:
        first(backend)
        write = backend.database.write

        async def counted(act: Callable[[Transaction], Any]) -> Any:  # noqa: ANN401  any result
            nonlocal count
            count += 1
            return await write(act)

        backend.database.write = counted  # type: ignore[method-assign]  # only counts
        return backend

    stage(database, wrap=wrap).play(script)
    return count


@pytest.mark.parametrize("committed", [False, True], ids=["before", "after"])
def test_a_visit_is_booked_once_wherever_the_process_dies(
    committed: bool, templates: Templates, tmp_path: Path
) -> None:
    total = writes_of(BOOKING, templates.copy("lipov", tmp_path / "counted.db"))
    assert total >= 5
    for number in range(2, total + 1):  # the first write publishes the menus
        database = templates.copy("lipov", tmp_path / f"{number}.db")
        with contextlib.suppress(Killed):
            stage(database, wrap=killed_at(number, committed=committed)).play(BOOKING)
        line = stage(database).resume(REST_OF_BOOKING)
        rows = Rows(database)
        assert rows.visits == 1, (number, line.transcript.text)
        assert rows.holds == 0
        events = rows.one("SELECT count(*) FROM events WHERE kind = 'visit_booked'")
        assert events == 1
        if line.transcript.lines:
            assert "Omlouváme se za přerušení." in line.transcript.said()
            assert "Na shledanou." in line.transcript.said()
        assert rows.one("SELECT count(*) FROM calls WHERE ended_at IS NULL") == 0


def test_the_journal_dies_with_the_call(templates: Templates, tmp_path: Path) -> None:
    database = templates.copy("lipov", tmp_path / "town.db")
    stage(database).play("2 2 (47201533) (836104) 1")
    assert Rows(database).one("SELECT count(*) FROM calls WHERE outcome = 'completed'") == 1
    assert Rows(database).one("SELECT count(*) FROM call_journal") == 0


def test_who_was_verified_stays_verified(templates: Templates, tmp_path: Path) -> None:
    database = templates.copy("lipov", tmp_path / "town.db")
    stage(database).play("2 2 (47201533) (836104) lost")
    line = stage(database).resume("1")
    said = line.transcript.said()
    assert said.startswith("Omlouváme se za přerušení.")
    assert "Zadejte" not in said
    assert "Stav posíláme v SMS" in said


def test_the_apology_is_said_once_for_each_interruption(
    templates: Templates, tmp_path: Path
) -> None:
    database = templates.copy("lipov", tmp_path / "town.db")
    stage(database).play("1 lost")
    for _ in range(3):
        said = stage(database).resume("lost").transcript.said()
        assert said.count("Omlouváme se za přerušení.") == 1
    said = stage(database).resume("1 1 1").transcript.said()
    assert said.count("Omlouváme se za přerušení.") == 1
    assert Rows(database).visits == 1


def test_a_dialog_that_was_edited_meanwhile_leads_to_the_main_menu_still_verified(
    templates: Templates, tmp_path: Path
) -> None:
    database = templates.copy("lipov", tmp_path / "town.db")
    stage(database).play("2 2 (47201533) (836104) lost")
    rows = Rows(database)
    rows.change("UPDATE call_journal SET name = 'renamed' WHERE name = 'login'")
    line = stage(database).resume("2 2 hangup")
    said = line.transcript.said()
    assert said.startswith("Omlouváme se za přerušení. Pro objednání na úřad")
    assert "Zadejte osmimístné" not in said
    assert "Žádost o kácení dřevin" in said


SUGGESTION = {
    "menu.main": "2",
    "menu.status": "4",
    "kind": "1",
    "problem": "1",
    "where": "2",
    "letters": "543#",
    "street": "1",
    "house": "5#",
    "confirm": "1",
}
"""The questions, each with its answer."""


def what_is_left(rows: Rows) -> str:
    """What a caller has still to key, who was asked all again that the journal does not hold."""
    settled = {name for (name,) in rows.all("SELECT name FROM call_journal")}
    return " ".join(keys for name, keys in SUGGESTION.items() if name not in settled)


@pytest.mark.parametrize("committed", [False, True], ids=["before", "after"])
def test_a_suggestion_is_filed_once_wherever_the_process_dies(
    committed: bool, templates: Templates, tmp_path: Path
) -> None:
    script = " ".join(SUGGESTION.values())
    total = writes_of(script, templates.copy("lipov", tmp_path / "counted.db"))
    assert total >= 10
    for number in range(2, total + 1):
        database = templates.copy("lipov", tmp_path / f"{number}.db")
        with contextlib.suppress(Killed):
            stage(database, wrap=killed_at(number, committed=committed)).play(script)
        rows = Rows(database)
        line = stage(database).resume(what_is_left(rows))
        filed = rows.all("SELECT place, text FROM applications WHERE channel = 'phone'")
        assert filed == [("Lidická 5", "Nevyvezená nádoba")], (number, line.transcript.text)
        assert rows.one("SELECT count(*) FROM events WHERE kind = 'application_filed'") == 1
        assert rows.one("SELECT count(*) FROM calls WHERE ended_at IS NULL") == 0
