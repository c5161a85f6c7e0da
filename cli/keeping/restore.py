"""Brings a data folder back to a backup. What was there before is put aside, not thrown away."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from booking.api import Database, ShiftedClock, check_copy, put_back
from cli import config
from cli.config import Config
from cli.context import Context
from cli.errors import BadBackup, StillRuns
from cli.keeping import backup
from cli.keeping.backup import DATABASE, SPOOL, Manifest
from cli.layout import Layout
from cli.processes import NAMES
from cli.secrets import Secrets
from cli.start.asterisk import running_asterisk
from cli.supervisor.presence import AlreadyPresent, Presence, look

_BESIDE_DATABASE = ("-wal", "-shm", "-journal")


def restore(file: Path, folder: Path, *, keep_config: bool = False) -> tuple[Manifest, Path]:
    """Put a backup into a data folder, which is made if it is not there.

    Everything is checked before anything is changed.

    Args:
        file: the backup.
        folder: the data folder.
        keep_config: leave the folder's own config.yaml: another machine has other addresses.

    Returns:
        What the backup held, and where that is which was there before.

    Raises BadBackup, StillRuns, NewerSchema, NewerData, Unavailable.
    """
    layout = Layout.make(folder)
    try:
        presence = Presence.claim(layout.run, "supervisor")  # or somebody could start it meanwhile
    except AlreadyPresent as error:
        raise StillRuns(_told(["supervisor"])) from error
    try:
        with tempfile.TemporaryDirectory(dir=layout.folder, prefix=".restore-") as unpacked:
            manifest = backup.read(file, Path(unpacked))
            return manifest, _put(layout, Path(unpacked), manifest, keep_config=keep_config)
    finally:
        presence.release()


def _put(layout: Layout, unpacked: Path, manifest: Manifest, *, keep_config: bool) -> Path:
    check_copy(unpacked / DATABASE, manifest.kind, manifest.schema)
    own = keep_config and layout.config.exists()
    then = config.load(layout.config if own else unpacked / layout.config.name)
    _require_same_kind(then, manifest)
    _require_stopped(Context(layout, then, Secrets()))
    aside = _put_aside(layout)
    _put_database(layout, then, unpacked / DATABASE, aside)
    for name in manifest.digests:
        if name.startswith(f"{SPOOL}/"):
            _place(unpacked / name, layout.spool / Path(name).name)
    if not own:
        _place(unpacked / layout.config.name, layout.config)
    _place(unpacked / layout.secrets.name, layout.secrets)
    return aside


def _put_aside(layout: Layout) -> Path:
    """Keep what is there; the database is moved or copied with the next step."""
    aside = Path(tempfile.mkdtemp(dir=layout.folder, prefix="before-restore-"))
    for path in (layout.config, layout.secrets):
        if path.exists():
            shutil.copy2(path, aside)
    layout.spool.rename(aside / SPOOL)
    layout.spool.mkdir(mode=0o700)
    return aside


def _put_database(layout: Layout, then: Config, copy: Path, aside: Path) -> None:
    if then.database_url:
        database = Database(then.database_url, ShiftedClock())
        try:
            put_back(database, copy, aside / DATABASE)
        finally:
            database.close()
        return
    for beside in ("", *_BESIDE_DATABASE):
        old = layout.database.with_name(layout.database.name + beside)
        if old.exists():
            old.rename(aside / old.name)
    _place(copy, layout.database)


def _require_same_kind(then: Config, manifest: Manifest) -> None:
    kind = "postgresql" if then.database_url else "sqlite"
    if kind != manifest.kind:
        raise BadBackup(
            f"the backup is of {manifest.kind}, and config.yaml says {kind}; set database_url"
            " and come again with --keep-config"
        )


def _require_stopped(here: Context) -> None:
    running = [name for name in NAMES if look(here.layout.run, name)]
    if running_asterisk(here) is not None:
        running.append("asterisk")
    if running:
        raise StillRuns(_told(running))


def _told(running: list[str]) -> str:
    return f"{', '.join(running)} still run; ./linka down first, or restore with --stop"


def _place(source: Path, target: Path) -> None:
    source.chmod(0o600)
    source.replace(target)  # one file system: a crash leaves the old one or the new one
