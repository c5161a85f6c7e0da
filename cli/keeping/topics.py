"""Topics between those who write them and those who hear them: sounds, and word of their end.

It runs in the notifier's process, as the housekeeping does and for the same reasons. A text that
was edited is rendered first and told then; until that is done callers hear the one before.
"""

import asyncio
from collections.abc import Callable, Iterable
from datetime import date
from datetime import time as clock_time
from functools import partial

import structlog

from booking.api import Backend, Unavailable, WaitingTopic, Wording, changes
from cli.context import Context
from cli.start.sounds import render_more

REST_SECONDS = 2.0
"""Between two looks: calls write all the time, and an editor waits for seconds gladly."""

AGAIN_SECONDS = 60.0
"""Before a text is tried again that could not be rendered."""

FROM = clock_time(6)
"""The town's time from which owners get word of topics that end."""

Render = Callable[[Iterable[Wording]], int]

log = structlog.get_logger("topics")


class TopicKeeping:
    """What is due, one turn at a time.

    Args:
        backend: the topics.
        render: makes the sounds of texts, in a thread; returns how many were missing.
    """

    def __init__(self, backend: Backend, render: Render) -> None:
        self._backend = backend
        self._render = render
        self._noticed: date | None = None
        self._not_before: dict[tuple[str, int], float] = {}

    async def turn(self) -> None:
        """Let what is checked be heard and told; once a day let owners know of topics that end."""
        for topic in await self._backend.topic_editing.waiting():
            await self._publish(topic)
        local = self._backend.database.clock.local()
        if self._noticed == local.date() or local.time() < FROM:
            return
        if noticed := await self._backend.topic_editing.notice_stale():
            log.warning("topics end", topics=noticed)
        self._noticed = local.date()

    async def _publish(self, topic: WaitingTopic) -> None:
        which, now = (topic.code, topic.revision), asyncio.get_running_loop().time()
        if self._not_before.get(which, now) > now:
            return
        try:
            made = await asyncio.to_thread(self._render, topic.spoken)
        except Exception:
            # callers go on hearing the text before; the console shows that this one waits
            log.exception("a topic could not be rendered", topic=topic.code)
            self._not_before[which] = now + AGAIN_SECONDS
            return
        if await self._backend.topic_editing.publish(topic.code, topic.revision):
            log.info("topic told", topic=topic.code, revision=topic.revision, sounds=made)


async def keep_topics(
    context: Context, backend: Backend, *, render: Render | None = None, rest: float = REST_SECONDS
) -> None:
    """Work until cancelled; a fault is told in the log, and the work goes on."""
    keeping = TopicKeeping(backend, render or partial(render_more, context))
    async for _ in changes(backend.database):
        try:
            await keeping.turn()
        except Unavailable as error:
            log.warning("database away", reason=str(error))
        except Exception:
            log.exception("keeping topics broke off")
        await asyncio.sleep(rest)
