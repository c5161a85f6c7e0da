"""A backup made while everything runs, and the way back to it, on both databases."""

from __future__ import annotations

import asyncio
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import DBAPIError

from booking.api import Backend, Contact, Database, Language, NewerSchema, Transaction, upgrade
from booking.ground.tables import metadata
from cli import context
from cli.context import Context
from cli.errors import BadBackup, StillRuns
from cli.keeping import backup
from cli.keeping.restore import restore
from cli.supervisor.presence import Presence
from tests.support.databases import CHEAP_HASHING, Templates
from tests.support.postgres import Cluster


@pytest.fixture(params=["sqlite", "postgresql"])
def here(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Context]:
    """A data folder with Lípov and a request in the spool."""
    made = context.make(tmp_path / "data")
    (made.layout.spool / "1-a.json").write_text('{"phone": "+420777000321"}', encoding="utf-8")
    if request.param == "sqlite":
        templates: Templates = request.getfixturevalue("templates")
        templates.copy("lipov", made.layout.database)
        yield made
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    address = cluster.copy("lipov")
    old = made.layout.config.read_text(encoding="utf-8")
    new = old.replace('database_url: ""', f'database_url: "{address}"')
    made.layout.config.write_text(new, encoding="utf-8")
    yield context.find(made.layout.folder)
    cluster.drop(address)


def opened(here: Context) -> closing[Database]:
    """The database, to be closed where its block ends."""
    return closing(Database(here.database_url, here.clock))


def rows(here: Context) -> dict[str, list[tuple[object, ...]]]:
    """All that is in the database."""

    def look(tx: Transaction) -> dict[str, list[tuple[object, ...]]]:
        tables = [one for one in metadata.sorted_tables if one.primary_key.columns]
        return {
            table.name: [tuple(r) for r in tx.all(select(table).order_by(*table.primary_key))]
            for table in tables
        }

    with opened(here) as database:
        return database.run(look, immediate=False)


async def book(backend: Backend, number: int) -> None:
    hold = await backend.visits.hold_nearest("passport.new", owner=f"call-{number}")
    assert hold is not None
    await backend.visits.confirm(
        hold.id, contact=Contact(f"+420777{number:06}"), language=Language.CS, key=f"call-{number}"
    )


def change(here: Context) -> None:
    with opened(here) as database:
        asyncio.run(book(Backend(database, here.clock, CHEAP_HASHING), 1))
    for path in here.layout.spool.iterdir():
        path.unlink()
    (here.layout.spool / "2-b.json").write_text("{}", encoding="utf-8")


def test_what_was_backed_up_is_what_is_there_after_the_restore(
    here: Context, tmp_path: Path
) -> None:
    before = rows(here)
    secrets = here.layout.secrets.read_bytes()
    file = tmp_path / "linka.backup"
    backup.write(here, file)
    assert file.stat().st_mode & 0o077 == 0
    change(here)
    assert rows(here) != before
    here.layout.secrets.write_text('{"ari": "another"}', encoding="utf-8")
    _, aside = restore(file, here.layout.folder)
    again = context.find(here.layout.folder)
    assert rows(again) == before
    assert again.secrets == here.secrets
    assert here.layout.secrets.read_bytes() == secrets
    assert [one.name for one in here.layout.spool.iterdir()] == ["1-a.json"]
    assert (aside / "spool" / "2-b.json").exists()
    for made in (here.layout.config, here.layout.secrets, here.layout.spool / "1-a.json"):
        assert made.stat().st_mode & 0o077 == 0


def test_what_a_newer_version_has_made_is_gone_after_a_restore(
    here: Context, tmp_path: Path
) -> None:
    backup.write(here, tmp_path / "linka.backup")
    later = text("CREATE TABLE made_later (id INTEGER PRIMARY KEY)")
    with opened(here) as database:
        database.run(lambda tx: tx.execute(later))
    restore(tmp_path / "linka.backup", here.layout.folder)
    with opened(here) as database:
        assert "made_later" not in inspect(database.engine).get_table_names()
        upgrade(database)
        with pytest.raises(DBAPIError, match="append-only"):
            database.run(lambda tx: tx.execute(text("DELETE FROM audit")))


def test_a_backup_moves_to_another_folder(here: Context, tmp_path: Path) -> None:
    file = tmp_path / "linka.backup"
    backup.write(here, file)
    before = rows(here)
    restore(file, tmp_path / "another")
    assert rows(context.find(tmp_path / "another")) == before


