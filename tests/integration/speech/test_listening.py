"""A text that was edited while calls go on: rendered, and listened to by who wrote it."""

import io
import wave
from pathlib import Path

from booking.api import Language, Wording
from ivr.speech.catalogue import Catalogue
from ivr.speech.index import SoundIndex
from ivr.speech.listening import as_wav
from ivr.speech.prepare import prepare_more

FEE = Wording("Poplatek je sedm set korun.", "Seven hundred crowns.", "Сімсот крон.")
TITLE = Wording("nový pas", "a new passport", "новий паспорт")


def test_what_is_new_is_rendered_at_both_paces_beside_what_was_there(tmp_path: Path) -> None:
    catalogue, sounds, cache = Catalogue(), tmp_path / "sounds", tmp_path / "cache"
    first = prepare_more(catalogue, [TITLE], sounds, cache=cache)
    assert first.made > 0
    prepare_more(catalogue, [FEE], sounds, cache=cache)
    index = SoundIndex.read(sounds)
    for wording in (TITLE, FEE):
        for language in Language:
            said = catalogue.text(wording, language)
            assert index.lacks(said) == ()
            assert index.lacks(said.slowed()) == ()
    assert prepare_more(catalogue, [TITLE, FEE], sounds, cache=cache).made == 0


def test_it_can_be_listened_to_once_it_is_rendered(tmp_path: Path) -> None:
    catalogue, sounds = Catalogue(), tmp_path / "sounds"
    said = catalogue.text(FEE, Language.CS)
    assert as_wav(said, sounds) is None
    prepare_more(catalogue, [FEE], sounds, cache=tmp_path / "cache")
    made = as_wav(said, sounds)
    assert made is not None
    with wave.open(io.BytesIO(made)) as file:
        assert (file.getnchannels(), file.getframerate()) == (1, 16_000)
        assert 1 < file.getnframes() / file.getframerate() < 5
