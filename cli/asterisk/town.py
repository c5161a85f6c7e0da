"""The town's Asterisk: its folders, its configuration, its start."""

from dataclasses import dataclass
from pathlib import Path

from cli.asterisk import sandbox
from cli.asterisk.render import render, town_values
from cli.asterisk.root import Root
from cli.asterisk.run import Asterisk
from cli.asterisk.settings import Settings

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class TownFolders:
    """Where the town's Asterisk keeps and finds things, in the data folder."""

    asterisk: Path
    sounds: Path
    callbacks: Path
    music: Path

    @classmethod
    def of(cls, data: Path) -> "TownFolders":
        return cls(data / "asterisk", data / "sounds", data / "spool", data / "moh")


def town_asterisk(root: Root, folders: TownFolders, settings: Settings) -> Asterisk:
    """The town's Asterisk with its configuration written; `start()` starts or adopts it.

    Call `reload()` after this when it runs already and the settings may have changed.
    Raises BadTemplate.
    """
    folders.sounds.mkdir(parents=True, exist_ok=True)
    folders.music.mkdir(parents=True, exist_ok=True)
    folders.callbacks.mkdir(parents=True, exist_ok=True, mode=0o700)
    render(
        [CHECKOUT / "asterisk-conf", CHECKOUT / "dialplans"],
        {**town_values(settings), "modules": str(root.modules)},
        folders.asterisk / "etc",
    )
    mounts = [
        sandbox.Mount(folders.sounds.absolute(), "/linka/share/sounds"),
        sandbox.Mount(folders.music.absolute(), "/linka/share/moh"),
        sandbox.Mount(folders.callbacks.absolute(), "/linka/callbacks", writable=True),
        *sandbox.python(CHECKOUT / "ivr"),
    ]
    return Asterisk(root, folders.asterisk, mounts)
