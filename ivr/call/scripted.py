"""A line without a telephone: a script presses the keys, a transcript keeps what was said.

The script is a row of steps apart by spaces:
    1        keyed when the prompt has been heard to its end
    <1       keyed at once, without waiting for the prompt: barge-in, or typed ahead
    (4711)   digits that do not show in the transcript, each after the other
    0311     digits, each after the other
    ~        silence: wait until the next prompt is said
    +2.5:1   keyed 2.5 s after the step before, whatever is being said
    lost     the connection to Asterisk breaks, when the prompt has been heard
    hangup   the caller hangs up, when the prompt has been heard; `<hangup` in the middle of it
"""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from ivr.call.errors import CallEnded, LineLost
from ivr.call.line import Finished, Gone, Heard, Key, News
from ivr.speech.segments import Utterance

THINKS_SECONDS = 0.6
"""From the end of a prompt to the key of somebody who has heard it."""

ROUNDING = 1e-6

TYPES_SECONDS = 0.3
"""From key to key of somebody who types."""

_STEP = re.compile(
    r"(?P<early><)?(\+(?P<after>[\d.]+):)?(?P<body>~|hangup|lost|\([0-9*#]+\)|[0-9*#]+)"
)


@dataclass(slots=True)
class _Step:
    body: str
    early: bool
    after: float | None
    hidden: bool = False


@dataclass(slots=True)
class Said:
    """One line of the transcript: what the town hall said, or what the caller did.

    `until` is when a prompt's end was, said or cut.
    """

    at: float
    who: str
    text: str
    until: float | None = None
    cut: bool = False

    def __str__(self) -> str:
        cut = " …" if self.cut else ""
        return f"{self.at:7.1f}  {self.who}  {self.text}{cut}"


@dataclass(slots=True)
class _Playing:
    number: int
    ends: float
    said: Said
    over: bool = False


@dataclass(slots=True)
class Transcript:
    """What both sides said and did, in order."""

    lines: list[Said] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(str(line) for line in self.lines)

    def said(self) -> str:
        """Only what the town hall said."""
        return " ".join(line.text for line in self.lines if line.who == "<")


