"""The call as a dialog sees it: say, ask, choose, fetch, command.

Each answer is journalled under the question's name. Hang-up, used-up tries and the wish for a
person leave a dialog as exceptions, raised only from awaits on the call.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from typing import Any, ParamSpec, TypeVar, get_type_hints

from booking.api import (
    BookingError,
    HoldExpired,
    Language,
    LimitReached,
    NotFound,
    OfferOver,
    Refused,
    Secret,
    SlotTaken,
)
from ivr.call import asking
from ivr.call.asking import Asking, Form, Manner
from ivr.call.conversation import Conversation
from ivr.call.digits import Question
from ivr.call.errors import JournalMismatch
from ivr.call.journal import Journal
from ivr.call.prompts import Prompt, Voice, phrase
from ivr.call.record import Record

T = TypeVar("T")
P = ParamSpec("P")

REFUSALS: dict[str, Callable[[], BookingError]] = {
    "SlotTaken": SlotTaken,
    "HoldExpired": HoldExpired,
    "LimitReached": LimitReached,
    "NotFound": NotFound,
    "OfferOver": OfferOver,
    "Refused": lambda: Refused("command", "it was refused before the interruption"),
}
"""Refused commands that a dialog goes on from; the backend does not remember them by key."""


class Call:
    """One caller's call. Everything that it awaits may end the conversation: see `errors`.

    `commanded` tells whether the backend was made to do something, so that holds may be left.
    """

    def __init__(
        self, conversation: Conversation, voice: Voice, journal: Journal, record: Record
    ) -> None:
        self.record = record
        self.journal = journal
        self.commanded = record.resumed
        self._asking = Asking(conversation, voice, record)

    @property
    def id(self) -> str:
        """The channel's id; holds are owned by it."""
        return self.record.call_id

    @property
    def caller(self) -> str | None:
        """The calling number, None when it is hidden. It never proves who calls."""
        return self.record.caller

    @property
    def language(self) -> Language:
        """The language spoken now."""
        return self.record.language

    @property
    def citizen_id(self) -> int | None:
        """Who was verified by login and PIN in this call."""
        return self.record.citizen_id

    def say(self, prompt: Prompt) -> None:
        """Say this before the next question. Silent while the journal is replayed."""
        self._asking.say(prompt)

    def concerns(self, service: str | None, topic: str) -> None:
        """What the call is about now: a person who goes on must know it.

        Args:
            service: the agenda's code; None where nobody can tell.
            topic: the code of what was chosen in it: an activity, a kind of application, a topic.
        """
        self.record.service, self.record.subject = service, topic

    def looked_at(self, name: str, value: str) -> None:
        """What the caller came to by keys; an operator who goes on sees it."""
        self.record.keyed.pop(name, None)
        self.record.keyed[name] = value

    def forget(self) -> None:
        """What was to be said does not fit any more."""
        self._asking.forget()

    def owe_nothing(self) -> None:
        """The caller has noticed nothing of an interruption: do not apologise for it."""
        self._asking.owe_nothing()

    async def tell(self, prompt: Prompt | None = None) -> None:
        """Say what is to be said to its end, with nothing to answer: before a farewell."""
        if prompt is not None:
            self._asking.say(prompt)
        await self._asking.tell()

    async def wait(
        self, prompt: Prompt, keys: frozenset[str], still: Callable[[], Awaitable[bool]]
    ) -> str | None:
        """Say this, and what was to be said, to a caller who waits for somebody.

        Silence is what is expected, and keys that do not count mean nothing. Not journalled: what
        the caller waits for stands in rows.

        Args:
            prompt: what is said and played.
            keys: those that count; they cut it short.
            still: whether there is anything to wait for; asked when there is news.

        Returns:
            The key that was pressed; None where the wait is over, or all of it was said.

        Raises:
            CallEnded: the caller hung up.
        """
        return await self._asking.wait(prompt, keys, still)

    async def talk(self, seconds: float) -> None:
        """Leave the caller to a talk until there is news, at most so long.

        Raises:
            CallEnded: the caller hung up.
        """
        await self._asking.talk(seconds)

    async def choose(
        self,
        name: str,
        prompt: Prompt,
        options: Mapping[str, T],
        *,
        confirms: bool = False,
        silence: Prompt | None = None,
    ) -> T:
        """Offer `options` by key and return the chosen one.

        Args:
            name: the question's name in the journal.
            prompt: what offers them.
            options: by key.
            confirms: one of them has an effect, so keys typed ahead do not count.
            silence: said after silence, before the last wait; which keys there are if not given.

        Raises:
            ToOperator, Back, TriesUsedUp: the caller or their tries went elsewhere.
            CallEnded: the caller hung up.
        """
        manner = Manner(
            Question(frozenset(options), typed_ahead=not confirms),
            silence=silence or _help(options),
            wrong=phrase("error.wrong_key"),
            repeats_after_wrong=True,
        )
        answer = await self._settled(
            name, str, lambda _key: self._asking.put(manner, prompt, lambda keys: keys)
        )
        asking.leave(answer)
        if answer not in options:
            raise JournalMismatch(name)
        return options[answer]

    async def ask(
        self, name: str, prompt: Prompt, form: Form, accept: Callable[[str], T | None]
    ) -> T:
        """Ask for digits until `accept` makes something of them, at most three times.

        Raises:
            ToOperator, Back, TriesUsedUp, CallEnded: as for `choose`.
        """
        answer = await self._settled(
            name,
            str,
            lambda _key: self._asking.put(
                form.manner(), prompt, lambda digits: digits if accept(digits) is not None else None
            ),
        )
        asking.leave(answer)
        value = accept(answer)
        if value is None:
            raise JournalMismatch(name)
        self.looked_at(name, answer)
        return value

    async def ask_secret(
        self,
        name: str,
        prompt: Prompt,
        form: Form,
        kind: Any,  # noqa: ANN401  a type, unions too
        check: Callable[[Secret, str], Awaitable[T]],
        accept: Callable[[Secret], bool] = lambda _: True,
    ) -> T:
        """Ask for digits that are written nowhere, and return what their check ended in.

        Args:
            name: the question's name in the journal.
            prompt: what asks for them.
            form: their number, and what is said when they do not come.
            kind: the type of the check's result; it is what the journal keeps.
            check: gets the digits and a command key.
            accept: whether it is worth checking; if not, the digits are asked for again.

        Raises:
            ToOperator, Back, TriesUsedUp, CallEnded: as for `choose`.
        """

        async def put(key: str) -> T | str:
            def sealed(digits: str) -> Secret | None:
                secret = Secret(digits)
                return secret if accept(secret) else None

            answer = await self._asking.put(form.manner(), prompt, sealed)
            return answer if isinstance(answer, str) else await check(answer, self._command(key))

        result: T | str = await self._settled(name, kind | str, put)
        await self.journal.flush()
        if isinstance(result, str):
            asking.leave(result)
            raise JournalMismatch(name)
        return result

    async def fetch(
        self, name: str, look: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Look something up in the backend, once in a conversation however often it is resumed."""
        key = self.journal.key(name)
        kind = _result(look)
        known = self.journal.recall(key, kind)
        if known is not None:
            return known[0]  # type: ignore[no-any-return]  # decoded by the method's annotation
        value = await look(*args, **kwargs)
        self.journal.settle(key, value, kind)
        return value

    def note(self, name: str, value: T, kind: Any) -> T:  # noqa: ANN401  a type
        """Fix something that decides a branch, so that a resumed conversation takes it again."""
        key = self.journal.key(name)
        known = self.journal.recall(key, kind)
        if known is not None:
            return known[0]  # type: ignore[no-any-return]  # decoded by its kind
        self.journal.settle(key, value, kind)
        return value

    async def command(
        self,
        name: str,
        act: Callable[..., Awaitable[T]],
        *args: Any,
        **kwargs: Any,
    ) -> T:
        """Have the backend do something, at most once however often the call is resumed.

        The effect remembers its key in its own transaction. Only a refusal is journalled, because
        the backend forgets those.

        Raises:
            SlotTaken, HoldExpired, LimitReached, NotFound, OfferOver, Refused: the backend has
                refused it.
        """
        key = self.journal.key(name)
        refused = self.journal.peek(key)
        if refused is not None:
            error = REFUSALS[refused]()
            raise error
        await self.journal.flush()
        self.commanded = True
        try:
            return await act(*args, **kwargs, key=self._command(key))
        except (SlotTaken, HoldExpired, LimitReached, NotFound, OfferOver, Refused) as error:
            self.journal.settle(key, type(error).__name__, str)
            raise

    def _command(self, key: str) -> str:
        return f"call/{self.id}/{self.journal.round}/{key}"

    async def _settled(
        self,
        name: str,
        kind: Any,  # noqa: ANN401  a type
        put: Callable[[str], Awaitable[T]],
    ) -> T:
        """What was answered before the interruption; else put the question."""
        key = self.journal.key(name)
        known = self.journal.recall(key, kind)
        if known is not None:
            self._asking.forget()
            return known[0]  # type: ignore[no-any-return]  # decoded by its kind
        answer = await put(key)
        self.journal.settle(key, answer, kind)
        return answer


def _help(options: Mapping[str, Any]) -> Prompt:
    """What is said after silence: 'Stiskněte prosím jedničku až čtyřku. …'."""
    last = 1
    while str(last + 1) in options:
        last += 1
    kinds = {1: "silence.one", 2: "silence.two"}
    return phrase(kinds.get(last, "silence.menu"), first="1", last=str(last))


@cache
def _hints(function: Any) -> Any:  # noqa: ANN401  any function
    return get_type_hints(function)["return"]


def _result(method: Any) -> Any:  # noqa: ANN401  any callable
    """The type that a method of the backend says it returns."""
    return _hints(getattr(method, "__func__", method))
