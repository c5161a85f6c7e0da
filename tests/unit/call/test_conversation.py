from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

import pytest

from booking.api import Language
from ivr.call.conversation import Conversation
from ivr.call.digits import Entered, Nothing, Question, Result
from ivr.call.errors import CallEnded
from ivr.call.scripted import ScriptedLine
from ivr.call.virtual_time import VirtualLoop
from ivr.speech.segments import Segment, Utterance

T = TypeVar("T")

TEN_SECONDS = Utterance((Segment(Language.CS, "Deset vteřin."),))
CHOICE = Question(frozenset("12"))
CONFIRMATION = Question(frozenset("1"), typed_ahead=False)


def ask(script: str, *questions: Question) -> tuple[list[Result], Conversation, ScriptedLine]:
    """Put the questions one after the other to a scripted caller."""
    loop = VirtualLoop()

    async def talk() -> tuple[list[Result], Conversation, ScriptedLine]:
        line = ScriptedLine(script, lambda _: 10.0)
        conversation = Conversation(line)
        results = [await conversation.put(q, TEN_SECONDS, 10.0) for q in questions]
        return results, conversation, line

    try:
        return loop.run_until_complete(talk())
    finally:
        loop.close()


def prompts(line: ScriptedLine) -> list[tuple[float, bool]]:
    return [(said.at, said.cut) for said in line.transcript.lines if said.who == "<"]


def test_a_key_cuts_the_prompt() -> None:
    results, _, line = ask("<1", CHOICE)
    assert results == [Entered("1")]
    assert prompts(line) == [(0.0, True)]


def test_silence_counts_after_the_prompt() -> None:
    results, _, line = ask("", CHOICE)
    assert results == [Nothing.SILENCE]
    assert line.now() == 10.0 + CHOICE.patience.first


def test_two_answers_that_came_too_soon_show_that_the_caller_knows_the_way() -> None:
    assert ask("<1 <1", CHOICE, CHOICE)[1].hurried
    assert not ask("<1 1", CHOICE, CHOICE)[1].hurried


def test_who_is_in_trouble_is_not_in_a_hurry_any_more() -> None:
    assert not ask("<1 <1 <7", CHOICE, CHOICE, CHOICE)[1].hurried


def test_a_confirmation_counts_once_it_has_begun_to_be_said() -> None:
    results, _, line = ask("<1 <1", CHOICE, CONFIRMATION)
    assert results == [Entered("1"), Entered("1")]
    assert len(prompts(line)) == 2


def test_a_hang_up_ends_the_question() -> None:
    with pytest.raises(CallEnded):
        ask("<hangup", CHOICE)


def test_the_lease_outlasts_prompt_and_silence() -> None:
    _, _, line = ask("", CHOICE)
    assert line.lease_ends is not None
    assert line.lease_ends > 10.0 + CHOICE.patience.first


def test_the_lease_outlasts_a_slow_entry() -> None:
    entry = Question(least=6, most=6)
    _, _, line = ask("<1 +3:2 +3:3 +3:4 +3:5 +3:6", entry)
    assert line.lease_ends is not None
    assert line.lease_ends > entry.patience.total


def test_an_hour_on_the_virtual_clock_passes_at_once() -> None:
    loop = VirtualLoop()
    loop.run_until_complete(asyncio.sleep(3600))
    assert loop.time() == pytest.approx(3600)
    loop.close()


def test_waiting_for_what_never_comes_is_told() -> None:
    loop = VirtualLoop()
    forever: Callable[[], asyncio.Future[None]] = loop.create_future
    with pytest.raises(RuntimeError, match="nothing will ever happen"):
        loop.run_until_complete(forever())
    loop.close()
