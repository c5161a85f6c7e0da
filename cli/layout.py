"""The data folder: what lies where, and which version of it this is."""

import os
from dataclasses import dataclass
from pathlib import Path

from cli.errors import BadConfig, NewerData, NoData

CHECKOUT = Path(__file__).resolve().parent.parent
VERSION = 1
"""Of the data folder's form; counted up when an older Linka could not read what we write."""

_LONGEST = 30
"""Characters of a version that are looked at: more are damage, and would fill the screen."""


def default_folder() -> Path:
    """`$LINKA_DATA`, else `data` in the checkout."""
    return Path(os.environ.get("LINKA_DATA") or CHECKOUT / "data")


@dataclass(frozen=True)
class Layout:
    """Where things are in a data folder. All of it is readable by its owner only."""

    folder: Path

    @property
    def config(self) -> Path:
        return self.folder / "config.yaml"

    @property
    def secrets(self) -> Path:
        return self.folder / "secrets.json"

    @property
    def version(self) -> Path:
        return self.folder / "version"

    @property
    def database(self) -> Path:
        return self.folder / "linka.db"

    @property
    def sounds(self) -> Path:
        return self.folder / "sounds"

    @property
    def music(self) -> Path:
        """What Asterisk plays to a caller on hold."""
        return self.folder / "moh"

    @property
    def spool(self) -> Path:
        """Requests for a call-back that the fall-back took."""
        return self.folder / "spool"

    @property
    def asterisk(self) -> Path:
        return self.folder / "asterisk"

    @property
    def run(self) -> Path:
        """Who runs: locks, heart-beats, the clock's shift."""
        return self.folder / "run"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @classmethod
    def make(cls, folder: Path) -> "Layout":
        """The layout of a folder, which is made if it is not there.

        Raises NewerData, and BadConfig for a folder that holds something else.
        """
        layout = cls(folder.absolute())
        if layout.version.exists():
            layout.check()
        else:
            layout.begin()
        for part in (layout.sounds, layout.spool, layout.asterisk, layout.run, layout.log):
            part.mkdir(mode=0o700, exist_ok=True)
        return layout

    @classmethod
    def find(cls, folder: Path) -> "Layout":
        """The layout of a folder that is there. Raises NoData, NewerData."""
        layout = cls(folder.absolute())
        if not layout.version.exists():
            raise NoData(f"{layout.folder} holds no data of Linka yet; ./linka up makes them")
        layout.check()
        return layout

    def begin(self) -> None:
        """Make a new folder ours."""
        if self.folder.is_dir() and any(
            entry.name not in {"config.yaml", "lost+found"} for entry in self.folder.iterdir()
        ):
            raise BadConfig(
                f"{self.folder} is not empty and holds no data of Linka; name another folder"
            )
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(self.version, f"{VERSION}\n")

    def keep_database_private(self) -> None:
        """Let only its owner read the database, which is made if it is not there.

        The folder may have been there before us and be open to others, as one made by `mkdir` or
        by a service manager is. SQLite gives the files beside it the same mode.
        """
        self.database.touch(mode=0o600)
        self.database.chmod(0o600)

    def check(self) -> None:
        """Raise NewerData if a newer Linka wrote the folder, BadConfig if its mark is damaged."""
        text = self.version.read_text(encoding="utf-8", errors="replace").strip()[:_LONGEST]
        if not text.isdecimal():
            raise BadConfig(f"{self.version} should hold a number and holds {text!r}")
        if int(text) > VERSION:
            raise NewerData(
                f"{self.folder} was written by a newer Linka (version {text} of the data folder;"
                f" this one reads up to {VERSION}). Update Linka, or name another folder by --data"
            )


def write_whole(path: Path, text: str, mode: int = 0o600) -> None:
    """Replace a file's text so that a crash leaves the old one or the new one."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
