"""Rendering with the real synthesisers."""

from __future__ import annotations

import wave
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from booking.api import Language
from ivr.speech.alaw import decode
from ivr.speech.catalogue import Catalogue
from ivr.speech.checks import check_sounds
from ivr.speech.errors import VoiceFailed
from ivr.speech.index import SoundIndex
from ivr.speech.render import Renderer
from ivr.speech.segments import Segment
from ivr.speech.sound import LOUDNESS, loudness
from ivr.speech.studio import Studio
from ivr.speech.voices import FALL_BACK_CZECH, VOICES, Espeak, Festival, Voice
from tests.integration.speech.conftest import CS, EN, UK, Rendered

HOSTILE = [
    'Uvozovka " a závorka ) (quit) konec.',
    "Zpětné lomítko \\ a dolar $(touch zlo) `touch zlo` konec.",
    "Středník ; touch zlo ; konec.",
    "Nový\nřádek\ta tabulátor\0konec.",
    "Мова і 漢字 uprostřed.",
    "„Uvozovky“ – pomlčka… ’apostrof’.",
    "-w zlo.wav",
    "[[zlo]] <b>zlo</b> &amp; zlo.",
]


def renderer(folder: Path, **changes: Any) -> Renderer:
    return replace(Renderer(folder / "sounds", folder / "cache"), **changes)


def read(folder: Path, segment: Segment) -> bytes:
    return (folder / "sounds" / f"{segment.sound}.alaw").read_bytes()


def test_every_prompt_is_there_at_both_rates_and_one_loudness(rendered: Rendered) -> None:
    for name, sound in rendered.index.sounds.items():
        samples = decode((rendered.sounds / f"{name}.alaw").read_bytes()) / 32768
        speech = samples[: len(samples) - sound.segment.pause * 8]
        assert 20 * np.log10(loudness(speech, 8000)) == pytest.approx(LOUDNESS, abs=0.6)
        assert np.abs(samples).max() < 0.85
        assert 0.05 < sound.seconds < 20  # the shortest is the Ukrainian 'і'
        if sound.segment.slow:
            continue
        assert (rendered.sounds / f"{name}.sln16").stat().st_size == pytest.approx(
            32_000 * sound.seconds, abs=100
        )


def test_speech_takes_as_long_as_its_letters(rendered: Rendered) -> None:
    for sound in rendered.index.sounds.values():
        if len(sound.segment.text) > 12:
            pace = sound.seconds / len(sound.segment.text)
            assert 0.03 < pace < 0.2, sound.segment.text


def test_a_second_run_renders_nothing(rendered: Rendered) -> None:
    segments = [sound.segment for sound in rendered.index.sounds.values()]
    again = Renderer(rendered.sounds, rendered.cache).render(segments)
    assert (again.made, again.reused) == (0, len(segments))


def test_another_folder_is_filled_from_the_cache(rendered: Rendered, tmp_path: Path) -> None:
    segments = [sound.segment for sound in rendered.index.sounds.values()]
    again = Renderer(tmp_path, rendered.cache).render(segments)
    assert again.made == 0
    assert SoundIndex.read(tmp_path) == rendered.index


def test_a_sound_that_was_deleted_comes_back(rendered: Rendered, tmp_path: Path) -> None:
    segment = next(iter(rendered.index.sounds.values())).segment
    renderer = Renderer(tmp_path, rendered.cache)
    renderer.render([segment])
    path = tmp_path / f"{segment.sound}.alaw"
    path.unlink()
    renderer.render([segment])
    assert path.exists()


@pytest.mark.parametrize("language", [CS, EN, UK])
def test_rendering_again_gives_the_same_sound(tmp_path: Path, language: Language) -> None:
    segment = Segment(language, "Nejbližší termín je volný, Lípov." if language is CS else "One.")
    for name in ("one", "other"):
        renderer(tmp_path / name).render([segment])
    assert read(tmp_path / "one", segment) == read(tmp_path / "other", segment)


def test_the_order_of_prompts_does_not_change_them(tmp_path: Path) -> None:
    one, other = Segment(CS, "Dobrý den."), Segment(CS, "Na shledanou.")
    renderer(tmp_path / "one").render([one, other])
    renderer(tmp_path / "other").render([other, one])
    assert read(tmp_path / "one", one) == read(tmp_path / "other", one)


@pytest.mark.parametrize("voice", [Festival(), FALL_BACK_CZECH], ids=["festival", "espeak"])
@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_taken_for_a_command(tmp_path: Path, voice: Voice, text: str) -> None:
    before, after = Segment(CS, "Předtím."), Segment(CS, "Potom.")
    done = renderer(tmp_path, voices={CS: voice}).render([before, Segment(CS, text), after])
    assert done.made == 3
    assert not list(tmp_path.rglob("zlo*"))


