"""Messages in a file that outlives the process: one a line, as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

KEPT = 2000
"""The newest so many are kept in memory; the file keeps all."""

T = TypeVar("T")


class Lines(Generic[T]):
    """What the file held, and what is added to it.

    Args:
        path: the file; its folder is made.
        decoder: reads a line.

    Attributes:
        newest: the newest last.
    """

    def __init__(self, path: Path, decoder: msgspec.json.Decoder[T]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.newest: list[T] = list(_read(path, decoder))[-KEPT:]
        self._file = path.open("ab")
        if self._file.tell() and not path.read_bytes().endswith(b"\n"):
            self._file.write(b"\n")  # a torn line must not swallow the next one

    def add(self, one: T) -> None:
        """Keep it; it is in the file when this returns."""
        self._file.write(msgspec.json.encode(one) + b"\n")
        self._file.flush()
        self.newest.append(one)
        del self.newest[:-KEPT]

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def _read(path: Path, decoder: msgspec.json.Decoder[T]) -> Iterator[T]:
    if not path.exists():
        return
    for line in path.read_bytes().splitlines():
        try:
            yield decoder.decode(line)
        except msgspec.DecodeError:
            continue  # the line was being written when the process was killed
