"""Requests for a call back, on disk until the backend has taken them in.

The file system is all that can be trusted while the application is away, so each request is one
file that is either there and whole, or not there.
"""

import json
import os
import re
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

SUFFIX = ".json"
# what E.164 allows, with or without the plus
_NUMBER = re.compile(r"\+?[0-9]{3,15}")


class BadRequestFile(ValueError):
    """A file in the spool is not a request: cut off, or not written by us."""


@dataclass(frozen=True)
class CallbackRequest:
    """Somebody asked to be called back.

    `caller` is the number to call, `asked_at` the town's time with its zone, `call` the id of
    the channel it was asked on.
    """

    caller: str
    asked_at: datetime
    language: str
    call: str


def leave(folder: Path, request: CallbackRequest) -> Path:
    """Put a request into the spool; when this returns it survives a power cut.

    Raises OSError: then nothing is there, and the caller must be told so.
    """
    moment = request.asked_at.strftime("%Y%m%dT%H%M%S")
    path = folder / f"{moment}-{secrets.token_hex(8)}{SUFFIX}"
    fields = {**asdict(request), "asked_at": request.asked_at.isoformat()}
    hidden = path.with_suffix(".new")
    try:
        with os.fdopen(os.open(hidden, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(fields, file)
            file.flush()
            os.fsync(file.fileno())
        hidden.rename(path)
    except OSError:
        hidden.unlink(missing_ok=True)
        raise
    _sync(folder)
    return path


def waiting(folder: Path) -> list[Path]:
    """The requests that wait to be taken in, oldest first."""
    return sorted(folder.glob(f"*{SUFFIX}"))


def read(path: Path) -> CallbackRequest:
    """The request in a file. Raises BadRequestFile."""
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        request = CallbackRequest(
            caller=str(fields["caller"]),
            asked_at=datetime.fromisoformat(fields["asked_at"]),
            language=str(fields["language"]),
            call=str(fields["call"]),
        )
    except (ValueError, KeyError, TypeError, RecursionError, IsADirectoryError) as error:
        raise BadRequestFile(f"{path.name}: {type(error).__name__}") from error
    if not is_number(request.caller) or request.asked_at.tzinfo is None:
        raise BadRequestFile(f"{path.name}: no number or no time")
    return request


def remove(path: Path) -> None:
    """Take a request out, once it is safe elsewhere."""
    path.unlink(missing_ok=True)
    _sync(path.parent)


def is_number(text: str) -> bool:
    """Whether this can be called back at all."""
    return _NUMBER.fullmatch(text) is not None


def _sync(folder: Path) -> None:
    """Make a rename last: it is in the folder, not in the file."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
