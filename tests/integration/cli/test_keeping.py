"""`./linka audit`, `export`, `erase` and `retention` on a data folder."""

import asyncio
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from booking.api import AuditSeals, Backend, Database, Secret
from booking.audit.service import Audit
from cli import context
from cli.layout import CHECKOUT
from tests.support.databases import CHEAP_HASHING, Templates


@pytest.fixture
def data(templates: Templates, tmp_path: Path) -> Path:
    here = context.make(tmp_path / "data")
    templates.copy("lipov", here.layout.database)
    return here.layout.folder


def linka(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cli", *arguments, "--data", str(data)]
    return subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)


def seal(data: Path) -> None:
    here = context.find(data)
    database = Database(here.database_url, here.clock)
    asyncio.run(AuditSeals(database, Secret(here.secrets.audit)).seal())
    database.close()


def test_the_audit_is_checked_and_what_was_changed_is_named(data: Path) -> None:
    seal(data)
    good = linka(data, "audit", "check")
    assert good.returncode == 0
    assert "not sealed yet: 0 rows" in good.stdout
    mark = good.stdout.split()[-1]
    assert linka(data, "audit", "check", "--expect", mark).returncode == 0
    assert linka(data, "audit", "check", "--expect", "0" * 64).returncode == 1
    database = Database.on_file(data / "linka.db", context.find(data).clock)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_is_not_changed")
        connection.exec_driver_sql("UPDATE audit SET who = 'nobody' WHERE id = 3")
    database.close()
    bad = linka(data, "audit", "check", "--json")
    assert bad.returncode == 1
    assert json.loads(bad.stdout)["misfit"]["row"] == 3


def test_a_person_is_exported_into_a_file_of_ones_own_and_erased_only_when_sure(
    data: Path, tmp_path: Path
) -> None:
    file = tmp_path / "marie.json"
    assert linka(data, "export", "c01", "--output", str(file)).returncode == 0
    assert file.stat().st_mode & 0o077 == 0
    told = json.loads(file.read_text(encoding="utf-8"))
    assert told["Osoba (person)"][0]["name"] == "Marie Dvořáková"
    number = str(told["citizen"])
    asked = linka(data, "erase", number)
    assert asked.returncode == 1
    assert "Marie Dvořáková" in asked.stderr
    done = linka(data, "erase", number, "--yes")
    assert done.returncode == 0, done.stderr
    assert "kept: audit" in done.stdout
    unknown = linka(data, "export", "c01")
    assert unknown.returncode == 1
    assert "citizen: there is no 'c01'" in unknown.stderr
    backend = Backend(
        Database.on_file(data / "linka.db", context.find(data).clock),
        context.find(data).clock,
        CHEAP_HASHING,
    )
    assert asyncio.run(backend.citizens.get(int(number))).phone is None
    backend.database.close()


def looks(data: Path) -> list[tuple[str, dict[str, str]]]:
    here = context.find(data)
    database = Database(here.database_url, here.clock)
    entries = asyncio.run(Audit(database).recent(did="looked"))
    database.close()
    return [(one.about, one.details) for one in entries]


def test_a_search_for_citizens_stands_in_the_audit_with_those_it_has_shown(data: Path) -> None:
    found = json.loads(linka(data, "citizens", "--find", "dvorakova", "--json").stdout)
    assert found[0]["name"] == "Marie Dvořáková"
    assert "Marie Dvořáková" in linka(data, "citizens", "--find", "Dvořáková 321").stdout
    assert linka(data, "citizens", "--find", "qqqq").stdout == "none\n"
    (_, nobody), (_, second), (about, first) = looks(data)
    assert about == "citizens"
    assert first["reason"] == "a search on the command line"
    assert len(re.findall(r"\bc[0-9a-f]{16}\b", first["persons"])) == len(found)
    assert second["persons"]
    assert "persons" not in nobody
    assert "dvorak" not in str(looks(data)).lower()


def test_a_person_is_named_by_login_or_by_a_number_that_only_they_have(data: Path) -> None:
    marie = json.loads(linka(data, "export", "c01").stdout)["citizen"]
    (login,) = [
        one["login"]
        for one in json.loads(linka(data, "demo-data", "--json").stdout)["citizens"]
        if one["phone"] == "+420777000321"
    ]
    for named in (login, "777000321", "+420777000321"):
        refused = linka(data, "erase", named)
        assert f"Marie Dvořáková (citizen {marie})" in refused.stderr, refused.stderr
    assert [about.partition(":")[0] for about, _ in looks(data)] == ["citizen"] * 3
    assert linka(data, "export", "777000999").returncode == 1


def test_a_number_that_several_share_names_nobody(data: Path) -> None:
    here = context.find(data)
    database = Database(here.database_url, here.clock)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE citizens SET phone = '+420777000321' WHERE id < 3")
    database.close()
    told = linka(data, "erase", "777000321", "--yes")
    assert told.returncode == 1
    assert "1, 2" in told.stderr


def test_the_periods_are_listed_with_their_reasons(data: Path) -> None:
    listed = json.loads(linka(data, "retention", "--json").stdout)
    kinds = {one["kind"] for one in listed}
    assert {"audit", "calls", "messages", "visits", "sessions", "events", "steps"} <= kinds
    assert all(one["days"] > 0 and one["why"] for one in listed)
