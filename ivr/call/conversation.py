"""Putting one question: the prompt, the keys and the timers, until there is a result."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from ivr.call.digits import Entered, Keypad, Question, Result
from ivr.call.errors import CallEnded, PromptNotHeard
from ivr.call.line import Finished, Gone, Heard, Key, Line, News
from ivr.speech.segments import Utterance

QUICK_SECONDS = 1.5
"""Nobody has heard what to press so soon: who keys before that knows the way."""

QUICK_ANSWERS = 2

LEASE_MARGIN = 5.0
"""Seconds that an answer may take us to work on before Asterisk gives us up."""


class Conversation:
    """The line with its keypad. Nothing is journalled here, and nothing is known of dialogs."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self._keypad = Keypad()
        self._quick_answers = 0

    @property
    def hurried(self) -> bool:
        """Whether two answers in a row came too soon to have been heard: say it short.

        It stays so until something goes wrong.
        """
        return self._quick_answers >= QUICK_ANSWERS

    async def put(self, question: Question, utterance: Utterance, seconds: float) -> Result:
        """Say it and take the answer. Keys typed ahead answer it without a word.

        Args:
            question: what may be keyed and how long it waits.
            utterance: the prompt.
            seconds: how long the prompt takes.
        """
        self._take_what_came()
        started = self.line.now()
        result = self._keypad.put(question, started)
        if result is None:
            patience = question.patience
            await self.line.renew(seconds + patience.first + LEASE_MARGIN)
            started = self.line.now()
            playing = await self.line.play(utterance)
            result = await self._listen(playing, patience.total)
        self._weigh(result, self.line.now() - started)
        return result

    async def tell(self, utterance: Utterance, seconds: float) -> None:
        """Say it to its end; keys do not cut it."""
        await self.line.renew(seconds + LEASE_MARGIN)
        playing = await self.line.play(utterance)
        until = self.line.now() + seconds + LEASE_MARGIN / 2
        while (heard := await self.line.next(until)) is not None:
            _must_go_on(heard)
            if isinstance(heard, Finished) and heard.playing == playing:
                return

    async def wait(
        self,
        keys: frozenset[str],
        utterance: Utterance,
        seconds: float,
        still: Callable[[], Awaitable[bool]],
    ) -> str | None:
        """Say it, music and all, to somebody who waits; keys that do not count mean nothing.

        Args:
            keys: those that count.
            utterance: what is said.
            seconds: how long it takes.
            still: whether they still wait; asked when there is news.

        Returns:
            The key that ended it; None where they wait no more, or it has been said to its end.
        """
        if self._news_came() and not await still():
            return None
        await self.line.part()
        await self.line.renew(seconds + LEASE_MARGIN)
        playing = await self.line.play(utterance)
        until = self.line.now() + seconds + LEASE_MARGIN / 2
        key: str | None = None
        while (heard := await self.line.next(until)) is not None:
            _must_go_on(heard)
            if isinstance(heard, Finished) and heard.playing == playing:
                break
            if isinstance(heard, Key) and heard.digit in keys:
                key = heard.digit
            if key is not None or (isinstance(heard, News) and not await still()):
                self.line.hush()
                break
        return key

    async def talk(self, seconds: float) -> None:
        """Leave the caller to the talk until there is news, or the time is over."""
        await self.line.join()
        until = self.line.now() + seconds
        while (heard := await self.line.next(until)) is not None:
            _must_go_on(heard)
            if isinstance(heard, News):
                return

    async def _listen(self, playing: int, total: float) -> Result:
        speaking, entering = True, False
        while True:
            heard = await self.line.next(self._keypad.deadline())
            now = self.line.now()
            if heard is None:
                result = self._keypad.expire(now)
            elif isinstance(heard, Key):
                result = self._keypad.key(heard.digit, now)
                if speaking and (result is not None or self._keypad.entering):
                    speaking = False
                    self.line.hush()
                    self._keypad.prompt_over(now)
            else:
                result = None
                _must_go_on(heard)
                if isinstance(heard, Finished) and heard.playing == playing:
                    speaking = False
                    self._keypad.prompt_over(now)
            if result is not None:
                return result
            if self._keypad.entering and not entering:
                entering = True  # an entry may take longer than silence may
                await self.line.renew(total + LEASE_MARGIN)

    def _take_what_came(self) -> None:
        """Keys pressed while nothing was asked are typed ahead; a hang-up ends it here."""
        while (heard := self.line.ready()) is not None:
            if isinstance(heard, Key):
                self._keypad.key(heard.digit, self.line.now())
            elif isinstance(heard, Gone):
                raise CallEnded(heard.outcome)

    def _news_came(self) -> bool:
        """Throw away what was keyed while nothing was offered; whether there is news."""
        self._keypad.forget()
        news = False
        while (heard := self.line.ready()) is not None:
            if isinstance(heard, Gone):
                raise CallEnded(heard.outcome)
            news |= isinstance(heard, News)
        return news

    def _weigh(self, result: Result, seconds: float) -> None:
        if not isinstance(result, Entered):
            self._quick_answers = 0
            self._keypad.forget()  # who has lost the way is not guessed at
        elif seconds < QUICK_SECONDS:
            self._quick_answers += 1
        elif not self.hurried:
            self._quick_answers = 0


def _must_go_on(heard: Heard) -> None:
    if isinstance(heard, Gone):
        raise CallEnded(heard.outcome)
    if isinstance(heard, Finished) and heard.failed:
        raise PromptNotHeard
