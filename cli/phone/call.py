"""One call as the citizen's telephone sees it."""

import asyncio
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Literal

from cli.phone.tones import write_raw_tone
from ivr.ari import Ari, events
from ivr.ari.errors import AriError, Conflict, NotFound
from ivr.ari.models import Channel

RATE = 8000  # samples a second of a recording, 16 bits each
# Shorter than the pause between two sentences, so that it is seen; and the energy (of 16-bit
# samples, on average) that counts as sound.
QUIET_AFTER_MS = 200
SOUND_ABOVE = 100


BUSY, DECLINED, NO_ANSWER = 17, 21, 18
"""Q.850 causes by which a telephone ends a ring: 486, 403 and 408 in SIP."""


class NotAnsweredError(Exception):
    """The call ended before it was answered, or was not answered in time."""


class PhoneCall:
    """A call to the town, or from it. Times are seconds of the event loop's clock.

    `recording` is what the caller hears, as raw 16-bit little-endian samples at 8 kHz, without
    a gap from `recorded_from` on; it grows while the call lasts, in steps of two seconds.
    """

    def __init__(self, ari: Ari, recordings: Path, channel: Channel | None = None) -> None:
        self._ari = ari
        self.id = f"phone-{secrets.token_hex(8)}" if channel is None else channel.id
        self.caller = "" if channel is None else channel.caller.number
        self._ear = f"{self.id}-ear"
        self._mouth = f"{self.id}-mouth"
        self.recording = recordings / f"{self.id}.sln"
        self.rang_at = 0.0
        self.recorded_from: float | None = None
        self.answered_at: float | None = None
        self.ended_at: float | None = None
        self.ended_by: Literal["caller", "town"] | None = None
        self.cause = 0
        self.sounds: list[tuple[float, float | None]] = []
        self._ended = asyncio.Event()
        self._changed = asyncio.Condition()
        self._on_end: list[Callable[[], None]] = []
        self._came = channel is not None
        self._hung_up = False
        self._takes_keys = False
        self._keyed_at = 0.0
        self._line = ari.listen(self.id)
        self._heard = ari.listen(self._ear)
        self._tasks: list[asyncio.Task[None]] = []

    # Placing and ending

    async def place(self, endpoint: str, *, caller: str | None, seconds: int) -> None:
        """Ring. The ear is there before the other side can answer."""
        self._tasks = [asyncio.create_task(self._follow()), asyncio.create_task(self._hear())]
        self.rang_at = self._now()
        await self._ari.channels.originate(
            endpoint,
            self.id,
            caller_id=caller or "anonymous",
            seconds=seconds,
            variables=None if caller else {"CONNECTEDLINE(pres)": "prohib"},
        )
        await self._ari.channels.snoop(self.id, self._ear, spy="in")

    async def take(self) -> None:
        """Ring at this telephone, for a call from the town; `pick_up` or `decline` it then."""
        self._tasks = [asyncio.create_task(self._follow()), asyncio.create_task(self._hear())]
        self._takes_keys = True
        self.rang_at = self._now()
        with suppress(NotFound, Conflict):
            await self._ari.channels.ring(self.id)

    async def pick_up(self) -> None:
        """Answer a call from the town. The ear is there before anything can be said."""
        await self._ari.channels.snoop(self.id, self._ear, spy="in")
        await self._until(lambda: self.recorded_from is not None or self.over, 5.0)
        await self._ari.channels.answer(self.id)
        await self.answered()

    async def decline(self, cause: int = BUSY) -> None:
        """Refuse a call from the town."""
        with suppress(NotFound):
            await self._ari.channels.hang_up(self.id, cause)
        await self.ended()

    async def hang_up(self) -> None:
        """Put the receiver down, and wait until the recording is whole."""
        if self.ended_at is None:
            self._hung_up = True
            try:
                await self._ari.channels.hang_up(self.id)
            except AriError:
                self._end(0)
        await self.ended()

    async def ended(self, within: float = 10.0) -> None:
        """Wait for the end, whoever ends it; the recording is whole then.

        Raises TimeoutError.
        """
        async with asyncio.timeout(within):
            await self._ended.wait()

    def on_end(self, callback: Callable[[], None]) -> None:
        self._on_end.append(callback)

    # What a caller does

    async def answered(self, within: float = 10.0) -> float:
        """Wait for the answer; how long it rang, in seconds. Raises NotAnsweredError."""
        await self._until(lambda: self.answered_at is not None or self.over, within)
        if self.answered_at is None:
            raise NotAnsweredError(f"cause {self.cause}" if self.over else f"within {within} s")
        return self.answered_at - self.rang_at

    async def key(self, keys: str, *, duration: int = 100, between: int = 100) -> None:
        """Press keys, each for `duration` ms with `between` ms of rest.

        Nothing happens where the other side is just hanging up.
        """
        # the answer is told a moment before the line takes keys
        await self._until(lambda: self._takes_keys or self.over, 5.0)
        with suppress(NotFound, Conflict):
            await self._ari.channels.send_keys(self.id, keys, duration=duration, between=between)
        self._keyed_at = self._now() + len(keys) * (duration + between) / 1000

    async def tone(self, hertz: int) -> None:
        """Say a steady tone until `quiet`: what a test recognises at the other end.

        Nothing happens where the other side is just hanging up.
        """
        # Asterisk's own 'tone:' would do, but for a channel that plays one nothing is recorded
        name = f"tone-{hertz}"
        await asyncio.to_thread(write_raw_tone, self.recording.with_name(f"{name}.sln"), hertz)
        with suppress(NotFound, Conflict):
            await self._ari.channels.play(self.id, [f"recording:{name}"], self._mouth)

    async def quiet(self) -> None:
        """Say nothing any more."""
        with suppress(NotFound):
            await self._ari.playbacks.stop(self._mouth)

    async def sound(self, within: float = 10.0) -> bool:
        """Wait until something is heard now; False if nothing was in time."""
        await self._until(lambda: self.hears or self.over, within)
        return self.hears

    async def silence(self, seconds: float = 1.0, within: float = 60.0) -> bool:
        """Wait until nothing has been heard for so long, since the answer and the last key.

        False if that did not come in time, or the call ended.
        """
        end = self._now() + within
        while self._now() < end and not self.over:
            quiet = self.quiet_for()
            if quiet >= seconds:
                return True
            await asyncio.sleep(min(seconds - quiet, end - self._now()) + 0.01)
        return False

    # What a caller notices

    @property
    def over(self) -> bool:
        return self.ended_at is not None

    @property
    def whole(self) -> bool:
        """Whether the call is over and its recording complete."""
        return self._ended.is_set()

    @property
    def hears(self) -> bool:
        """Whether something is heard now."""
        return bool(self.sounds) and self.sounds[-1][1] is None

    def quiet_for(self) -> float:
        """For how many seconds nothing has been heard, at most since the answer or the last key."""
        if self.hears or self.answered_at is None:
            return 0.0
        last = self.sounds[-1][1] if self.sounds else None
        return self._now() - max(last or 0.0, self.answered_at, self._keyed_at)

    def position(self, moment: float) -> float:
        """Where in the recording a moment is, in seconds."""
        if self.recorded_from is None:
            raise ValueError("nothing is recorded")
        return moment - self.recorded_from

    # Events

    async def _follow(self) -> None:
        while not self.over:
            event = await self._line.get()
            if isinstance(event, events.ChannelStateChange | events.StasisStart):
                if event.channel.state == "Up" and self.answered_at is None:
                    self.answered_at = self._now()
                self._takes_keys |= isinstance(event, events.StasisStart)
            elif isinstance(event, events.ChannelDestroyed):
                self._end(event.cause)
            elif isinstance(event, events.StasisEnd) and self._came:
                self._end(0)  # the last that is told of a call that came in
            elif isinstance(event, events.Reconnected):
                self._end(0)  # the exchange itself has gone
            await self._tell()
        await self._finish()

    async def _hear(self) -> None:
        while True:
            event = await self._heard.get()
            if isinstance(event, events.StasisStart):
                await self._open_ear()
            elif isinstance(event, events.RecordingStarted):
                self.recorded_from = self._now()
            elif isinstance(event, events.ChannelTalkingStarted):
                self.sounds.append((self._now(), None))
            elif isinstance(event, events.ChannelTalkingFinished) and self.sounds:
                start, _ = self.sounds[-1]
                self.sounds[-1] = (start, self._now() - QUIET_AFTER_MS / 1000)
            elif isinstance(event, events.RecordingFinished | events.RecordingFailed):
                return
            await self._tell()

    async def _open_ear(self) -> None:
        """Detect sound and record, on the ear and not on the line.

        The town sends no packets while it is silent; only the ear has frames all the time.
        """
        try:
            await self._ari.channels.set_variable(
                self._ear, "TALK_DETECT(set)", f"{QUIET_AFTER_MS},{SOUND_ABOVE}"
            )
            await self._ari.channels.record(self._ear, self.id, file_format="sln")
        except AriError:
            if not self.over:
                raise

    async def _finish(self) -> None:
        """The ear outlives the line: end it, which ends the recording."""
        with suppress(AriError):
            await self._ari.channels.hang_up(self._ear)
        if self.recorded_from is not None:
            await asyncio.wait({self._tasks[1]}, timeout=3.0)
        self._tasks[1].cancel()
        self._line.close()
        self._heard.close()
        for callback in self._on_end:
            callback()
        self._ended.set()

    def _end(self, cause: int) -> None:
        if self.ended_at is None:
            self.ended_at = self._now()
            self.cause = cause
            self.ended_by = "caller" if self._hung_up else "town"

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _until(self, condition: Callable[[], bool], within: float) -> None:
        try:
            async with asyncio.timeout(within), self._changed:
                await self._changed.wait_for(condition)
        except TimeoutError:
            return

    def _now(self) -> float:
        return asyncio.get_running_loop().time()
