"""A town's own recordings, spoken by a person; one of them wins over the synthesiser."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

from ivr.speech.segments import Segment


@dataclass(frozen=True)
class Studio:
    """The wav files in a town's folder sounds/studio, in a folder for each language.

    A file is named by the text's key (welcome.wav), by key and place in a text of several
    pieces (visit.nearest.1.wav), or by the segment's hash. There is one for the normal
    pace; 'slower' is always synthesised, unless a recording is named by that hash.

    Args:
        folder: None where a town has none.
        names: the catalogue's names of segments, such as cs/welcome.
    """

    folder: Path | None = None
    names: Mapping[str, Segment] = field(default_factory=dict)

    def path(self, segment: Segment) -> Path | None:
        """The recording of a segment, if there is one."""
        return self._recordings.get(segment.sound)

    def mark(self, segment: Segment) -> str | None:
        """Names a recording by its content, so that a new one is noticed."""
        path = self.path(segment)
        return f"studio {blake2b(path.read_bytes(), digest_size=16).hexdigest()}" if path else None

    @cached_property
    def _recordings(self) -> Mapping[str, Path]:
        if self.folder is None or not self.folder.is_dir():
            return {}
        found: dict[str, Path] = {}
        for path in sorted(self.folder.glob("*/*.wav")):
            name = f"{path.parent.name}/{path.stem}"
            segment = self.names.get(name)
            found[segment.sound if segment else f"linka/{name}"] = path
        return found
