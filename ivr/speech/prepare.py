"""Makes everything ready to be spoken, for one town: called before Asterisk starts."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from booking.api import Language, Wording
from ivr.speech.catalogue import Catalogue
from ivr.speech.music import prepare_music
from ivr.speech.render import Progress, Rendered, Renderer, nobody, slowed
from ivr.speech.studio import Studio
from ivr.speech.voices import VOICES, Voice

FALLBACK = "fallback."


def default_cache() -> Path:
    """The user's cache folder for rendered prompts, shared by all data folders."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "linka" / "speech"


def prepare(
    catalogue: Catalogue,
    sounds: Path,
    *,
    cache: Path | None = None,
    studio: Path | None = None,
    hold: Path | None = None,
    music: Path | None = None,
    voices: Mapping[Language, Voice] = VOICES,
    progress: Progress = nobody,
) -> Rendered:
    """Renders all that the catalogue can say, at both paces, into the folder of sounds.

    Args:
        catalogue: the texts of dialogs, menus and town.
        sounds: the folder that Asterisk plays from.
        cache: kept between runs; the user's if not given.
        studio: the town's own recordings, if it has any.
        hold: the folder that Asterisk takes music on hold from.
        music: the town's own music for those who wait, if it has any.
        voices: by language.
        progress: is told how many of how many are done.

    Raises:
        VoiceFailed: a synthesiser is missing or failed.
        BadRecording: a studio recording cannot be used.
    """
    kept = cache or default_cache()
    prepare_music(sounds, kept, hold, music)
    everything = catalogue.everything()
    recordings = Studio(studio, catalogue.names())
    renderer = Renderer(sounds, kept, recordings, voices)
    return renderer.render([*everything, *slowed(everything)], progress)


def prepare_more(
    catalogue: Catalogue,
    wordings: Iterable[Wording],
    sounds: Path,
    *,
    cache: Path | None = None,
    studio: Path | None = None,
    voices: Mapping[Language, Voice] = VOICES,
) -> Rendered:
    """Renders what the town says newly, while calls go on, by one process at a time.

    The arguments are those of `prepare`; what was rendered before stays as it is.

    Raises:
        BadText: a text cannot be read.
        VoiceFailed: a synthesiser is missing or failed.
        BadRecording: a studio recording cannot be used.
    """
    recordings = Studio(studio, catalogue.names())
    renderer = Renderer(sounds, cache or default_cache(), recordings, voices, workers=1)
    new = catalogue.spoken(wordings)
    return renderer.render([*new, *slowed(new)])


def fallback_prompts(
    catalogue: Catalogue, *, town: Wording, opens: dt.time, closes: dt.time
) -> dict[str, tuple[str, ...]]:
    """The sounds of the fall-back's prompts by key, for the plain dialplan: in Czech.

    Args:
        catalogue: has the texts whose keys begin with 'fallback.'.
        town: as in the welcome: 'úřad města Lípova'.
        opens: when operators begin to answer.
        closes: when they end.
    """
    keys = [key for key in catalogue.templates[Language.CS] if key.startswith(FALLBACK)]
    return {
        key: catalogue.say(key, Language.CS, town=town, opens=opens, closes=closes).sounds
        for key in keys
    }
