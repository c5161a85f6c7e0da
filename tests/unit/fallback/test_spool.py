import errno
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ivr.fallback import intake, spool

REQUEST = spool.CallbackRequest("777654321", datetime(2026, 11, 21, 9, tzinfo=UTC), "cs", "1795.1")


def test_what_was_left_is_read_again(tmp_path: Path) -> None:
    path = spool.leave(tmp_path, REQUEST)
    assert spool.waiting(tmp_path) == [path]
    assert spool.read(path) == REQUEST
    assert path.stat().st_mode & 0o777 == 0o600


def test_two_at_the_same_second_are_two(tmp_path: Path) -> None:
    spool.leave(tmp_path, REQUEST)
    spool.leave(tmp_path, REQUEST)
    assert len(spool.waiting(tmp_path)) == 2


@pytest.mark.parametrize("fails", ["fsync", "rename"])
def test_a_disk_that_fails_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", fail) if fails == "fsync" else monkeypatch.setattr(
        Path, "rename", fail
    )
    with pytest.raises(OSError, match="full"):
        spool.leave(tmp_path, REQUEST)
    assert list(tmp_path.iterdir()) == []


def test_a_crash_before_the_rename_leaves_no_request(tmp_path: Path) -> None:
    program = (
        "import os, sys\n"
        "from datetime import UTC, datetime\n"
        "from pathlib import Path\n"
        "from ivr.fallback import spool\n"
        "Path.rename = lambda *_: os._exit(9)\n"
        "spool.leave(Path(sys.argv[1]), spool.CallbackRequest("
        "'777654321', datetime.now(UTC), 'cs', '1'))\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    assert done.returncode == 9
    assert len(list(tmp_path.iterdir())) == 1
    assert spool.waiting(tmp_path) == []


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"caller": "x"}', "\x00" * 100, '"caller"'])
async def test_a_damaged_file_is_put_aside_and_the_rest_goes_on(tmp_path: Path, text: str) -> None:
    (tmp_path / "00000000T000000-a.json").write_text(text)
    spool.leave(tmp_path, REQUEST)
    taken: list[str] = []

    async def take(request: spool.CallbackRequest, _: str) -> None:
        taken.append(request.caller)

    assert await intake.take_in(tmp_path, take) == 1
    assert taken == ["777654321"]
    assert spool.waiting(tmp_path) == []
    assert len(list((tmp_path / "bad").iterdir())) == 1


async def test_a_request_stays_until_it_has_been_taken(tmp_path: Path) -> None:
    path = spool.leave(tmp_path, REQUEST)
    keys: list[str] = []

    async def away(_: spool.CallbackRequest, key: str) -> None:
        keys.append(key)
        if len(keys) == 1:
            raise ConnectionError

    with pytest.raises(ConnectionError):
        await intake.take_in(tmp_path, away)
    assert await intake.take_in(tmp_path, away) == 1
    assert await intake.take_in(tmp_path, away) == 0
    assert keys == [path.name, path.name]  # the same key, so the backend takes it once


async def test_a_file_that_cannot_be_a_request_does_not_hold_up_the_others(
    tmp_path: Path,
) -> None:
    (tmp_path / "1.json").write_text("[" * 200_000)
    (tmp_path / "2.json").mkdir()
    spool.leave(tmp_path, REQUEST)
    taken = []

    async def take(request: spool.CallbackRequest, _key: str) -> None:
        taken.append(request)

    await intake.take_in(tmp_path, take)
    assert taken == [REQUEST]
    assert sorted(path.name for path in (tmp_path / "bad").iterdir()) == ["1.json", "2.json"]
