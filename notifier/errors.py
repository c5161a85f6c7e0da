"""What can go wrong between an event and its recipient."""

from __future__ import annotations

import traceback
from enum import StrEnum
from pathlib import Path


class NotifierError(Exception):
    """The docstring of each class is its message for people who run Linka."""

    def __str__(self) -> str:
        said = super().__str__()
        return said or (self.__doc__ or "").strip().splitlines()[0]


class TemplateError(NotifierError):
    """A message's template is wrong; the message names the file, the place and the reason."""


class Pace(StrEnum):
    """How soon it is worth trying again."""

    SOON = "soon"
    """No connection, or a server that stumbled: mostly over in a moment."""

    BUSY = "busy"
    """The provider has too much to do, and may say for how long."""

    SLOW = "slow"
    """Somebody has to repair something, or the other side makes everybody wait."""


class SendingError(NotifierError):
    """The provider did not take the message.

    Attributes:
        reason: a short code for lists and logs; never a number, an address or a text.
        retry_after: seconds that the provider asks to wait, None where it does not say.
        pace: how soon it is worth trying again.
    """

    def __init__(
        self, reason: str, *, retry_after: float | None = None, pace: Pace = Pace.SOON
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after
        self.pace = pace


class Rejected(SendingError):
    """The provider will never take this message: a landline, an unknown address, an opt-out."""


class NotTaken(SendingError):
    """The provider has certainly not taken it this time; it may take it later."""


class Undecided(SendingError):
    """Nobody knows whether the provider has taken it: no answer came."""


class CodesNotTaken(NotifierError):
    """So many codes were guessed by SMS lately that only a visit's own number may name it."""


def told(error: BaseException) -> dict[str, str]:
    """What a log may hold of an unexpected error: its kind and its place, never its message.

    Messages of database and validation errors quote the values, and these are people's numbers.
    """
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return {"error": type(error).__name__, "place": place}
