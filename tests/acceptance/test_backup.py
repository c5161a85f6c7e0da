"""A backup while a caller books."""

import asyncio
import sqlite3
from pathlib import Path

from cli.processes import NAMES
from tests.support.linka import Linka, Telephones

CALLER = "777654322"


async def test_a_caller_notices_nothing_of_a_backup_and_it_can_be_restored_elsewhere(
    linka: Linka, phones: Telephones, tmp_path: Path
) -> None:
    done: list[str] = []

    async def back_up() -> None:
        for number in range(3):
            file = str(tmp_path / f"{number}.backup")
            done.append(await asyncio.to_thread(linka.run, "backup", file))

    conversation, _ = await asyncio.gather(phones.ring("1 1 1 1", caller=CALLER), back_up())
    assert conversation.ended_by == "town"
    assert all("sqlite, schema" in said for said in done)
    [visit] = linka.rows("SELECT * FROM visits WHERE phone = ?", f"+420{CALLER}")

    await asyncio.to_thread(linka.run, "backup", str(tmp_path / "last.backup"))
    other = Linka(tmp_path / "other")
    await asyncio.to_thread(other.run, "restore", str(tmp_path / "last.backup"))
    with sqlite3.connect(tmp_path / "other" / "linka.db") as database:
        found = database.execute("SELECT code FROM visits WHERE id = ?", (visit["id"],)).fetchone()
    database.close()
    assert found == (visit["code"],)


async def test_what_runs_is_stopped_brought_back_and_starts_again(tmp_path: Path) -> None:
    running = Linka(tmp_path / "data")
    await asyncio.to_thread(running.up)
    try:
        await asyncio.to_thread(running.run, "backup", str(tmp_path / "a.backup"))
        await asyncio.to_thread(running.run, "token", "make", "records")
        assert len(running.rows("SELECT * FROM access_tokens")) == 1
        said = await asyncio.to_thread(running.run, "restore", str(tmp_path / "a.backup"), "--stop")
        assert "./linka up starts it" in said
        assert not [pid for name in NAMES for pid in running.pids(name)]
        assert running.rows("SELECT * FROM access_tokens") == []
        await asyncio.to_thread(running.up)
        assert "runs" in await asyncio.to_thread(running.run, "status")
    finally:
        await asyncio.to_thread(running.down)


async def test_the_audit_of_a_running_linka_is_sealed_and_fits(linka: Linka) -> None:
    await linka.until("SELECT * FROM audit_seals", within=90.0)
    assert "fits: " in await asyncio.to_thread(linka.run, "audit", "check")
