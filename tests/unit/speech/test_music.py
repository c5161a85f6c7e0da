"""The music for those who wait."""

import wave
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from booking.api import Language
from ivr.speech.alaw import decode
from ivr.speech.errors import BadRecording
from ivr.speech.index import SoundIndex
from ivr.speech.music import LOUDNESS, MELODIES, composed, prepare_music
from ivr.speech.segments import Segment, Utterance
from ivr.speech.sound import LOUDNESS as SPEECH
from ivr.speech.sound import TELEPHONE


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With the sounds of our own piece, and the folder for music on hold."""
    made = tmp_path_factory.mktemp("music")
    assert prepare_music(made / "sounds", made / "cache", made / "hold", None)
    return made


def telephone(path: Path) -> NDArray[np.float64]:
    return decode(path.read_bytes()) / 32768


def level(samples: NDArray[np.float64]) -> float:
    return 20 * float(np.log10(np.sqrt(np.mean(samples**2))))


def recording(path: Path, seconds: float) -> Path:
    moments = np.arange(int(seconds * 8000)) / 8000
    samples = np.round(9000 * np.sin(2 * np.pi * 400 * moments)).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(samples.tobytes())
    return path


def test_its_parts_make_up_the_whole(folder: Path) -> None:
    whole = telephone(folder / "hold" / "music.alaw")
    parts = [telephone(folder / "sounds" / f"{one.sound}.alaw") for one in MELODIES]
    assert 60 <= len(whole) / TELEPHONE <= 90
    assert sum(map(len, parts)) == len(whole)


def test_it_is_much_softer_than_speech(folder: Path) -> None:
    for one in MELODIES:
        assert level(telephone(folder / "sounds" / f"{one.sound}.alaw")) == pytest.approx(
            LOUDNESS, abs=1
        )
    assert LOUDNESS <= SPEECH - 10


def test_nothing_in_it_is_loud_and_it_never_falls_silent(folder: Path) -> None:
    whole = telephone(folder / "hold" / "music.alaw")
    assert np.abs(whole).max() < 0.2
    looks = whole[: len(whole) // 4000 * 4000].reshape(-1, 4000)
    assert min(level(look) for look in looks) > LOUDNESS - 12


def test_its_end_leads_into_its_beginning_without_a_click(folder: Path) -> None:
    whole = telephone(folder / "hold" / "music.alaw")
    joint = np.abs(np.diff(np.concatenate([whole[-400:], whole[:400]]))).max()
    assert joint <= np.abs(np.diff(whole)).max()


def test_a_part_begins_and_ends_softly(folder: Path) -> None:
    for one in MELODIES:
        part = telephone(folder / "sounds" / f"{one.sound}.alaw")
        assert np.abs(part[:40]).max() < 0.002
        assert np.abs(part[-40:]).max() < 0.002


def test_it_is_the_same_each_time() -> None:
    again = composed.__wrapped__()
    assert np.array_equal(again, composed())


def test_it_is_made_once(folder: Path) -> None:
    assert not prepare_music(folder / "sounds", folder / "cache", folder / "hold", None)


def test_its_lengths_stand_in_the_index(folder: Path) -> None:
    assert SoundIndex.read(folder / "sounds").seconds(Utterance(MELODIES)) == pytest.approx(75.0)


def test_it_has_one_pace_and_reads_as_music() -> None:
    words = Utterance((Segment(Language.CS, "Prosíme o strpení."), MELODIES[0]))
    assert words.slowed().sounds[1] == words.sounds[1]
    assert words.text == "Prosíme o strpení. (hudba)"


def test_a_towns_own_recording_takes_its_place(tmp_path: Path) -> None:
    own = recording(tmp_path / "music.wav", 45)
    hold = tmp_path / "hold"
    hold.mkdir()
    (hold / "older.alaw").write_bytes(b"\x55" * 800)
    prepare_music(tmp_path / "sounds", tmp_path / "cache", None, None)
    assert prepare_music(tmp_path / "sounds", tmp_path / "cache", hold, own)
    assert {file.name for file in hold.iterdir()} == {"music.alaw", "music.sln16"}
    assert len(telephone(hold / "music.alaw")) == 45 * TELEPHONE
    part = telephone(tmp_path / "sounds" / f"{MELODIES[0].sound}.alaw")
    assert len(part) == 15 * TELEPHONE
    assert level(part) == pytest.approx(LOUDNESS, abs=1)


@pytest.mark.parametrize("seconds", [5, 700])
def test_a_recording_of_a_wrong_length_is_refused(tmp_path: Path, seconds: float) -> None:
    own = recording(tmp_path / "music.wav", seconds)
    with pytest.raises(BadRecording):
        prepare_music(tmp_path / "sounds", tmp_path / "cache", None, own)
