"""Where Asterisk comes from: the machine's own if it fits, else a small Debian of its own."""

import re
import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cli.asterisk import errors, sandbox
from cli.asterisk.debian import Progress, Recipe, made, require

OLDEST, TOO_NEW = (22, 7), (23, 0)
RECIPE = Recipe(
    folder="asterisk-root",
    what="Asterisk 22",
    # unstable is the only suite with Asterisk 22
    suite="sid",
    packages=("asterisk",),
    needed_bytes=1_200_000_000,
)


@dataclass(frozen=True)
class Root:
    """A file system with Asterisk in it; `/` is the machine itself."""

    path: Path
    version: tuple[int, ...]
    modules: Path


def find_or_build(progress: Progress = lambda _: None) -> Root:
    """The Asterisk to run. Builds one at the first time: 20 to 60 s and 340 MB.

    Raises AsteriskError with what to do: NoNetwork, DiskFull, NamespacesRefused,
    ProgramMissing, VersionDoesNotFit, RootNotBuilt.
    """
    require("bwrap", "bubblewrap")
    own = _own()
    if own is not None:
        progress(f"Asterisk {_text(own.version)} of this machine")
        return own
    path = made(RECIPE, inspect, progress)
    found = inspect(path)
    if not fits(found.version):
        raise errors.VersionDoesNotFit(
            f"{path} holds Asterisk {_text(found.version)}; Linka needs 22.7 or newer, below 23."
            " Remove that folder to fetch another, or install a fitting Asterisk"
        )
    progress(f"Asterisk {_text(found.version)} in {path}")
    return found


def inspect(path: Path) -> Root:
    """What a root holds; raises RootNotBuilt if it holds no Asterisk that runs."""
    modules = next(iter(sorted(path.glob("usr/lib/**/asterisk/modules"))), None)
    if modules is None:
        raise errors.RootNotBuilt(f"{path} holds no Asterisk; remove that folder and try again")
    command = [*sandbox.base(path), "asterisk", "-V"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    version = parse_version(done.stdout)
    if not version:
        raise _namespaces_or(done.stderr, f"the Asterisk in {path} does not run: {done.stderr}")
    return Root(path, version, Path("/") / modules.relative_to(path))


def fits(version: tuple[int, ...]) -> bool:
    """22.7 brought the claim of broadcast calls; 23 is another release line."""
    return OLDEST <= version < TOO_NEW


def parse_version(text: str) -> tuple[int, ...]:
    """(22, 10, 1) of 'Asterisk 22.10.1~dfsg…'; empty when there is none."""
    match = re.search(r"Asterisk (?:certified[/-])?(\d+(?:\.\d+)*)", text)
    return tuple(int(number) for number in match[1].split(".")) if match else ()


def _own() -> Root | None:
    if shutil.which("asterisk") is None:
        return None
    with suppress(errors.RootNotBuilt):
        own = inspect(Path("/"))
        if fits(own.version):
            return own
    return None


def _namespaces_or(words: str, otherwise: str) -> errors.AsteriskError:
    if re.search("namespace|Operation not permitted|uid map", words):
        return errors.NamespacesRefused(errors.NAMESPACES_ADVICE)
    return errors.RootNotBuilt(otherwise)


def _text(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
