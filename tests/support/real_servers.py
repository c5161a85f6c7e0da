"""Real servers of Debian's packages that tests talk to: Kannel, Postfix.

They live in a small Debian of their own: Debian's packages would start them on the machine, and
Postfix would push out the mail server that is there.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from cli.asterisk.debian import Progress, Recipe, made
from cli.asterisk.errors import RootNotBuilt

RECIPE = Recipe(
    folder="test-servers-root",
    what="Kannel and Postfix, for the tests",
    suite="stable",
    packages=("kannel", "kannel-extras", "postfix"),
    needed_bytes=900_000_000,
)
FAKE_SMSC = "/usr/lib/kannel/test/fakesmsc"
_PARTS = ("usr", "etc", "bin", "lib", "lib64", "sbin")
PRIVATE = "/linka"
"""Where a server sees its own folder."""

_UP_SECONDS = 30.0


def servers_root(progress: Progress = lambda _: None) -> Path:
    """The file system with the servers; made at the first time, about a minute and 250 MB.

    Raises:
        AsteriskError: it cannot be made; the message says what to do.
    """
    return made(RECIPE, _check, progress)


def _check(root: Path) -> None:
    missing = [
        name
        for name in ("usr/sbin/bearerbox", "usr/sbin/smsbox", "usr/sbin/postfix", FAKE_SMSC[1:])
        if not (root / name).exists()
    ]
    if missing:
        raise RootNotBuilt(f"{root} lacks {', '.join(missing)}")


@contextmanager
def server(
    folder: Path,
    command: Sequence[str],
    *,
    over: Mapping[str, Path] | None = None,
    log: str = "log",
) -> Iterator[subprocess.Popen[bytes]]:
    """A program of that root as long as the block lasts; killed at its end if it does not go.

    Args:
        folder: its own; it sees it as `PRIVATE` and may write there.
        command: what runs, as it is named inside.
        over: files or folders of this machine that it sees in place of the root's.
        log: the file in its folder that gets its words.
    """
    with (folder / log).open("ab") as words:
        process = subprocess.Popen(
            [*_inside(servers_root(), folder, over or {}), *command],
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_until_it_listens(port: int) -> None:
    """Back when somebody takes connections at this port of this machine.

    Raises:
        OSError: nobody did for half a minute.
    """
    end = time.monotonic() + _UP_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return


def _inside(root: Path, folder: Path, over: Mapping[str, Path]) -> list[str]:
    command = [*_as_root(), "bwrap", "--die-with-parent", "--unshare-pid", "--tmpfs", "/"]
    for name in _PARTS:
        part = root / name
        if part.is_symlink():
            command += ["--symlink", str(part.readlink()), f"/{name}"]
        elif part.is_dir():
            command += ["--ro-bind", str(part), f"/{name}"]
    command += ["--bind", str(folder), PRIVATE]
    for inside, outside in over.items():
        command += ["--ro-bind", str(outside), inside]
    # Postfix changes to a user of its own, and gives folders to it
    return [*command, "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--cap-add", "ALL"]  # noqa: S108  its own


def _as_root() -> list[str]:
    """What makes this user root of a namespace with more users than one; nothing for root."""
    if os.geteuid() == 0:
        return []
    unshare = shutil.which("unshare") or "unshare"
    return [unshare, "--user", "--map-root-user", "--map-auto"]
