"""Where Asterisk comes from: the machine's own if it fits, else a small Debian of its own."""

import fcntl
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from cli.asterisk import errors, sandbox

Progress = Callable[[str], None]
OLDEST, TOO_NEW = (22, 7), (23, 0)
NEEDED_BYTES = 1_200_000_000
# unstable is the only suite with Asterisk 22; its Release file expires within a week on
# mirrors that lag, hence the option
BUILD = (
    "mmdebstrap",
    "--variant=apt",
    "--format=tar",
    '--aptopt=Acquire::Check-Valid-Until "false"',
    "--include=asterisk",
    "sid",
    "-",
)
_SIGNS: tuple[tuple[str, type[errors.AsteriskError], str], ...] = (
    (
        "No space left",
        errors.DiskFull,
        "the disk is full; Asterisk needs about 1 GB in {cache} while it is unpacked",
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


@dataclass(frozen=True)
class Root:
    """A file system with Asterisk in it; `/` is the machine itself."""

    path: Path
    version: tuple[int, ...]
    modules: Path


def cache_folder() -> Path:
    """Linka's folder in the user's cache."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "linka"


def find_or_build(progress: Progress = lambda _: None) -> Root:
    """The Asterisk to run. Builds one at the first time: 20 to 60 s and 340 MB.

    Raises AsteriskError with what to do: NoNetwork, DiskFull, NamespacesRefused,
    ProgramMissing, VersionDoesNotFit, RootNotBuilt.
    """
    _require("bwrap", "bubblewrap")
    own = _own()
    if own is not None:
        progress(f"Asterisk {_text(own.version)} of this machine")
        return own
    path = cache_folder() / "asterisk-root"
    if not path.exists():
        with _alone(path.parent):
            if not path.exists():
                _build(path, progress)
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


@contextmanager
def _alone(cache: Path) -> Iterator[None]:
    """Two that come at the same time build one root: the second waits for the first."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "asterisk-root.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _build(path: Path, progress: Progress) -> None:
    _require("mmdebstrap", "mmdebstrap")
    if shutil.disk_usage(path.parent).free < NEEDED_BYTES:
        raise errors.DiskFull(f"Asterisk needs about 1 GB in {path.parent} while it is unpacked")
    progress("Fetching Asterisk 22 from Debian (once, about 100 MB)")
    # under another name until it is whole, so that a broken build is never taken for a root
    building = Path(tempfile.mkdtemp(prefix="asterisk-root-", dir=path.parent))
    try:
        _fetch(building, progress)
        inspect(building)
        building.chmod(0o755)
        building.rename(path)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _fetch(into: Path, progress: Progress) -> None:
    # Unpacked by us and not by mmdebstrap: so all files are this user's and can be removed.
    unpack = ["tar", "-x", "--no-same-owner", "--exclude=./dev/*", "-C", str(into)]
    with (
        tempfile.TemporaryFile("w+") as tar_words,
        subprocess.Popen(
            BUILD, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace"
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
        raise _reason("\n".join(words), into.parent)


def _reason(words: str, cache: Path) -> errors.AsteriskError:
    for pattern, kind, advice in _SIGNS:
        if re.search(pattern, words):
            return kind(advice.format(cache=cache))
    last = "\n".join(words.splitlines()[-8:])
    return errors.RootNotBuilt(f"mmdebstrap could not build Asterisk's root:\n{last}")


def _namespaces_or(words: str, otherwise: str) -> errors.AsteriskError:
    if re.search("namespace|Operation not permitted|uid map", words):
        return errors.NamespacesRefused(errors.NAMESPACES_ADVICE)
    return errors.RootNotBuilt(otherwise)


def _require(program: str, package: str) -> None:
    if shutil.which(program) is None:
        raise errors.ProgramMissing(f"{program} is missing: apt install {package}")


def _text(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
