"""The port to a telephone line: what a conversation needs of it, and no more."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from ivr.speech.segments import Utterance


@dataclass(frozen=True, slots=True)
class Key:
    """A key was pressed. It does not show: it may be a digit of a PIN."""

    digit: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Finished:
    """A prompt has ended, said or cut; `failed` when it could not be played at all."""

    playing: int
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Gone:
    """The caller hung up ('hung_up'), or the dialplan took the call back ('fallback')."""

    outcome: str = "hung_up"


@dataclass(frozen=True, slots=True)
class News:
    """Rows that the call depends on may have changed: look at them. It carries no fact."""


Heard = Key | Finished | Gone | News


class Line(Protocol):
    """One caller's line. Times are seconds of the event loop's clock.

    Every method that talks to the other side raises CallEnded when the caller is gone and
    LineLost when the connection to Asterisk broke.
    """

    @property
    def call_id(self) -> str:
        """The channel's id; the ids of everything that belongs to the call derive from it."""

    @property
    def caller(self) -> str | None:
        """The calling number as the network gave it; None when it is hidden."""

    @property
    def dialled(self) -> str:
        """The number that the caller rang."""

    def now(self) -> float:
        """The time of the loop's clock."""

    async def answer(self) -> None:
        """Pick up; nothing where it was done already."""

    async def renew(self, seconds: float) -> None:
        """Keep the call for so long; after that Asterisk itself takes it to the fall-back.

        Nothing may be playing that should be heard to its end.
        """

    async def play(self, utterance: Utterance) -> int:
        """Begin to say something; the number under which `Finished` will tell of its end."""

    def hush(self) -> None:
        """Stop what is being said; returns at once."""

    async def next(self, until: float | None) -> Heard | None:
        """The next thing that happens; None when the time `until` comes first."""

    def ready(self) -> Heard | None:
        """What has happened already, without waiting; None when there is nothing."""

    async def join(self) -> None:
        """Let the caller talk: nothing plays any more, and no lease ends it. Said twice, the same.

        Where the talk was over sooner the caller stays with us, and news tells of it.
        """

    async def part(self) -> None:
        """Take the caller out of the talk, if they are in one; then the lease is to be renewed."""

    async def hang_up(self) -> None:
        """End the call."""

    async def hand_over(self) -> None:
        """Give the call to the dialplan's fall-back, which needs nothing of ours."""

    def close(self) -> None:
        """Listen no more."""
