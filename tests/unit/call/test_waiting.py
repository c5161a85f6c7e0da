"""Waiting for somebody and talking: what ends it, and what does not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from booking.api import Language
from ivr.call.conversation import Conversation
from ivr.call.errors import CallEnded
from ivr.call.scripted import ScriptedLine
from ivr.call.virtual_time import VirtualLoop
from ivr.speech.segments import Segment, Utterance

T = TypeVar("T")

MUSIC = Utterance((Segment(Language.CS, "Hudba."),))
SECONDS = 30.0
KEYS = frozenset("1*")


def rehearse(
    script: str, act: Callable[[Conversation, ScriptedLine], Awaitable[T]]
) -> tuple[T, ScriptedLine]:
    """Let a scripted caller go through it, on a clock that jumps."""
    loop = VirtualLoop()

    async def whole() -> tuple[T, ScriptedLine]:
        line = ScriptedLine(script, lambda _: SECONDS)
        return await act(Conversation(line), line), line

    try:
        return loop.run_until_complete(whole())
    finally:
        loop.close()


def wait(
    script: str, *, news_at: float | None = None, still: bool = True
) -> tuple[str | None, float]:
    """The key that ended the wait, and when it ended."""

    async def act(conversation: Conversation, line: ScriptedLine) -> str | None:
        async def still_waits() -> bool:
            return still

        if news_at is not None:
            asyncio.get_running_loop().call_at(news_at, line.nudge)
        return await conversation.wait(KEYS, MUSIC, SECONDS, still_waits)

    key, line = rehearse(script, act)
    return key, line.now()


def test_it_lasts_as_long_as_the_music() -> None:
    assert wait("") == (None, SECONDS)


def test_a_key_that_counts_ends_it() -> None:
    assert wait("+7:1") == ("1", 7.0)


def test_a_key_that_means_nothing_does_not() -> None:
    assert wait("+7:5 +2:#") == (None, SECONDS)


def test_what_was_keyed_before_anything_was_offered_does_not_count() -> None:
    async def act(conversation: Conversation, _: ScriptedLine) -> str | None:
        await asyncio.sleep(1)

        async def still_waits() -> bool:
            return True

        return await conversation.wait(KEYS, MUSIC, SECONDS, still_waits)

    key, line = rehearse("<1", act)
    assert (key, line.now()) == (None, SECONDS + 1)


def test_news_ends_it_where_nobody_waits_any_more() -> None:
    key, ended = wait("", news_at=4.0, still=False)
    assert key is None
    assert ended == pytest.approx(4.0)


def test_news_that_changes_nothing_does_not_stop_the_music() -> None:
    assert wait("", news_at=4.0, still=True) == (None, SECONDS)


def test_who_hangs_up_has_left() -> None:
    with pytest.raises(CallEnded):
        wait("+3:hangup")


def test_a_talk_lasts_until_there_is_news() -> None:
    async def act(conversation: Conversation, line: ScriptedLine) -> None:
        asyncio.get_running_loop().call_at(9.0, line.nudge)
        await conversation.talk(60.0)

    _, line = rehearse("+2:1 +2:5", act)
    assert line.now() == pytest.approx(9.0)
    assert line.lease_ends is None


def test_a_talk_without_news_is_looked_at_in_time() -> None:
    async def act(conversation: Conversation, _: ScriptedLine) -> None:
        await conversation.talk(5.0)

    _, line = rehearse("", act)
    assert line.now() == pytest.approx(5.0)


def test_after_a_talk_the_caller_is_taken_back_before_anything_is_said() -> None:
    async def act(conversation: Conversation, _: ScriptedLine) -> None:
        async def still_waits() -> bool:
            return True

        await conversation.talk(5.0)
        await conversation.wait(KEYS, MUSIC, SECONDS, still_waits)

    _, line = rehearse("", act)
    assert [said.text for said in line.transcript.lines] == [
        "talks with an operator",
        "talks no more",
        "Hudba.",
    ]
