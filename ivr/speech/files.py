"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from uuid import uuid4


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file under another name and then renames it: no reader sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def put_link(source: Path, path: Path) -> None:
    """Puts a file into a place by a hard link, or by a copy on another file system."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        try:
            os.link(source, draft)
        except OSError:  # another file system, or one without hard links
            shutil.copyfile(source, draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
