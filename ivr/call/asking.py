"""Putting a question until it is answered, left, or used up.

No-input and no-match are counted apart: silence leads to help and then to a person, a wrong key
costs a try. A secret's digits pass through here and are kept nowhere.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeVar

from ivr.call.conversation import Conversation
from ivr.call.digits import Entered, Nothing, Patience, Question, Wish
from ivr.call.errors import Back, ToOperator, TriesUsedUp
from ivr.call.prompts import Prompt, Voice, phrase
from ivr.call.record import Record
from ivr.speech.segments import Utterance

T = TypeVar("T")

WRONG_TRIES = 3
SILENT_TRIES = 2
MOST_QUESTIONS = 150
"""A call with more questions than this has got lost; a person goes on."""

SLOW_PATIENCE = 1.5
"""Who asked for slower speech gets longer time-outs too."""


class Left(StrEnum):
    """How a question was left without an answer; stands in the journal in its place."""

    OPERATOR = "operator"
    BACK = "back"
    WRONG = "wrong"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Manner:
    """What is said when there is no answer.

    Attributes:
        question: what may be keyed.
        silence: said after silence, before the last wait.
        wrong: said when what was keyed makes no sense.
        incomplete: said when too few digits came; `wrong` where it is None.
        repeats_after_wrong: the prompt follows `wrong`; a form's own wording asks again by itself.
    """

    question: Question
    silence: Prompt
    wrong: Prompt
    incomplete: Prompt | None = None
    repeats_after_wrong: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """An entry of digits, with the keys of what is said when it does not succeed.

    Attributes:
        most: the number of digits that completes it.
        silence, wrong, incomplete: keys of prompts, as in `Manner`.
        least: fewer than `most` where the entry may be shorter.
        patience: how long it waits.
    """

    most: int
    silence: str
    wrong: str
    incomplete: str
    least: int | None = None
    patience: Patience = field(default=Patience())

    def manner(self) -> Manner:
        """The same as a manner of asking."""
        least = self.most if self.least is None else self.least
        return Manner(
            Question(least=least, most=self.most, patience=self.patience),
            silence=phrase(self.silence),
            wrong=phrase(self.wrong),
            incomplete=phrase(self.incomplete),
        )


@dataclass(slots=True)
class _Tries:
    """How often a question was put in vain, and what is said next.

    Attributes:
        manner: what is said.
        prompt: the question's own prompt.
        whole: the prompt with what was said before it; `9` repeats all of it.
        left: how the question was left, None while it is still put.
    """

    manner: Manner
    prompt: Prompt
    whole: list[Prompt]
    left: Left | None = None
    silent: int = 0
    wrong: int = 0
    repeated: int = 0

    def after(self, result: Nothing | Wish) -> list[Prompt]:
        """What to say after this result; `left` tells whether to say it at all."""
        match result:
            case Wish.BACK:
                self.left = Left.BACK
            case Wish.OPERATOR:
                self.left = Left.OPERATOR
            case Wish.REPEAT:
                self.repeated += 1
                return self.whole
            case Nothing.SILENCE:
                self.silent += 1
                self.left = Left.SILENT if self.silent == SILENT_TRIES else None
                return [self.manner.silence]
            case _:
                self.wrong += 1
                self.left = Left.WRONG if self.wrong == WRONG_TRIES else None
        return self._after_wrong(result)

    def _after_wrong(self, result: Nothing | Wish) -> list[Prompt]:
        if result is Nothing.INCOMPLETE and self.manner.incomplete is not None:
            return [self.manner.incomplete]
        if self.manner.repeats_after_wrong:
            return [self.manner.wrong, self.prompt]
        return [self.manner.wrong]


class Asking:
    """Says and asks on one call."""

    def __init__(self, conversation: Conversation, voice: Voice, record: Record) -> None:
        self._conversation = conversation
        self._voice = voice
        self._record = record
        self._to_say: list[Prompt] = []
        self._apology_due = record.resumed
        self._questions = 0

    def say(self, prompt: Prompt) -> None:
        """Keep it for the next question: one playback has no gaps and one stop ends it."""
        self._to_say.append(prompt)

    def forget(self) -> None:
        """What was to be said was said before the interruption."""
        self._to_say.clear()

    def owe_nothing(self) -> None:
        """Nothing is to be said any more, not even an apology."""
        self._to_say.clear()
        self._apology_due = False

    async def tell(self) -> None:
        """Say all that is kept, to its end."""
        utterance = self._utter(self._taken(), self._conversation.hurried)
        if utterance:
            await self._conversation.tell(utterance, self._voice.seconds(utterance))

    async def wait(
        self, prompt: Prompt, keys: frozenset[str], still: Callable[[], Awaitable[bool]]
    ) -> str | None:
        """Say it to somebody who waits; see `Conversation.wait`. It asks nothing, so an
        interruption needs no apology: it begins anew.
        """
        kept, self._to_say = self._to_say, []
        self._apology_due = False
        utterance = self._utter([*kept, prompt])
        seconds = self._voice.seconds(utterance)
        return await self._conversation.wait(keys, utterance, seconds, still)

    async def talk(self, seconds: float) -> None:
        """Leave the caller to a talk; they hear nothing of an interruption, not even after it."""
        self.owe_nothing()
        await self._conversation.talk(seconds)

    async def put(
        self, manner: Manner, prompt: Prompt, accept: Callable[[str], T | None]
    ) -> T | Left:
        """Ask until `accept` makes something of the keys."""
        question = manner.question
        if self._record.slow:
            question = replace(question, patience=question.patience.stretched(SLOW_PATIENCE))
        tries = _Tries(manner, prompt, [*self._taken(), prompt])
        said, short = tries.whole, self._conversation.hurried
        while tries.left is None:
            result = await self._once(question, self._utter(said, short, slow=tries.repeated > 1))
            if isinstance(result, Entered):
                accepted = accept(result.digits)
                if accepted is not None:
                    return accepted
                result = Nothing.REFUSED
            said, short = tries.after(result), result is Nothing.NOT_OFFERED
        return tries.left

    async def _once(self, question: Question, utterance: Utterance) -> Entered | Nothing | Wish:
        self._questions += 1
        if self._questions > MOST_QUESTIONS:
            raise TriesUsedUp
        return await self._conversation.put(question, utterance, self._voice.seconds(utterance))

    def _taken(self) -> list[Prompt]:
        """What was kept, after the apology if one is due."""
        kept, self._to_say = self._to_say, []
        if self._apology_due:
            self._apology_due = False
            kept.insert(0, phrase("apology"))
        return kept

    def _utter(
        self, prompts: list[Prompt], short: bool = False, *, slow: bool = False
    ) -> Utterance:
        language = self._record.language
        words = Utterance.joined(p.utter(self._voice, language, short=short) for p in prompts)
        return words.slowed() if slow or self._record.slow else words


def leave(answer: str) -> None:
    """Go where the caller wanted, if the question was left without an answer.

    Raises:
        ToOperator, Back, TriesUsedUp: it was.
    """
    match answer:
        case Left.OPERATOR:
            raise ToOperator
        case Left.BACK:
            raise Back
        case Left.WRONG | Left.SILENT:
            raise TriesUsedUp(silent=answer == Left.SILENT)
