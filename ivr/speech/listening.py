"""What callers hear, as a file for those who write the texts."""

from __future__ import annotations

import io
import wave
from pathlib import Path

from ivr.speech.segments import Utterance
from ivr.speech.sound import WIDEBAND

SUFFIX = ".sln16"


def as_wav(utterance: Utterance, sounds: Path) -> bytes | None:
    """An utterance as one WAV file at normal pace; None where one of its sounds is not rendered.

    Args:
        utterance: what is said.
        sounds: the folder that Asterisk plays from.
    """
    try:
        parts = [(sounds / f"{name}{SUFFIX}").read_bytes() for name in utterance.sounds]
    except FileNotFoundError:
        return None
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(WIDEBAND)
        file.writeframes(b"".join(parts))
    return made.getvalue()
