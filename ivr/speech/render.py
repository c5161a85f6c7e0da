"""Renders everything that can be said, ahead of the first call.

Rendered sounds are kept in a cache by what was said, with which voice and settings, and
linked from there into the folder that Asterisk plays from. So a second start renders
nothing, and another data folder costs a moment.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path

from booking.api import Language
from ivr.speech.errors import BadRecording
from ivr.speech.files import put_link, write_whole
from ivr.speech.index import Sound, SoundIndex
from ivr.speech.segments import Segment
from ivr.speech.sound import TELEPHONE, finish, read_wav
from ivr.speech.studio import Studio
from ivr.speech.voices import VOICES, Voice

FINISHING = "1"
"""Names what sound.py does; raised when its result changes, so that all is rendered anew."""
SUFFIXES = (".sln16", ".alaw")
"""The files of a sound; the last one is written last and vouches for the others.

The slow ones are kept for the telephone only, which halves the disk space of all; to a
wideband caller Asterisk converts them."""
BATCH = 40
"""Segments that one synthesiser speaks in a row: short enough for steady progress."""

Progress = Callable[[int, int], None]
"""Is told how many of how many segments are done."""


def nobody(_done: int, _all: int) -> None:
    """Progress that nobody looks at."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a run did.

    Attributes:
        made: sounds that were synthesised or taken from the studio.
        reused: sounds that were in the cache or the folder already.
    """

    index: SoundIndex
    made: int
    reused: int


@dataclass(frozen=True, slots=True)
class Renderer:
    """Puts sounds into a folder.

    Args:
        sounds: the folder that Asterisk plays from; sounds land in its folder linka/.
        cache: kept between runs and shared by all data folders.
        studio: recordings that win over the synthesisers.
    """

    sounds: Path
    cache: Path
    studio: Studio = field(default_factory=Studio)
    voices: Mapping[Language, Voice] = field(default_factory=lambda: VOICES)
    workers: int = os.cpu_count() or 1

    def render(self, segments: Iterable[Segment], progress: Progress = nobody) -> Rendered:
        """Makes what is missing and writes the index.

        Raises:
            VoiceFailed: a synthesiser is missing or failed.
            BadRecording: a studio recording cannot be used.
        """
        wanted = {segment: self._made(segment) for segment in segments}
        before = SoundIndex.read(self.sounds).sounds
        stale = [
            segment
            for segment, made in wanted.items()
            if (known := before.get(segment.sound)) is None
            or known.made != made
            or not (self.sounds / f"{segment.sound}{SUFFIXES[-1]}").exists()
        ]
        missing = [segment for segment in stale if not self._cached(wanted[segment]).exists()]
        progress(len(wanted) - len(missing), len(wanted))
        done = len(wanted) - len(missing)
        for finished in self._made_in_parallel(missing, wanted):
            done += finished
            progress(done, len(wanted))
        sounds = dict(before)
        for segment in stale:
            sounds[segment.sound] = self._put(segment, wanted[segment])
        index = SoundIndex(sounds)
        if stale:
            index.write(self.sounds)
        return Rendered(index, len(missing), len(wanted) - len(missing))

    def _made(self, segment: Segment) -> str:
        """Names everything that the sound depends on."""
        voice = self.studio.mark(segment) or self.voices[segment.language].name
        parts = (FINISHING, voice, segment.language, "slow" if segment.slow else "", segment.text)
        return blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()

    def _cached(self, made: str, suffix: str = SUFFIXES[-1]) -> Path:
        return self.cache / made[:2] / f"{made}{suffix}"

    def _made_in_parallel(
        self, segments: Sequence[Segment], made: Mapping[Segment, str]
    ) -> Iterator[int]:
        with ThreadPoolExecutor(self.workers) as pool:
            batches = [pool.submit(self._make, batch, made) for batch in _batches(segments)]
            try:
                for batch in as_completed(batches):
                    yield batch.result()
            except BaseException:
                pool.shutdown(wait=True, cancel_futures=True)
                raise

    def _make(self, batch: Sequence[Segment], made: Mapping[Segment, str]) -> int:
        spoken = [segment for segment in batch if self.studio.path(segment) is None]
        with tempfile.TemporaryDirectory(prefix="linka-speech-") as name:
            first = batch[0]
            voice = self.voices[first.language]
            texts = [segment.text for segment in spoken]
            paths = voice.speak(texts, first.slow, Path(name)) if texts else []
            sources = dict(zip(spoken, paths, strict=True))
            for segment in batch:
                source = self.studio.path(segment) or sources[segment]
                try:
                    sound = finish(*read_wav(source), segment.pause)
                except BadRecording as error:
                    raise BadRecording(f"{segment.language} {segment.text!r}: {error}") from error
                for suffix in suffixes(segment):
                    write_whole(self._cached(made[segment], suffix), sound[suffix])
        return len(batch)

    def _put(self, segment: Segment, made: str) -> Sound:
        for suffix in suffixes(segment):
            put_link(self._cached(made, suffix), self.sounds / f"{segment.sound}{suffix}")
        size = self._cached(made).stat().st_size
        return Sound(segment, round(size / TELEPHONE, 3), made)


def suffixes(segment: Segment) -> tuple[str, ...]:
    """The files that a segment's sound has."""
    return SUFFIXES[-1:] if segment.slow else SUFFIXES


def slowed(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    """The same segments for those who ask to hear them slower."""
    return tuple(replace(segment, slow=True) for segment in segments)


def _batches(segments: Sequence[Segment]) -> Iterator[Sequence[Segment]]:
    """Batches of one language and pace each."""
    groups: dict[tuple[Language, bool], list[Segment]] = {}
    for segment in segments:
        groups.setdefault((segment.language, segment.slow), []).append(segment)
    for group in groups.values():
        for start in range(0, len(group), BATCH):
            yield group[start : start + BATCH]
