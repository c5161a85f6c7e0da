"""Two callers key different PINs, both wrong: nothing that is kept may differ."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import structlog

from tests.support.calls import Rows, code_is_known, stage
from tests.support.databases import Templates

LOGIN, PINS = "47201533", ("918273", "564738")


def traces(pin: str, database: Path) -> tuple[str, str, str]:
    """Rows, logs and transcript of a call with this PIN, cut off while its journal still stands."""
    with structlog.testing.capture_logs() as logs:
        line = stage(database).play(f"2 2 ({LOGIN}) ({pin}) ({pin}) lost")
    rows = Rows(database)
    kept = rows.dump()
    for subject, name in rows.all("SELECT subject, name FROM audit_names"):
        kept = kept.replace(name, f"<{subject}>")  # the audit's names are made at random
    return kept, json.dumps(logs, default=str), line.transcript.text


def test_nothing_kept_depends_on_the_pin(templates: Templates, tmp_path: Path) -> None:
    before = templates.copy("lipov", tmp_path / "before.db")
    stage(before).play(f"2 2 ({LOGIN}) hangup", call_id="earlier")  # makes the town's salt
    first, second = (traces(pin, Path(shutil.copy(before, tmp_path / f"{pin}.db"))) for pin in PINS)
    assert first == second


def test_no_digit_of_login_or_pin_is_written_by_a_call(
    templates: Templates, tmp_path: Path
) -> None:
    database = templates.copy("lipov", tmp_path / "town.db")
    before = Rows(database).dump()
    rows, logs, transcript = traces("836104", database)
    written = "\n".join(set(rows.splitlines()) - set(before.splitlines()))
    assert "836104" not in written + logs + transcript
    assert LOGIN not in written + logs + transcript


def test_no_digit_of_a_code_for_a_new_number_is_written_by_a_call(
    templates: Templates, tmp_path: Path
) -> None:
    database = templates.copy("lipov", tmp_path / "town.db")
    before = set(Rows(database).dump().splitlines())
    with structlog.testing.capture_logs() as logs:
        line = stage(database, wrap=code_is_known).play(
            f"4 4 ({LOGIN}) (836104) 1 602123456 1 (111222) (472015) lost"
        )
    rows = Rows(database)
    assert rows.one("SELECT phone FROM citizens WHERE id = 1") == "+420602123456"
    new = "\n".join(set(rows.dump().splitlines()) - before)
    written = new + json.dumps(logs, default=str) + line.transcript.text
    assert "472015" not in written
    assert "111222" not in written


def test_no_digit_of_a_new_pin_is_written_by_a_call(templates: Templates, tmp_path: Path) -> None:
    database = templates.copy("lipov", tmp_path / "town.db")
    before = set(Rows(database).dump().splitlines())
    with structlog.testing.capture_logs() as logs:
        line = stage(database).play(
            f"4 4 ({LOGIN}) (836104) 4 (123456123456) (920475920476) (920475920475) lost"
        )
    rows = Rows(database)
    assert rows.one("SELECT count(*) FROM events WHERE kind = 'agreement_secret_changed'") == 1
    new = "\n".join(set(rows.dump().splitlines()) - before)
    written = new + json.dumps(logs, default=str) + line.transcript.text
    for digits in ("920475", "920476", "123456"):
        assert digits not in written
