"""The keypad as a pure timer machine: keys and times go in, results come out.

Nothing here waits, plays or logs. Three timers are apart, because they mean different things:
how long somebody thinks (`first`), how long they look for the next key (`between`), and how long
an entry may take as a whole (`total`). A question without any key and a key that is not offered
are different results too, because they call for different help.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from enum import Enum

TYPED_AHEAD_MOST = 30
"""More keys than this are not a caller who knows the way."""

SWALLOW_HASH_SECONDS = 3.0
"""Many people end a number with '#' even where it was complete by its length."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a question waits, in seconds (ISO/IEC 13714: between 3 and 10 for the first)."""

    first: float = 6.0
    between: float = 4.0
    total: float = 40.0

    def stretched(self, by: float) -> Patience:
        """The same for somebody who asked for more time."""
        return Patience(self.first * by, self.between * by, self.total * by)


@dataclass(frozen=True, slots=True)
class Question:
    """What may be keyed: one of `keys`, or else `least` to `most` digits.

    `typed_ahead` is off before a confirmation: keys pressed before the question was put do not
    answer it. `barge_in` off also throws away what is keyed while the prompt plays.
    """

    keys: frozenset[str] = frozenset()
    least: int = 1
    most: int = 1
    barge_in: bool = True
    typed_ahead: bool = True
    patience: Patience = field(default=Patience())

    @property
    def is_choice(self) -> bool:
        """One key answers; `0`, `*` and `9` keep their meaning."""
        return bool(self.keys)


class Nothing(Enum):
    """How a question can end without an answer."""

    SILENCE = "silence"
    NOT_OFFERED = "not offered"
    INCOMPLETE = "incomplete"
    REFUSED = "refused"
    """A complete entry that makes no sense; the keypad does not know, its caller says so."""


class Wish(Enum):
    """Keys that mean the same everywhere."""

    OPERATOR = "operator"
    BACK = "back"
    REPEAT = "repeat"


@dataclass(frozen=True, slots=True)
class Entered:
    """An answer. Its digits do not show: they may be a PIN."""

    digits: str = field(repr=False)


Result = Entered | Nothing | Wish

_WISHES = {"0": Wish.OPERATOR, "*": Wish.BACK, "9": Wish.REPEAT}


class Keypad:
    """Takes keys and time; gives at most one result for each question that is put.

    All times are seconds of one clock that does not go back.
    """

    def __init__(self) -> None:
        self._ahead: deque[str] = deque()
        self._question: Question | None = None
        self._digits = ""
        self._prompt_over: float | None = None
        self._first_key = 0.0
        self._last_key = 0.0
        self._swallow_until = float("-inf")

    def __repr__(self) -> str:
        return f"Keypad(open={self._question is not None})"

    @property
    def has_typed_ahead(self) -> bool:
        """Whether keys wait for a question."""
        return bool(self._ahead)

    def forget(self) -> None:
        """Throw away what was typed ahead."""
        self._ahead.clear()

    def put(self, question: Question, at: float) -> Result | None:
        """Open a question whose prompt starts now; what was typed ahead may answer it at once."""
        self._question = question
        self._digits = ""
        self._prompt_over = None
        if not (question.typed_ahead and question.barge_in):
            self._ahead.clear()
        while self._ahead:
            result = self._take(self._ahead.popleft(), at)
            if result is not None:
                return result
        return None

    def prompt_over(self, at: float) -> None:
        """The prompt has been said or was cut: from now on silence counts."""
        if self._prompt_over is None:
            self._prompt_over = at

    @property
    def entering(self) -> bool:
        """Whether an entry has begun, so that the prompt must stop."""
        return bool(self._digits)

    def key(self, digit: str, at: float) -> Result | None:
        """A key was pressed."""
        if digit == "#" and at <= self._swallow_until:
            self._swallow_until = float("-inf")
            return None
        self._swallow_until = float("-inf")
        if self._question is None:
            if len(self._ahead) < TYPED_AHEAD_MOST:
                self._ahead.append(digit)
            return None
        if not self._question.barge_in and self._prompt_over is None:
            return None
        return self._take(digit, at)

    def deadline(self) -> float | None:
        """When the question ends by itself; None while its prompt plays and nothing is keyed."""
        if self._question is None:
            return None
        patience = self._question.patience
        if self._digits:
            return min(self._last_key + patience.between, self._first_key + patience.total)
        return None if self._prompt_over is None else self._prompt_over + patience.first

    def expire(self, at: float) -> Result | None:
        """The time that `deadline` told has come."""
        deadline = self.deadline()
        if deadline is None or at < deadline or self._question is None:
            return None
        if not self._digits:
            return self._close(Nothing.SILENCE)
        return self._end_of_entry(self._question, at)

    def _take(self, digit: str, at: float) -> Result | None:
        question = self._question
        if question is None:
            raise RuntimeError("a key is taken only while a question is open")
        if question.is_choice:
            return self._choose(question, digit, at)
        if digit == "#":
            return self._end_of_entry(question, at)
        if digit == "*":
            return self._clear(at)
        if not digit.isdigit():
            return self._close(Nothing.NOT_OFFERED)
        if not self._digits:
            self._first_key = at
        self._digits += digit
        self._last_key = at
        if len(self._digits) == question.most:
            return self._complete(at)
        return None

    def _choose(self, question: Question, digit: str, at: float) -> Result:
        if digit in question.keys:
            self._digits = digit
            return self._complete(at)
        return self._close(_WISHES.get(digit, Nothing.NOT_OFFERED))

    def _clear(self, at: float) -> Result | None:
        """A star takes back what was keyed; with nothing to take back it leaves the question."""
        if not self._digits:
            return self._close(Wish.BACK)
        self._digits = ""
        self._prompt_over = at
        return None

    def _end_of_entry(self, question: Question, at: float) -> Result:
        if len(self._digits) >= question.least:
            result = self._complete(at)
            self._swallow_until = float("-inf")  # a '#' has ended it, or nobody is keying
            return result
        return self._close(Nothing.INCOMPLETE)

    def _complete(self, at: float) -> Result:
        self._swallow_until = at + SWALLOW_HASH_SECONDS
        return self._close(Entered(self._digits))

    def _close(self, result: Result) -> Result:
        self._question = None
        self._digits = ""
        return result
