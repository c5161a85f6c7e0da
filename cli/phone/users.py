"""Who uses an exchange now, known by locks that end with their process."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Users:
    """One of the users of what runs on a folder.

    Args:
        folder: where the two lock files are; it exists by the time of the first call.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: int | None = None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else starts, joins or leaves meanwhile."""
        door = self._open("door")
        try:
            fcntl.flock(door, fcntl.LOCK_EX)
            yield
        finally:
            os.close(door)

    def join(self) -> None:
        """From now on it is used; until `leave`, or until this process ends in whatever way."""
        self._held = self._open("users")
        fcntl.flock(self._held, fcntl.LOCK_SH)

    def leave(self) -> bool:
        """Whether nobody uses it any more."""
        if self._held is None:
            return False
        try:
            fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        else:
            return True
        finally:
            os.close(self._held)
            self._held = None

    def _open(self, name: str) -> int:
        return os.open(self._folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