class ScriptedLine:
    """`Line` on a virtual loop. Its script's caller stays on the line when the script is over."""

    def __init__(
        self,
        script: str,
        seconds: Callable[[Utterance], float],
        *,
        call_id: str = "call-1",
        caller: str | None = "+420777654321",
        dialled: str = "844121314",
    ) -> None:
        self.transcript = Transcript()
        self.lease_ends: float | None = None
        self.hung_up_by: str | None = None
        self.handed_over = False
        self._call_id = call_id
        self._caller = caller
        self._dialled = dialled
        self._steps = deque(_steps(script))
        self._seconds = seconds
        self._loop = asyncio.get_running_loop()
        self._playing: _Playing | None = None
        self._finished: deque[int] = deque()
        self._said = 0
        self._free_from = self._stepped = self._loop.time()
        self._awaits_prompt = False
        self._talks = False
        self._news = asyncio.Event()

    def nudge(self) -> None:
        """Something that the call depends on has changed."""
        self._news.set()

    def add(self, script: str) -> None:
        """What the caller does after the rest of the script."""
        if not self._steps:
            self._free_from = self._stepped = max(self._free_from, self.now())
        self._steps += _steps(script)

    @property
    def call_id(self) -> str:
        return self._call_id

    @property
    def caller(self) -> str | None:
        return self._caller

    @property
    def dialled(self) -> str:
        return self._dialled

    def now(self) -> float:
        return self._loop.time()

    async def answer(self) -> None:
        self._check()
        self._note("-", "answered")

    async def renew(self, seconds: float) -> None:
        self._check()
        self.lease_ends = self.now() + seconds

    async def play(self, utterance: Utterance) -> int:
        self._check()
        if self.lease_ends is None or self.lease_ends < self.now():
            raise AssertionError("a prompt without a lease")
        if self._talks:
            raise AssertionError("a prompt into a talk")
        self.hush()
        self._said += 1
        said = self._note("<", utterance.text)
        self._playing = _Playing(self._said, self.now() + self._seconds(utterance), said)
        self._awaits_prompt = False
        return self._said

    def hush(self) -> None:
        playing = self._playing
        if playing is not None:
            self._playing = None
            playing.said.until = min(self.now(), playing.ends)
            playing.said.cut = not self._has_come(playing.ends)
            self._finished.append(playing.number)
            self._free_from = max(self._free_from, playing.said.until)

    async def next(self, until: float | None) -> Heard | None:
        while True:
            if (heard := self.ready()) is not None:
                return heard
            wake = min(t for t in (until, self._prompt_ends(), self._step_due()) if t is not None)
            if self._has_come(wake):
                return None
            with suppress(TimeoutError):
                async with asyncio.timeout_at(wake):
                    await self._news.wait()
            if until is not None and self._has_come(until):
                return self.ready()

    def ready(self) -> Heard | None:
        if self.hung_up_by is not None:
            return Gone()
        if self._news.is_set():
            self._news.clear()
            return News()
        ends = self._prompt_ends()
        due = self._step_due()
        if ends is not None and self._has_come(ends) and (due is None or ends <= due):
            self.hush()
        if self._finished:
            return Finished(self._finished.popleft())
        if due is not None and self._has_come(due):
            return self._do(self._steps[0])
        return None

    async def join(self) -> None:
        self._check()
        if not self._talks:
            self.hush()
            self._talks = True
            self.lease_ends = None
            self._note("-", "talks with an operator")

    async def part(self) -> None:
        if self._talks:
            self._talks = False
            self._note("-", "talks no more")

    async def hang_up(self) -> None:
        if self.hung_up_by is None:
            self.hung_up_by = "us"
            self._note("-", "hung up by the town hall")

    async def hand_over(self) -> None:
        self._check()
        self.handed_over = True
        self.hung_up_by = "us"
        self._note("-", "handed over to the fall-back")

    def close(self) -> None:
        self.hush()

    def _has_come(self, moment: float) -> bool:
        """A timer may end a rounding error early, and then never again."""
        return moment <= self.now() + ROUNDING

    def _check(self) -> None:
        due = self._step_due()
        if due is not None and self._has_come(due) and self._steps[0].body == "hangup":
            self._do(self._steps[0])
        if self.hung_up_by is not None:
            raise CallEnded

    def _prompt_ends(self) -> float | None:
        return None if self._playing is None else self._playing.ends

    def _step_due(self) -> float | None:
        """When the script's next step is; None while it waits for a prompt, or is over."""
        if not self._steps or self._awaits_prompt:
            return None
        step = self._steps[0]
        if step.after is not None:
            return self._stepped + step.after
        if step.early:
            return self._free_from + TYPES_SECONDS
        if self._playing is not None:
            return self._playing.ends + THINKS_SECONDS
        return self._free_from + (THINKS_SECONDS if self._said else TYPES_SECONDS)

    def _do(self, step: _Step) -> Heard | None:
        if step.body == "hangup":
            self._steps.popleft()
            self.hush()
            self.hung_up_by = "caller"
            self._note("-", "hung up by the caller")
            return Gone()
        if step.body == "lost":
            self._steps.popleft()
            self.hush()
            self._note("-", "the connection is lost")
            raise LineLost
        if step.body == "~":
            self._steps.popleft()
            self._awaits_prompt = True
            self._note(">", "(silence)")
            return None
        digit, rest = step.body[0], step.body[1:]
        self._note(">", "•" if step.hidden else digit)
        self._free_from = self._stepped = self.now()
        self._steps.popleft()
        if rest:
            self._steps.appendleft(_Step(rest, True, None, step.hidden))
        return Key(digit)

    def _note(self, who: str, text: str) -> Said:
        said = Said(self.now(), who, text)
        self.transcript.lines.append(said)
        return said


def _steps(script: str) -> list[_Step]:
    steps = []
    for word in script.split():
        match = _STEP.fullmatch(word)
        if match is None:
            raise ValueError(f"not a step: {word}")
        body, after = match["body"], match["after"]
        hidden = body.startswith("(")
        steps.append(
            _Step(
                body.strip("()"),
                bool(match["early"]),
                None if after is None else float(after),
                hidden,
            )
        )
    return steps
