"""A backup: one file with everything that cannot be made again.

Inside: configuration, secrets, requests for a call-back that wait in the spool, and the database,
each as it was at one moment. The spool is copied first: a request that is taken in meanwhile is
then in both, and is taken in once, because its name is its command key.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from booking.api import Database, copy_of, kind_of, revision_of
from cli.context import Context
from cli.errors import BadBackup
from cli.layout import VERSION

FORM = 1
"""Of the file; counted up when an older Linka could not restore it."""

MANIFEST = "manifest.json"
DATABASE = "database"
SPOOL = "spool"


@dataclass(frozen=True)
class Manifest:
    """What a backup holds.

    Attributes:
        form: of the file.
        data: the version of the data folder.
        kind: sqlite or postgresql.
        schema: the revision of the database.
        made_at: by Linka's clock, ISO 8601.
        digests: SHA-256 of each file in it by name.
    """

    form: int
    data: int
    kind: str
    schema: str
    made_at: str
    digests: dict[str, str]


def write(here: Context, file: Path) -> Manifest:
    """Make a backup while everything runs; the file appears once it is whole, for its owner alone.

    Raises BadBackup, Unavailable.
    """
    with _new(file) as target, tempfile.TemporaryDirectory(dir=file.parent) as folder:
        names = _gather(here, Path(folder))
        database = Database(here.database_url, here.clock)
        try:
            copy_of(database, Path(folder) / DATABASE)
            kind, schema = kind_of(database), revision_of(database)
        finally:
            database.close()
        digests = {name: _digest(Path(folder) / name) for name in [*names, DATABASE]}
        made_at = here.clock.now().isoformat(timespec="seconds")
        manifest = Manifest(FORM, VERSION, kind, schema, made_at, digests)
        with tarfile.open(fileobj=target, mode="w:gz", compresslevel=3) as archive:
            _add(archive, MANIFEST, json.dumps(asdict(manifest), indent=2).encode())
            for name in digests:
                archive.add(Path(folder) / name, name)
    return manifest


def read(file: Path, folder: Path) -> Manifest:
    """Unpack a backup into a folder and check that it is whole. Raises BadBackup."""
    try:
        with tarfile.open(file, "r:gz") as archive:
            for member in archive:
                _unpack(archive, member, folder)
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        manifest = Manifest(**found)
    except (OSError, tarfile.TarError, EOFError, ValueError, TypeError) as error:
        raise BadBackup(f"{file} is no backup of Linka, or is damaged ({error})") from error
    if manifest.form > FORM or manifest.data > VERSION:
        raise BadBackup(f"{file} was written by a newer Linka; update Linka first")
    for name, digest in manifest.digests.items():
        if not (folder / name).is_file() or _digest(folder / name) != digest:
            raise BadBackup(f"{file} is damaged: {name} is not as it was written")
    return manifest


def _unpack(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """Write one file. A backup may come from anywhere: nothing leaves the folder.

    Python's own filter for this came with 3.11.4; Debian 12 has 3.11.2.
    """
    target = (folder / member.name).resolve()
    content = archive.extractfile(member) if member.isreg() else None
    if content is None or not target.is_relative_to(folder.resolve()):
        raise tarfile.TarError(f"{member.name} does not belong there")
    target.parent.mkdir(parents=True, exist_ok=True)
    with content, target.open("wb") as written:
        shutil.copyfileobj(content, written)


def _gather(here: Context, folder: Path) -> list[str]:
    """Copy the files; their names. What is taken in from the spool meanwhile is in the database."""
    names = []
    (folder / SPOOL).mkdir()
    for path in sorted(here.layout.spool.glob("*")):
        if path.is_file() and not path.name.startswith("."):
            try:
                (folder / SPOOL / path.name).write_bytes(path.read_bytes())
            except FileNotFoundError:
                continue
            names.append(f"{SPOOL}/{path.name}")
    for path in (here.layout.config, here.layout.secrets):
        (folder / path.name).write_bytes(path.read_bytes())
        names.append(path.name)
    return names


@contextmanager
def _new(file: Path) -> Iterator[io.BufferedWriter]:
    """A file that is not there before it is whole, and never for others to read."""
    if file.exists():
        raise BadBackup(f"{file} is there already; name another file")
    part = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            yield target
            target.flush()
            os.fsync(target.fileno())
        part.rename(file)
    except OSError as error:
        raise BadBackup(f"{file} cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o600
    archive.addfile(entry, io.BytesIO(content))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
