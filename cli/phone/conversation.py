"""A citizen on the phone: listens, keys when Linka has spoken, and notes what was heard."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from cli.phone.call import PhoneCall
from cli.phone.ear import Ear, Heard
from ivr.speech.segments import Utterance

SPOKEN = 0.9
"""Seconds of silence after which a citizen thinks that Linka has finished; pauses in a sentence
are shorter."""
SILENT_TURN = "-"
"""Instead of keys: let one question pass in silence."""
MID_PROMPT = "!"
"""In front of keys: press them while Linka speaks."""
FLUSHED = 2.3
"""A recording on disk lags by up to so many seconds."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one of the two did. `at` counts seconds from the answer."""

    at: float
    who: Literal["linka", "caller"]
    text: str
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Conversation:
    """How a call went.

    Attributes:
        rang: seconds until it was answered.
        seconds: how long it lasted from then on.
        ended_by: who hung up.
        heard: every prompt that was recognised; times in seconds from the answer.
    """

    rang: float
    seconds: float
    ended_by: Literal["caller", "town"]
    lines: tuple[Line, ...]
    heard: tuple[Heard, ...]

    @property
    def text(self) -> str:
        """All that Linka said, in one piece."""
        return " ".join(line.text for line in self.lines if line.who == "linka")


@dataclass(slots=True)
class Citizen:
    """Holds one conversation.

    Args:
        keys: one entry a question: keys, `-` for silence, `!` before keys pressed mid-prompt.
        ahead: key everything at once, as somebody does who knows the way.
        stay: seconds of silence at the end before the citizen hangs up.
        at_most: seconds after which the citizen hangs up anyhow; music, for one, is never silent.
        tell: called with each line once it is known.
    """

    call: PhoneCall
    ear: Ear
    keys: Sequence[str]
    ahead: bool = False
    stay: float = 3.0
    at_most: float | None = None
    tell: Callable[[Line], None] = lambda _line: None

    async def converse(self) -> Conversation:
        """From the answer to the end of the call.

        Raises:
            NotAnsweredError: nobody answered.
        """
        rang = await self.call.answered()
        pressed: list[Line] = []
        listening = asyncio.create_task(self._report(pressed))
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self.at_most):
                    await self._talk(pressed)
            await self.call.hang_up()
        finally:
            lines = await listening
        answered, ended = self.call.answered_at or 0.0, self.call.ended_at or 0.0
        heard = tuple(await self._hear(0.0))
        return Conversation(
            rang, ended - answered, self.call.ended_by or "town", tuple(lines), heard
        )

    async def _talk(self, pressed: list[Line]) -> None:
        for entry in self.keys:
            if self.call.over:
                return
            if not self.ahead:
                await self._listen_before(entry)
            keys = entry.removeprefix(MID_PROMPT)
            if keys != SILENT_TURN and not self.call.over:
                pressed.append(Line(self._since_answer(), "caller", keys))
                await self.call.key(keys)
        await self.call.sound(within=self.stay)
        while not self.call.over and not await self.call.silence(self.stay):
            continue

    async def _listen_before(self, entry: str) -> None:
        await self.call.sound(within=10.0)
        if entry.startswith(MID_PROMPT):
            await asyncio.sleep(0.5)
            return
        await self.call.silence(SPOKEN)
        if entry == SILENT_TURN:
            await self.call.sound(within=30.0)

    async def _report(self, pressed: list[Line]) -> list[Line]:
        """Tell each turn when the recording on disk has it whole."""
        lines: list[Line] = []
        turn, since = 0, 0.0
        while True:
            over = self.call.whole
            upto = pressed[turn].at if turn < len(pressed) else None
            if upto is not None and (over or self._since_answer() > upto + FLUSHED):
                turn += 1
                self._add(lines, [*await self._said(since, upto), pressed[turn - 1]])
                since = upto
            elif upto is None and over:
                self._add(lines, await self._said(since, None))
                return lines
            else:
                await asyncio.sleep(0.2)

    def _add(self, lines: list[Line], more: Sequence[Line]) -> None:
        for line in more:
            lines.append(line)
            self.tell(line)

    async def _said(self, since: float, upto: float | None) -> list[Line]:
        turn = [
            one
            for one in await self._hear(max(0.0, since - 0.5))
            if one.start >= since - 0.05 and (upto is None or one.start < upto - 0.05)
        ]
        if not turn:
            return []
        text = Utterance(tuple(one.segment for one in turn)).text
        return [Line(turn[0].start, "linka", text, turn[-1].complete)]

    async def _hear(self, since: float) -> list[Heard]:
        """What was heard, in seconds from the answer."""
        if self.call.recorded_from is None or not self.call.recording.exists():
            return []
        shift = self.call.position(self.call.answered_at or 0.0)
        begin = max(0.0, since + shift)
        heard = await asyncio.to_thread(self.ear.hear, self.call.recording, begin)
        return [replace(one, start=one.start - shift, end=one.end - shift) for one in heard]

    def _since_answer(self) -> float:
        return asyncio.get_running_loop().time() - (self.call.answered_at or 0.0)
