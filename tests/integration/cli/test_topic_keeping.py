"""What is checked is heard and then told; owners get word of topics that end."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from booking.api import Backend, Wording
from booking.ground.clock import SetClock
from cli.keeping.topics import TopicKeeping
from ivr.speech.errors import VoiceFailed


class Studio:
    """Stands for the synthesisers; remembers what it was to speak."""

    def __init__(self) -> None:
        self.spoken: list[str] = []
        self.fails = False

    def render(self, wordings: Iterable[Wording]) -> int:
        """As `cli.start.sounds.render_more`."""
        if self.fails:
            raise VoiceFailed("no voice")
        self.spoken = [wording.cs for wording in wordings]
        return len(self.spoken)


@pytest.fixture
def studio() -> Studio:
    return Studio()


@pytest.fixture
def keeping(backend: Backend, studio: Studio) -> TopicKeeping:
    return TopicKeeping(backend, studio.render)


async def edit(backend: Backend) -> None:
    sheet = await backend.topic_editing.sheet("passport")
    bring = Wording("Přineste jen úsměv.", "Bring a smile.", "Візьміть усмішку.")
    topic = replace(sheet.line.topic, bring=bring)
    await backend.topic_editing.change(topic, seen=sheet.head, by="vesely", checked=True)


async def test_an_edited_text_is_rendered_and_then_told(
    backend: Backend, keeping: TopicKeeping, studio: Studio
) -> None:
    await edit(backend)
    await keeping.turn()
    assert "Přineste jen úsměv." in studio.spoken
    assert (await backend.topics.get("passport")).bring.cs == "Přineste jen úsměv."
    studio.spoken = []
    await keeping.turn()
    assert studio.spoken == []


async def test_without_its_sound_the_text_before_is_told(
    backend: Backend, keeping: TopicKeeping, studio: Studio
) -> None:
    before = await backend.topics.get("passport")
    await edit(backend)
    studio.fails = True
    await keeping.turn()
    assert await backend.topics.get("passport") == before
    assert (await backend.topic_editing.sheet("passport")).line.waits

    studio.fails = False
    await keeping.turn()  # not yet: a broken synthesiser is not asked all the time
    assert await backend.topics.get("passport") == before
    again = TopicKeeping(backend, studio.render)
    await asyncio.wait_for(again.turn(), 5)
    assert await backend.topics.get("passport") != before


async def test_owners_get_word_once_a_day(
    backend: Backend, keeping: TopicKeeping, clock: SetClock
) -> None:
    clock.advance(timedelta(days=350))
    await keeping.turn()
    assert await backend.topic_editing.notice_stale() == 0
