"""What can go wrong with prompts, all of it before a caller rings."""

from __future__ import annotations


class SpeechError(Exception):
    """Something about the prompts is not as it should be."""


class BadText(SpeechError):
    """A text cannot be read: a slot without a format, a mark that is not closed."""


class UnknownText(SpeechError):
    """No text has this key, in the language asked for or in Czech."""


class MissingSlot(SpeechError):
    """A text has a slot that was given no value, or one of the wrong kind."""


class VoiceFailed(SpeechError):
    """A synthesiser is not installed, ended with an error, or wrote no sound."""


class BadRecording(SpeechError):
    """A recording cannot be used: not a PCM wav file, or silent."""
