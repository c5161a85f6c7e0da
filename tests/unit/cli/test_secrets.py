import json
from dataclasses import asdict
from pathlib import Path

import pytest

from cli import secrets
from cli.errors import BadSecrets

GIVEN = ("trunk", "sms_before", "kannel", "mail")
"""What others have chosen; the town writes it down."""


def test_secrets_are_made_once_for_their_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    made = secrets.load_or_make(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert secrets.load_or_make(path) == made
    chosen = [text for name, text in asdict(made).items() if name not in GIVEN]
    assert len(set(chosen)) == len(chosen)
    assert all(len(text) >= 32 for text in chosen)


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    secrets.load_or_make(path)
    path.chmod(0o640)
    with pytest.raises(BadSecrets, match="chmod 600"):
        secrets.load_or_make(path)


def test_a_secret_that_is_new_is_added_and_the_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    path.touch(0o600)
    path.write_text(json.dumps({"ari": "old one", "of a newer version": "kept"}))
    made = secrets.load_or_make(path)
    assert made.ari == "old one"
    kept = json.loads(path.read_text())
    assert kept["of a newer version"] == "kept"
    assert kept["ami"] == made.ami


@pytest.mark.parametrize("text", ["{", "[]", '{"ari": 1}', "[" * 50_000])
def test_a_damaged_file_is_told_and_kept(tmp_path: Path, text: str) -> None:
    path = tmp_path / "secrets.json"
    path.touch(0o600)
    path.write_text(text)
    with pytest.raises(BadSecrets):
        secrets.load_or_make(path)
    assert path.read_text() == text


def test_no_secret_shows_when_secrets_are_printed(tmp_path: Path) -> None:
    made = secrets.load_or_make(tmp_path / "secrets.json")
    assert made.ari not in repr(made)