def test_bookings_go_on_during_a_backup_and_it_holds_one_moment(
    here: Context, tmp_path: Path
) -> None:
    async def both(backend: Backend) -> tuple[int, int]:
        making = asyncio.create_task(asyncio.to_thread(backup.write, here, tmp_path / "a.backup"))
        before, number = 0, 0
        while not making.done():
            number += 1
            await book(backend, number)
            before += not making.done()
        await making
        return before, number

    with opened(here) as database:
        during, booked = asyncio.run(both(Backend(database, here.clock, CHEAP_HASHING)))
    assert during > 1, "nobody waited for the backup's end"
    restore(tmp_path / "a.backup", here.layout.folder)
    found = rows(context.find(here.layout.folder))
    visits, events = found["visits"], [one for one in found["events"] if "visit_booked" in one]
    assert len(visits) <= booked
    assert len(events) == len(visits), "each with what belongs to it, or not at all"


def test_what_runs_is_not_pulled_away_from_under_itself(here: Context, tmp_path: Path) -> None:
    file = tmp_path / "linka.backup"
    backup.write(here, file)
    before = rows(here)
    for name in ("supervisor", "ivr"):
        presence = Presence.claim(here.layout.run, name)
        with pytest.raises(StillRuns, match=name):
            restore(file, here.layout.folder)
        presence.release()
    assert rows(here) == before


def test_a_backup_of_a_newer_linka_is_refused_and_nothing_changes(
    here: Context, tmp_path: Path
) -> None:
    newer = text("UPDATE alembic_version SET version_num = '9999'")
    older = text("UPDATE alembic_version SET version_num = :known")
    with opened(here) as database:
        known = database.run(lambda tx: tx.connection.scalar(text("SELECT * FROM alembic_version")))
        database.run(lambda tx: tx.execute(newer))
        backup.write(here, tmp_path / "linka.backup")
        database.run(lambda tx: tx.execute(older, {"known": known}))
    before = rows(here)
    with pytest.raises(NewerSchema):
        restore(tmp_path / "linka.backup", here.layout.folder)
    assert rows(here) == before


@pytest.mark.parametrize("keep", [0, 100, 5000])
def test_a_damaged_backup_is_refused_and_nothing_changes(
    here: Context, tmp_path: Path, keep: int
) -> None:
    file = tmp_path / "linka.backup"
    backup.write(here, file)
    file.write_bytes(file.read_bytes()[:keep])
    before = rows(here)
    with pytest.raises(BadBackup):
        restore(file, here.layout.folder)
    assert rows(here) == before
    assert (here.layout.spool / "1-a.json").exists()


def test_a_backup_with_another_content_is_refused(here: Context, tmp_path: Path) -> None:
    backup.write(here, tmp_path / "good")
    backup.read(tmp_path / "good", tmp_path / "inside")
    (tmp_path / "inside/secrets.json").write_text("{}", encoding="utf-8")
    with tarfile.open(tmp_path / "bad", "w:gz") as archive:
        for path in (tmp_path / "inside").rglob("*.*"):
            archive.add(path, str(path.relative_to(tmp_path / "inside")))
    with pytest.raises(BadBackup, match=r"secrets\.json"):
        restore(tmp_path / "bad", here.layout.folder)


def test_nothing_is_overwritten_by_a_backup(here: Context, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("something", encoding="utf-8")
    with pytest.raises(BadBackup, match="there already"):
        backup.write(here, tmp_path / "there")
    assert (tmp_path / "there").read_text(encoding="utf-8") == "something"


def test_a_backup_of_the_other_kind_of_database_is_refused(here: Context, tmp_path: Path) -> None:
    backup.write(here, tmp_path / "linka.backup")
    other = "" if here.config.database_url else "postgresql://nobody@/nowhere"
    here.layout.config.write_text(f'database_url: "{other}"\n', encoding="utf-8")
    with pytest.raises(BadBackup, match=r"config\.yaml says"):
        restore(tmp_path / "linka.backup", here.layout.folder, keep_config=True)


@pytest.mark.parametrize("name", ["../outside", "/linka-outside", "spool/../../outside"])
def test_a_backup_that_reaches_out_of_its_folder_is_refused(name: str, tmp_path: Path) -> None:
    file, folder = tmp_path / "hostile.backup", tmp_path / "inside"
    folder.mkdir()
    with tarfile.open(file, "w:gz") as archive:
        archive.addfile(tarfile.TarInfo(name))
    with pytest.raises(BadBackup, match="does not belong there"):
        backup.read(file, folder)
    assert sorted(tmp_path.iterdir()) == sorted([file, folder])


def test_a_backup_with_a_link_in_it_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "hostile.backup"
    link = tarfile.TarInfo("config.yaml")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    with tarfile.open(file, "w:gz") as archive:
        archive.addfile(link)
    with pytest.raises(BadBackup, match="does not belong there"):
        backup.read(file, tmp_path)
