"""Small Debians of our own: for programs that the machine lacks, or shall not have running."""

import fcntl
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cli.asterisk import errors

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Recipe:
    """What one of them is made of.

    Attributes:
        folder: its name in Linka's cache.
        what: what it is made for, in words.
        suite: of Debian.
        packages: what is in it besides the least.
        needed_bytes: what it takes on the disk while it is unpacked.
    """

    folder: str
    what: str
    suite: str
    packages: tuple[str, ...]
    needed_bytes: int

    @property
    def command(self) -> tuple[str, ...]:
        """Makes it, as a tar archive on standard output."""
        return (
            "mmdebstrap",
            "--variant=apt",
            "--format=tar",
            # a Release file expires within a week, also on mirrors that lag
            '--aptopt=Acquire::Check-Valid-Until "false"',
            f"--include={','.join(self.packages)}",
            self.suite,
            "-",
        )


_SIGNS: tuple[tuple[str, type[errors.AsteriskError], str], ...] = (
    (
        "No space left",
        errors.DiskFull,
        "the disk is full; {what} needs about 1 GB in {cache} while it is unpacked",
    ),
    (
        "resolving|Could not connect|Failed to fetch|Connection timed out|unreachable",
        errors.NoNetwork,
        "Debian's archive cannot be reached; check the network or apt's proxy",
    ),
    (
        "newuidmap|subuid|unshare|user namespace",
        errors.NamespacesRefused,
        errors.NAMESPACES_ADVICE,
    ),
)


def cache_folder() -> Path:
    """Linka's folder in the user's cache."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "linka"


def made(
    recipe: Recipe, check: Callable[[Path], object], progress: Progress = lambda _: None
) -> Path:
    """The root of this recipe; made at the first time, by one process for all.

    Args:
        recipe: what is in it.
        check: raises where a new one is no good; it is then not kept.
        progress: hears what goes on.

    Raises AsteriskError with what to do: NoNetwork, DiskFull, NamespacesRefused, ProgramMissing,
    RootNotBuilt.
    """
    path = cache_folder() / recipe.folder
    if not path.exists():
        with _alone(path):
            if not path.exists():
                _build(recipe, path, check, progress)
    return path


def require(program: str, package: str) -> None:
    if shutil.which(program) is None:
        raise errors.ProgramMissing(f"{program} is missing: apt install {package}")


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Two that come at the same time build one root: the second waits for the first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(f"{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _build(recipe: Recipe, path: Path, check: Callable[[Path], object], progress: Progress) -> None:
    require("mmdebstrap", "mmdebstrap")
    if shutil.disk_usage(path.parent).free < recipe.needed_bytes:
        raise errors.DiskFull(_SIGNS[0][2].format(what=recipe.what, cache=path.parent))
    progress(f"Fetching {recipe.what} from Debian (once, about 100 MB)")
    # under another name until it is whole, so that a broken build is never taken for a root
    building = Path(tempfile.mkdtemp(prefix=f"{recipe.folder}-", dir=path.parent))
    try:
        _fetch(recipe, building, progress)
        check(building)
        building.chmod(0o755)
        building.rename(path)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _fetch(recipe: Recipe, into: Path, progress: Progress) -> None:
    # Unpacked by us and not by mmdebstrap: so all files are this user's and can be removed.
    unpack = ["tar", "-x", "--no-same-owner", "--exclude=./dev/*", "-C", str(into)]
    with (
        tempfile.TemporaryFile("w+") as tar_words,
        subprocess.Popen(
            recipe.command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
        ) as debian,
        subprocess.Popen(unpack, stdin=debian.stdout, stderr=tar_words) as tar,
    ):
        if debian.stdout is None or debian.stderr is None:
            raise RuntimeError("both are pipes")
        debian.stdout.close()  # so that mmdebstrap notices if tar dies
        words: list[str] = []
        for line in debian.stderr:
            words.append(line.rstrip())
            if line.startswith("I: "):
                progress(line[3:].rstrip())
        debian.wait()
        tar.wait()
        tar_words.seek(0)
        words += tar_words.read().splitlines()
    if debian.returncode or tar.returncode:
        raise _reason(recipe, "\n".join(words), into.parent)


def _reason(recipe: Recipe, words: str, cache: Path) -> errors.AsteriskError:
    for pattern, kind, advice in _SIGNS:
        if re.search(pattern, words):
            return kind(advice.format(what=recipe.what, cache=cache))
    last = "\n".join(words.splitlines()[-8:])
    return errors.RootNotBuilt(f"mmdebstrap could not build the root of {recipe.what}:\n{last}")
