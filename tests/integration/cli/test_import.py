"""`./linka import` and `./linka token` on a data folder."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cli import context
from cli.layout import CHECKOUT
from tests.support.databases import Templates

HEAD = "external_id;version;kind;number;year;citizen;state;filed_on\n"
GOOD = "GINIS-1;1;parking;500;2026;c01;received;3.11.2026\n"
BAD = "GINIS-2;1;nothing;501;2026;c01;received;3.11.2026\n"


@pytest.fixture
def data(templates: Templates, tmp_path: Path) -> Path:
    here = context.make(tmp_path / "data")
    templates.copy("lipov", here.layout.database)
    return here.layout.folder


def linka(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cli", *arguments, "--data", str(data)]
    return subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)


def test_a_file_is_tried_taken_in_and_taken_in_again(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "applications.csv"
    file.write_text(HEAD + GOOD + BAD, encoding="utf-8")
    tried = linka(data, "import", "applications", str(file), "--dry-run")
    assert tried.returncode == 1
    assert "GINIS-2" in tried.stdout
    assert "1 added" in tried.stdout
    assert "nothing was kept" in tried.stdout
    done = linka(data, "import", "applications", str(file), "--json")
    report = json.loads(done.stdout)
    assert (report["added"], [one["line"] for one in report["refused"]]) == (1, [3])
    file.write_text(HEAD + GOOD, encoding="utf-8")
    again = linka(data, "import", "applications", str(file))
    assert again.returncode == 0
    assert "1 unchanged" in again.stdout


def test_citizens_are_tried_taken_in_and_taken_in_again(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "citizens.csv"
    good = "code;given;family;born\nr1;Žofie;Příhodová;3. 2. 1980\n"
    file.write_text(f"{good}r2;Jan;;\n", encoding="utf-8")
    tried = linka(data, "import", "citizens", str(file), "--dry-run", "--json")
    report = json.loads(tried.stdout)
    assert (report["added"], [one["line"] for one in report["refused"]]) == (1, [3])
    file.write_bytes(good.encode("cp1250"))
    refused = linka(data, "import", "citizens", str(file))
    assert "--encoding windows-1250" in refused.stderr
    encoded = ("import", "citizens", str(file), "--encoding", "windows-1250")
    assert "1 added" in linka(data, *encoded).stdout
    assert "1 unchanged" in linka(data, *encoded).stdout


def test_a_file_in_another_encoding_is_refused_in_one_line(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "applications.csv"
    file.write_bytes((HEAD + GOOD.replace("GINIS", "Žádost")).encode("cp1250"))
    refused = linka(data, "import", "applications", str(file))
    assert refused.returncode == 1
    assert "--encoding windows-1250" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_token_is_shown_once_listed_without_itself_and_ended(data: Path) -> None:
    made = linka(data, "token", "make", "records-system")
    token = made.stdout.strip()
    assert token.startswith("linka_")
    listed = linka(data, "token", "list")
    assert "records-system" in listed.stdout
    assert token not in listed.stdout
    assert linka(data, "token", "make", "records-system").returncode == 1
    assert linka(data, "token", "end", "records-system").returncode == 0
    assert linka(data, "token", "end", "records-system").returncode == 1
