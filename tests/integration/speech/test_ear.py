"""The ear against real prompts, played as a caller hears them and worse."""

from __future__ import annotations

import time
import wave
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from cli.phone.ear import Ear, Heard
from cli.phone.recordings import read_recording
from ivr.speech.alaw import encode
from ivr.speech.segments import Segment, Utterance
from tests.integration.speech.conftest import CS, Rendered, spoken

Sound = NDArray[np.int16]


@pytest.fixture(scope="module")
def ear(rendered: Rendered) -> Ear:
    return Ear.of(rendered.sounds)


@pytest.fixture(scope="module")
def call(rendered: Rendered) -> tuple[Sound, list[tuple[Segment, float]]]:
    return rendered.played(*spoken(rendered.catalogue))


def packets(sound: Sound) -> Sound:
    return sound[: len(sound) // 160 * 160].reshape(-1, 160)


def named(heard: list[Heard]) -> list[str]:
    return [one.segment.text for one in heard]


def test_every_prompt_of_a_call_is_named_at_its_time(
    ear: Ear, call: tuple[Sound, list[tuple[Segment, float]]]
) -> None:
    sound, said = call
    heard = ear.hear(sound)
    assert [one.segment for one in heard] == [segment for segment, _ in said]
    for one, (_, at) in zip(heard, said, strict=True):
        assert one.start == pytest.approx(at, abs=0.002)
        assert one.score > 0.99
        assert one.complete


def test_a_call_four_times_as_long_takes_about_four_times_as_long_to_hear(
    ear: Ear, call: tuple[Sound, list[tuple[Segment, float]]]
) -> None:
    def seconds(sound: Sound) -> float:
        began = time.process_time()
        ear.hear(sound)
        return time.process_time() - began

    seconds(call[0])  # the samples of these prompts are in mind from now on
    pairs = [(seconds(call[0]), seconds(np.tile(call[0], 4))) for _ in range(3)]
    assert min(longer / once for once, longer in pairs) < 8


@pytest.mark.parametrize("gain", [0.1, 0.5, 1.5])
def test_loudness_does_not_matter(
    ear: Ear, call: tuple[Sound, list[tuple[Segment, float]]], gain: float
) -> None:
    sound, said = call
    played = np.clip(sound * gain, -32768, 32767).astype(np.int16)
    assert named(ear.hear(played)) == [segment.text for segment, _ in said]


def test_a_fraction_of_a_sample_does_not_matter(
    ear: Ear, call: tuple[Sound, list[tuple[Segment, float]]]
) -> None:
    sound, said = call
    between = np.convolve(sound, [0.5, 0.5], "same").astype(np.int16)
    assert named(ear.hear(between)) == [segment.text for segment, _ in said]


def test_lost_packets_do_not_matter(
    ear: Ear, call: tuple[Sound, list[tuple[Segment, float]]]
) -> None:
    sound, said = call
    played = packets(sound).copy()
    played[np.random.default_rng(3).random(len(played)) < 0.02] = 0
    heard = named(ear.hear(played.ravel()))
    assert heard == [segment.text for segment, _ in said]


def test_late_packets_do_not_matter_much(
    ear: Ear, call: tuple[Sound, list[tuple[Segment, float]]]
) -> None:
    sound, said = call
    draw = np.random.default_rng(4)
    played = [
        np.concatenate([packet, np.zeros(160, np.int16)]) if draw.random() < 0.005 else packet
        for packet in packets(sound)
    ]
    heard = named(ear.hear(np.concatenate(played)))
    missed = [segment.text for segment, _ in said if segment.text not in heard]
    assert len(missed) <= 1


def test_quiet_noise_does_not_matter_much(
    ear: Ear, call: tuple[Sound, list[tuple[Segment, float]]]
) -> None:
    sound, said = call
    level = np.sqrt(np.mean(sound.astype(float) ** 2)) * 10 ** (-30 / 20)
    noisy = sound + np.random.default_rng(5).normal(size=len(sound)) * level
    heard = named(ear.hear(np.clip(noisy, -32768, 32767).astype(np.int16)))
    missed = [segment.text for segment, _ in said if segment.text not in heard]
    assert len(missed) <= 3


@pytest.mark.parametrize("seconds", [0.4, 0.8, 1.2])
def test_a_prompt_cut_off_by_a_key_is_named_with_what_was_heard(
    ear: Ear, rendered: Rendered, seconds: float
) -> None:
    said = rendered.catalogue.say("applications.none", CS)
    sound, _ = rendered.played(said)
    cut = np.concatenate([sound[: 3000 + int(seconds * 8000)], np.zeros(8000, np.int16)])
    heard = ear.hear(cut)
    assert [one.segment for one in heard] == [said.segments[0]]
    assert not heard[0].complete
    assert heard[0].end - heard[0].start == pytest.approx(seconds, abs=0.09)
    assert 0 < heard[0].portion < 1


def test_dates_that_begin_alike_are_told_apart(ear: Ear, rendered: Rendered) -> None:
    segments = [
        segment
        for segment, sound in ((s.segment, s) for s in rendered.index.sounds.values())
        if "dvacátého čtvrtého" in segment.text and sound.seconds
    ]
    assert len(segments) > 20
    sound, _ = rendered.played(*(Utterance((segment,)) for segment in segments), gap=6000)
    heard = named(ear.hear(sound))
    # a pause that no prompt ends belongs to either ending
    assert [text.rstrip(",.") for text in heard] == [s.text.rstrip(",.") for s in segments]


def test_slow_and_normal_are_told_apart(rendered: Rendered) -> None:
    ear = Ear.of(rendered.sounds, slow=True)
    for text in ("goodbye", "apology", "login.verified"):
        said = rendered.catalogue.say(text, CS)
        sound, _ = rendered.played(said, said.slowed(), said)
        expected = [*said, *said.slowed(), *said]
        assert [one.segment for one in ear.hear(sound)] == expected


def test_the_same_words_are_told_apart_by_their_pause(ear: Ear, rendered: Rendered) -> None:
    said = rendered.catalogue.say("visit.booked", CS, code="242242")
    sound, _ = rendered.played(said)
    assert named(ear.hear(sound)) == [segment.text for segment in said]


def test_nothing_is_heard_in_noise_or_silence(ear: Ear) -> None:
    noise = np.random.default_rng(6).normal(size=30 * 8000) * 3000
    assert ear.hear(noise.astype(np.int16)) == []
    assert ear.hear(np.zeros(30 * 8000, np.int16)) == []
    assert ear.hear(np.zeros(0, np.int16)) == []


def test_listening_can_begin_later(
    ear: Ear, call: tuple[Sound, list[tuple[Segment, float]]]
) -> None:
    sound, said = call
    since = said[10][1] - 0.1
    heard = ear.hear(sound, since=since)
    assert [one.segment for one in heard] == [segment for segment, _ in said[10:]]
    assert heard[0].start == pytest.approx(said[10][1], abs=0.002)


def test_a_growing_recording_is_read_in_every_form(tmp_path: Path) -> None:
    sound = (np.sin(np.arange(4000) / 5) * 9000).astype(np.int16)
    (tmp_path / "a.sln").write_bytes(sound.tobytes() + b"\0")
    (tmp_path / "a.alaw").write_bytes(encode(sound))
    with wave.open(str(tmp_path / "a.wav"), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(sound.tobytes())
    # Asterisk fills in the lengths at the end: while it grows they say nothing
    raw = bytearray((tmp_path / "a.wav").read_bytes())
    raw[40:44] = bytes(4)
    (tmp_path / "growing.wav").write_bytes(raw)
    for name in ("a.sln", "a.wav", "growing.wav"):
        assert np.array_equal(read_recording(tmp_path / name), sound)
    assert np.abs(read_recording(tmp_path / "a.alaw") - sound).max() < 300


def test_a_transcript_reads_line_by_line(ear: Ear, rendered: Rendered) -> None:
    sound, _ = rendered.played(rendered.catalogue.say("goodbye", CS))
    assert ear.transcript(ear.hear(sound)) == "   0.38  Na shledanou."


def test_prints_are_made_once_and_a_damaged_file_of_them_is_made_again(
    rendered: Rendered, tmp_path: Path, call: tuple[Sound, list[tuple[Segment, float]]]
) -> None:
    recording, said = call
    first = Ear.of(rendered.sounds, cache=tmp_path)
    (kept,) = tmp_path.iterdir()
    made = kept.stat().st_mtime_ns
    again = Ear.of(rendered.sounds, cache=tmp_path)
    assert kept.stat().st_mtime_ns == made
    kept.write_bytes(kept.read_bytes()[:1000])
    mended = Ear.of(rendered.sounds, cache=tmp_path)
    wanted = [segment.text for segment, _ in said]
    assert [named(ear.hear(recording)) for ear in (first, again, mended)] == [wanted] * 3
    assert [file.name for file in tmp_path.iterdir()] == [kept.name]
