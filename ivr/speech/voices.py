"""The synthesisers: Festival's Czech voice, espeak-ng for the other languages.

Both are programs of the system. Texts reach them through files only, never through a
shell or a command line, so nothing in a text can be taken for a command.
"""

from __future__ import annotations

import re
import subprocess
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from booking.api import Language
from ivr.speech.errors import VoiceFailed

SLOW_PACE = 0.75
"""The pace of 'repeat slower', against the normal one."""
TIME_LIMIT = 300
"""Seconds in which a batch of prompts must be done; it takes one or two."""

_TYPOGRAPHY = str.maketrans(
    {"’": "'", "ʼ": "'", "‘": "'", "„": "", "“": "", "”": "", "–": "-", "—": "-", "…": "."}
)


class Voice(Protocol):
    """A way to turn texts into sound files."""

    @property
    def name(self) -> str:
        """Names voice and settings; another name means that everything is rendered anew."""
        ...

    def speak(self, texts: Sequence[str], slow: bool, folder: Path) -> list[Path]:
        """Writes one wav file for each text into the folder.

        Raises:
            VoiceFailed: the synthesiser is missing or failed.
        """
        ...


@dataclass(frozen=True, slots=True)
class Festival:
    """A voice of Festival; one process speaks a whole batch."""

    voice: str = "voice_czech_dita"
    charset: str = "iso-8859-2"
    stretch: float = 1.0
    readings: tuple[tuple[str, str], ...] = (("PIN", "pin"),)
    """Words that it would spell, or misread, and how to write them for it."""

    @property
    def name(self) -> str:
        readings = " ".join("=".join(pair) for pair in self.readings)
        return f"festival {self.voice} {self.stretch} {readings}"

    def speak(self, texts: Sequence[str], slow: bool, folder: Path) -> list[Path]:
        paths = [folder / f"{number}.wav" for number in range(len(texts))]
        script = folder / "batch.scm"
        script.write_bytes(self._script(texts, slow=slow, folder=folder).encode(self.charset))
        _run(["festival", "--batch", str(script)], folder)
        return _written(paths)

    def _script(self, texts: Sequence[str], *, slow: bool, folder: Path) -> str:
        stretch = self.stretch / SLOW_PACE if slow else self.stretch
        lines = [
            f"({self.voice})",
            # without this the melody is drawn by lot, and each rendering differs
            "(set! czech-randomize nil)",
            f"(Param.set 'Duration_Stretch {stretch:.3f})",
            "(define (speak text file)",
            "  (utt.save.wave (utt.synth (eval (list 'Utterance 'Text text))) file 'riff))",
        ]
        lines += [
            f'(speak "{self.readable(text)}" "{_quoted(str(folder / f"{number}.wav"))}")'
            for number, text in enumerate(texts)
        ]
        return "\n".join(lines) + "\n"

    def readable(self, text: str) -> str:
        """The text as Festival can read it: in its charset, with nothing to be taken for code."""
        plain = _read_as(_plain(text), self.readings)
        return _quoted("".join(self._known(sign) for sign in plain))

    def _known(self, sign: str) -> str:
        """The sign, or what is left of it without its accents, or a space."""
        for spelling in (sign, unicodedata.normalize("NFKD", sign)[:1]):
            try:
                spelling.encode(self.charset)
            except UnicodeEncodeError:
                continue
            return spelling
        return " "


@dataclass(frozen=True, slots=True)
class Espeak:
    """A voice of espeak-ng; one short process a text."""

    voice: str
    words_a_minute: int = 150
    pitch: int = 50
    readings: tuple[tuple[str, str], ...] = (("PIN", "pin"),)
    """As for Festival."""

    @property
    def name(self) -> str:
        readings = " ".join("=".join(pair) for pair in self.readings)
        return f"espeak-ng {self.voice} {self.words_a_minute} {self.pitch} {readings}"

    def speak(self, texts: Sequence[str], slow: bool, folder: Path) -> list[Path]:
        pace = round(self.words_a_minute * (SLOW_PACE if slow else 1))
        paths = [folder / f"{number}.wav" for number in range(len(texts))]
        for text, path in zip(texts, paths, strict=True):
            said = path.with_suffix(".txt")
            said.write_text(self.readable(text), encoding="utf-8")
            options = ["-b", "1", "-v", self.voice, "-s", str(pace), "-p", str(self.pitch)]
            _run(["espeak-ng", *options, "-w", str(path), "-f", str(said)], folder)
        return _written(paths)

    def readable(self, text: str) -> str:
        """The text without what espeak-ng takes for phonemes or marks."""
        return _read_as(_plain(text), self.readings).translate(str.maketrans("[]<>&", "     "))


VOICES: Mapping[Language, Voice] = {
    Language.CS: Festival(),
    Language.EN: Espeak("en-gb", words_a_minute=155),
    Language.UK: Espeak("uk", words_a_minute=145),
}
"""The voices that Linka speaks with."""

FALL_BACK_CZECH = Espeak("cs", words_a_minute=145)
"""For a machine without Festival."""


def _read_as(text: str, readings: tuple[tuple[str, str], ...]) -> str:
    """With the words that the voice would misread written the way it reads them."""
    for word, reading in readings:
        text = re.sub(rf"\b{re.escape(word)}\b", reading, text)
    return text


def _plain(text: str) -> str:
    """Without typographic quotes and dashes, and without control characters."""
    return "".join(" " if ord(sign) < 32 else sign for sign in text.translate(_TYPOGRAPHY))


def _quoted(text: str) -> str:
    """Inside a string of Scheme."""
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _run(command: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(  # noqa: S603  # fixed programs; texts are in files
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIME_LIMIT,
            check=False,
        )
    except FileNotFoundError as error:
        raise VoiceFailed(f"{command[0]} is not installed") from error
    except subprocess.TimeoutExpired as error:
        raise VoiceFailed(f"{command[0]} did not end within {TIME_LIMIT} s") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()[-400:]
        raise VoiceFailed(f"{command[0]} ended with {done.returncode}: {said}")


def _written(paths: list[Path]) -> list[Path]:
    # Festival ends with 0 even if it could not speak
    missing = [path.name for path in paths if not path.exists()]
    if missing:
        raise VoiceFailed(f"nothing was written for {', '.join(missing)}")
    return paths
