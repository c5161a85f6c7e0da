"""Start Asterisk, find it again, stop it."""

import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from cli.asterisk import errors, sandbox
from cli.asterisk.render import write
from cli.asterisk.root import Root
from ivr.fallback.agi import CHECK

BOOT_WITHIN = 30.0
# tells ours from any other Asterisk, and from a process that has inherited the number
_MARK = "LINKA_ASTERISK"
_AGI = """#!/bin/sh
# Python for the dialplan's scripts; everything it needs is under /linka
LD_LIBRARY_PATH=/linka/python/lib PYTHONPATH=/linka/app:/linka/site PYTHONDONTWRITEBYTECODE=1 \\
exec /linka/python/bin/python3 -s -m ivr.fallback.agi "$@"
"""


class Asterisk:
    """One Asterisk on one folder (`etc`, `lib`, `spool`, `log`, `run`).

    It lives in a process session of its own and outlives whoever started it; `start` finds it
    again. `mounts` are what it sees besides its own folders.
    """

    def __init__(self, root: Root, folder: Path, mounts: list[sandbox.Mount]) -> None:
        self.root = root
        self.folder = folder.absolute()
        self._mounts = mounts
        self._child: int | None = None

    @property
    def process(self) -> psutil.Process | None:
        """The Asterisk of this folder, if it runs, whoever started it."""
        try:
            process = psutil.Process(int((self.folder / "run" / "asterisk.pid").read_text()))
            ours = process.environ().get(_MARK) == str(self.folder)
        except (OSError, ValueError, psutil.Error):
            return None
        return process if ours and process.status() != psutil.STATUS_ZOMBIE else None

    def start(self) -> bool:
        """Start Asterisk and wait until it takes calls; False if it ran already.

        Raises NotStarted, NamespacesRefused, DiskFull.
        """
        try:
            self._prepare()
            with self._alone():
                if self.process is not None:
                    self._wait_until_booted()
                    return False
                self._launch()
                self._wait_until_booted()
                return True
        except OSError as error:
            if error.errno in {28, 122}:  # ENOSPC, EDQUOT
                raise errors.DiskFull(f"no space left for {self.folder}") from error
            raise

    def command(self, command: str, *, within: float | None = None) -> str:
        """The output of a command of Asterisk's own console. Never one with a caller's input.

        Raises NotRunning, and TimeoutExpired if it does not answer within so many seconds.
        """
        done = subprocess.run(
            [*self._sandbox(), "asterisk", "-C", "/linka/etc/asterisk.conf", "-rx", command],
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=within,
        )
        if done.returncode:
            raise errors.NotRunning(f"{self.folder}: {(done.stderr or done.stdout).strip()}")
        return done.stdout

    def check_script(self) -> None:
        """Make sure that the dialplan's script runs where Asterisk runs: seldom used, and then all
        that there is.

        Raises NotStarted.
        """
        self._prepare()
        done = subprocess.run(
            [*self._sandbox(), "/linka/etc/callback-agi", CHECK],
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        if done.returncode:
            raise errors.NotStarted(f"the fall-back's script does not run: {done.stderr.strip()}")

    def reload(self) -> None:
        """Read the configuration again; calls go on. New ports and modules need a restart."""
        self.command("core reload")

    def stop(self, grace: float = 0.0) -> None:
        """Stop: take no new call, let the old ones end for `grace` seconds, then hang up."""
        process = self.process
        if process is None:
            return
        if grace > 0:
            # Asterisk's console answers this one only when the last call has ended
            until = time.monotonic() + grace
            self._ask("core stop gracefully", within=grace)
            self._gone(process, until - time.monotonic())
        if process.is_running():
            self._ask("core stop now")
            if not self._gone(process, 5.0):
                self.kill()

    def kill(self) -> None:
        """End it as a crash would."""
        process = self.process
        if process is not None:
            process.send_signal(signal.SIGKILL)
            self._gone(process, 5.0)

    def _ask(self, command: str, *, within: float | None = None) -> None:
        with suppress(errors.NotRunning, subprocess.TimeoutExpired):
            self.command(command, within=within)

    def _gone(self, process: psutil.Process, within: float) -> bool:
        end = time.monotonic() + within
        while time.monotonic() < end:
            self._child_ended()  # else it stays as a zombie
            try:
                if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
                    return True
            except psutil.NoSuchProcess:
                return True
            time.sleep(0.05)
        return False

    def _prepare(self) -> None:
        for name in ("etc", "lib", "spool/recording", "log", "run", "lib/keys"):
            (self.folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)
        write(self.folder / "hosts", sandbox.hosts())
        write(self.folder / "etc" / "callback-agi", _AGI, mode=0o700)
        # Asterisk creates its database and control socket anew in an empty folder
        if shutil.disk_usage(self.folder).free < 20_000_000:
            raise errors.DiskFull(f"less than 20 MB are left for {self.folder}")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Two that start at the same time make one Asterisk."""
        with (self.folder / "run" / "starting.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _sandbox(self) -> list[str]:
        hosts = sandbox.Mount(self.folder / "hosts", "/etc/hosts")
        documentation = self.root.path / "usr/share/asterisk/documentation"
        mounts = [*sandbox.folders(self.folder), hosts, *self._mounts]
        if documentation.is_dir():
            mounts.append(sandbox.Mount(documentation, "/linka/share/documentation"))
        return [
            *sandbox.base(self.root.path),
            *sandbox.arguments(mounts),
            *("--chdir", "/linka/spool"),
        ]

    def _launch(self) -> None:
        environment = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "HOME": "/linka/run",
            "LANG": "C.UTF-8",
            _MARK: str(self.folder),
        }
        (self.folder / "run" / "asterisk.pid").unlink(missing_ok=True)
        command = [*self._sandbox(), "asterisk", "-f", "-C", "/linka/etc/asterisk.conf"]
        console = str(self.folder / "log" / "console.log")
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        self._child = os.posix_spawnp(
            command[0],
            command,
            environment,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, console, flags, 0o600),
                (os.POSIX_SPAWN_DUP2, 1, 2),
            ],
            # neither Ctrl-C nor the end of our session may reach it: there are calls on it
            setsid=True,
        )

    def _child_ended(self) -> bool:
        """Whether the bubblewrap that we started has ended; takes its exit status then."""
        if self._child is None:
            return False
        try:
            ended, _ = os.waitpid(self._child, os.WNOHANG)
        except ChildProcessError:
            ended = self._child
        if ended:
            self._child = None
        return bool(ended)

    def _wait_until_booted(self) -> None:
        end = time.monotonic() + BOOT_WITHIN
        while time.monotonic() < end:
            if self._child_ended():
                raise self._not_started("Asterisk ended at once")
            if self.process is not None:
                try:
                    self.command("core waitfullybooted")
                except errors.NotRunning:
                    pass
                else:
                    return
            time.sleep(0.05)
        raise self._not_started(f"Asterisk did not come up within {BOOT_WITHIN:.0f} s")

    def _not_started(self, what: str) -> errors.AsteriskError:
        words = []
        for name in ("console.log", "messages.log"):
            path = self.folder / "log" / name
            if path.exists():
                words += path.read_text(errors="replace").splitlines()[-6:]
        text = "\n".join(words)
        if "uid map" in text or "new namespace" in text:
            return errors.NamespacesRefused(errors.NAMESPACES_ADVICE)
        return errors.NotStarted(f"{what}; see {self.folder / 'log'}\n{text}")
