"""From a synthesiser's or a studio's wav file to what Asterisk plays."""

from __future__ import annotations

import wave
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ivr.speech.alaw import encode
from ivr.speech.errors import BadRecording

Samples = NDArray[np.float64]

TELEPHONE = 8_000
WIDEBAND = 16_000
LOUDNESS = -20.0
"""Level of the speech itself, pauses left out, in dB below full scale: about what
telephone networks expect of a nominal talker plus a little, as prompts compete with
street noise."""
PEAK = 10 ** (-2 / 20)
"""The highest sample; what would go beyond is bent, not cut."""
KNEE = 0.6
"""Where the bending starts."""
BAND = (150.0, 3450.0)
"""Hertz that a telephone carries; the loudness is measured inside it."""
LEAD, TAIL = 0.010, 0.030
"""Seconds kept before the first and after the last audible moment."""
_FRAME = 0.010
_AUDIBLE = 10 ** (-42 / 20)
"""A frame this far below the loudest one is silence."""


def read_wav(path: Path) -> tuple[Samples, int]:
    """The samples of a 16-bit wav file, between -1 and 1, and their rate; channels mixed.

    Raises:
        BadRecording: it is no wav file of 16-bit PCM.
    """
    try:
        with wave.open(str(path), "rb") as file:
            if file.getsampwidth() != 2:
                raise BadRecording(f"{path.name} does not have 16 bits a sample")
            rate, channels = file.getframerate(), file.getnchannels()
            raw = file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:
        raise BadRecording(f"{path.name} cannot be read: {error}") from error
    samples = np.frombuffer(raw, dtype="<i2").astype(np.float64) / 32768
    return samples.reshape(-1, channels).mean(axis=1), rate


def finish(samples: Samples, rate: int, pause: int) -> Mapping[str, bytes]:
    """Trims, levels and converts one prompt.

    Args:
        samples: between -1 and 1.
        rate: hertz.
        pause: milliseconds of silence to end with.

    Returns:
        By the suffix that Asterisk knows it by: 8 kHz A-law and 16 kHz signed 16-bit.

    Raises:
        BadRecording: there is nothing to be heard in it.
    """
    spoken = _faded(_trimmed(samples, rate), rate)
    wide = _resampled(spoken, rate, WIDEBAND, (60.0, 7600.0))
    narrow = _resampled(spoken, rate, TELEPHONE, BAND)
    gain = 10 ** (LOUDNESS / 20) / loudness(narrow, TELEPHONE)
    telephone = _with_pause(_limited(narrow * gain), TELEPHONE, pause)
    wideband = _with_pause(_limited(wide * gain), WIDEBAND, pause)
    return {".alaw": encode(_whole(telephone)), ".sln16": _whole(wideband).astype("<i2").tobytes()}


def accompany(
    samples: Samples, rate: int, level: float, *, loops: bool = False
) -> Mapping[str, bytes]:
    """Levels and converts something that is no speech; neither trimmed nor bent.

    Args:
        samples: between -1 and 1.
        rate: hertz.
        level: of the whole, in dB below full scale, as a telephone carries it.
        loops: its end is followed by its beginning.

    Returns:
        As of `finish`.

    Raises:
        BadRecording: there is nothing to be heard in it.
    """
    # filtering must know what comes before and after, or there is a click where it begins
    around = rate if loops else 0
    wider = np.concatenate([samples[len(samples) - around :], samples, samples[:around]])
    wide = _resampled(wider, rate, WIDEBAND, (60.0, 7600.0))
    narrow = _resampled(wider, rate, TELEPHONE, BAND)
    if loops:
        wide, narrow = wide[WIDEBAND:-WIDEBAND], narrow[TELEPHONE:-TELEPHONE]
    heard = float(np.sqrt(np.mean(narrow**2)))
    if heard < 1e-4:
        raise BadRecording("nothing is to be heard in the recording")
    gain = min(10 ** (level / 20) / heard, PEAK / float(np.abs(wide).max()))
    return {
        ".alaw": encode(_whole(narrow * gain)),
        ".sln16": _whole(wide * gain).astype("<i2").tobytes(),
    }


def loudness(samples: Samples, rate: int) -> float:
    """Root mean square of the frames that carry speech: those within 15 dB of the mean.

    The gate is BS.1770's idea, the window a syllable's length.
    """
    size = int(rate * 0.02)
    usable = samples[: max(size, len(samples) // size * size)]
    power = np.mean(usable[: len(usable) // size * size].reshape(-1, size) ** 2, axis=1)
    if not power.size or not power.max() > 0:
        return float(np.sqrt(np.mean(samples**2)))
    gated = power[power > power.mean() * 10 ** (-15 / 10)]
    return float(np.sqrt(gated.mean()))


def _trimmed(samples: Samples, rate: int) -> Samples:
    size = max(1, int(rate * _FRAME))
    frames = len(samples) // size
    if not frames:
        raise BadRecording("the recording is empty")
    level = np.sqrt(np.mean(samples[: frames * size].reshape(frames, size) ** 2, axis=1))
    if level.max() < 1e-4:
        raise BadRecording("nothing is to be heard in the recording")
    audible = np.flatnonzero(level > level.max() * _AUDIBLE)
    start = max(0, audible[0] * size - int(LEAD * rate))
    return samples[start : (audible[-1] + 1) * size + int(TAIL * rate)]


def _faded(samples: Samples, rate: int) -> Samples:
    """Without a click at either end."""
    length = min(len(samples) // 2, int(0.005 * rate))
    shape = np.ones(len(samples))
    shape[:length] = np.linspace(0, 1, length)
    shape[len(samples) - length :] = np.linspace(1, 0, length)
    return samples * shape


def _resampled(samples: Samples, rate: int, wanted: int, band: tuple[float, float]) -> Samples:
    """At another rate, without what lies outside the band; by way of the spectrum."""
    padded = _fast_length(len(samples) + rate // 10, rate, wanted)
    spectrum = np.fft.rfft(samples, padded)
    spectrum *= _slopes(np.fft.rfftfreq(padded, 1 / rate).astype(np.float64), band)
    length = padded * wanted // rate
    bins = min(len(spectrum), length // 2 + 1)
    whole = np.fft.irfft(spectrum[:bins], length) * (length / padded)
    kept: Samples = whole[: len(samples) * wanted // rate]
    return kept


def _fast_length(least: int, rate: int, wanted: int) -> int:
    """A length that both rates divide, so that no sample falls between two."""
    step = rate // np.gcd(rate, wanted) * 64
    return int(-(-least // step) * step)


def _slopes(frequencies: Samples, band: tuple[float, float]) -> Samples:
    """1 inside the band, falling to 0 over a third of an octave outside it."""
    low, high = band
    up = np.clip((frequencies - low * 0.6) / (low * 0.4), 0, 1)
    down = np.clip((high * 1.12 - frequencies) / (high * 0.12), 0, 1)
    return np.sin(np.minimum(up, down) * np.pi / 2) ** 2


def _limited(samples: Samples) -> Samples:
    """Bends what is above the knee so that nothing passes the peak."""
    size = np.abs(samples)
    room = PEAK - KNEE
    bent = KNEE + room * np.tanh((size - KNEE) / room)
    return np.where(size > KNEE, np.sign(samples) * bent, samples)


def _with_pause(samples: Samples, rate: int, pause: int) -> Samples:
    return np.concatenate([samples, np.zeros(rate * pause // 1000)])


def _whole(samples: Samples) -> NDArray[np.int16]:
    return np.round(samples * 32767).astype(np.int16)