@pytest.mark.parametrize("letter", "aábcčdďeéěfghiíjklmnňoópqrřsštťuúůvwxyýzž")
def test_festival_speaks_every_czech_letter(tmp_path: Path, letter: str) -> None:
    done = renderer(tmp_path).render([Segment(CS, f"ta{letter}a to"), Segment(CS, "taa to")])
    seconds = [sound.seconds for sound in done.index.sounds.values()]
    assert len(seconds) == 2
    assert seconds[0] > 0.2
    assert (
        letter in "aá" or len({read(tmp_path, s.segment) for s in done.index.sounds.values()}) == 2
    )


def test_slow_is_slower_and_for_the_telephone_only(tmp_path: Path) -> None:
    for segment in (Segment(CS, "Zadejte šestimístný kód."), Segment(EN, "Enter the code again.")):
        slow = replace(segment, slow=True)
        sounds = renderer(tmp_path).render([segment, slow]).index.sounds
        ratio = sounds[segment.sound].seconds / sounds[slow.sound].seconds
        assert 0.7 < ratio < 0.9
        assert not (tmp_path / "sounds" / f"{slow.sound}.sln16").exists()


def test_a_studio_recording_wins_and_a_new_take_replaces_it(tmp_path: Path) -> None:
    catalogue = Catalogue({CS: {"goodbye": "Na shledanou."}})
    segment = Segment(CS, "Na shledanou.")
    studio = tmp_path / "studio" / "cs"
    studio.mkdir(parents=True)
    heard = []
    renderer(tmp_path).render([segment])
    heard.append(read(tmp_path, segment))
    for pitch in (300, 500):
        take = (np.sin(np.arange(48_000) * 2 * np.pi * pitch / 48_000) * 9000).astype("<i2")
        with wave.open(str(studio / "goodbye.wav"), "wb") as file:
            file.setparams((1, 2, 48_000, 0, "NONE", ""))
            file.writeframes(take.tobytes())
        recordings = Studio(studio.parent, catalogue.names())
        done = renderer(tmp_path, studio=recordings).render([segment])
        assert done.made == 1
        heard.append(read(tmp_path, segment))
    assert len(set(heard)) == 3


@dataclass(frozen=True)
class Breaking:
    """A voice that fails at a certain text, as one does whose disk is full."""

    name: str = "breaking"

    def speak(self, texts: Sequence[str], slow: bool, folder: Path) -> list[Path]:
        if "zlo." in texts:
            raise VoiceFailed("no space left")
        return Festival().speak(texts, slow, folder)


def test_an_interrupted_run_leaves_whole_files_and_goes_on_later(tmp_path: Path) -> None:
    good = [Segment(CS, f"{word}.") for word in ("jedna", "dvě", "tři")]
    breaking = renderer(tmp_path, voices={CS: Breaking(), EN: Breaking()}, workers=1)
    with pytest.raises(VoiceFailed):
        breaking.render([*good, Segment(EN, "zlo.")])
    assert not list(tmp_path.rglob(".*"))
    done = breaking.render(good)
    assert (done.made, done.reused) == (0, 3)


def test_a_missing_synthesiser_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(VoiceFailed, match="festival is not installed"):
        renderer(tmp_path).render([Segment(CS, "Ano.")])


def test_a_voice_that_writes_nothing_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(VoiceFailed):
        renderer(tmp_path, voices={CS: Festival("voice_of_nobody")}).render([Segment(CS, "Ano.")])


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    segments = [Segment(CS, f"Zpráva {word}.") for word in ("první", "druhá")]
    renderer(tmp_path).render(segments, lambda done, every: told.append((done, every)))
    assert told == [(0, 2), (2, 2)]


def test_a_segment_without_sound_is_a_finding(tmp_path: Path) -> None:
    catalogue = Catalogue({CS: {"a": "Ano.", "b": "Ne."}})
    renderer(tmp_path).render([Segment(CS, "Ano.")])
    found = check_sounds(catalogue, tmp_path / "sounds")
    assert [str(finding) for finding in found] == ["error: cs/'Ne.': has no sound"]


@pytest.mark.parametrize("voice", [VOICES[CS], VOICES[EN], FALL_BACK_CZECH])
def test_the_pin_is_read_as_a_word(voice: Festival | Espeak) -> None:
    assert voice.readable("Zadejte PIN.") == "Zadejte pin."
    assert voice.readable("PINs") == "PINs"


def test_all_languages_have_a_voice() -> None:
    assert set(VOICES) == set(Language)
