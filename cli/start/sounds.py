"""Everything that a caller can hear, rendered before the first call."""

from collections.abc import Iterable
from datetime import time
from pathlib import Path

from booking.api import Language, Town, Wording
from cli.asterisk.debian import cache_folder
from cli.context import Context
from cli.screen import Say
from cli.start.town import Described
from ivr.app import read_tree
from ivr.speech.catalogue import Catalogue
from ivr.speech.prepare import fallback_prompts, prepare, prepare_more


def render(context: Context, described: Described, say: Say) -> dict[str, tuple[str, ...]]:
    """Render what is missing; returns the fall-back's sounds by the key of their prompt.

    Raises VoiceFailed, BadRecording, BadText, MenuFileError.
    """
    town_hall = _town_hall(described.town)
    menus = read_tree(menus_file(context)).wordings()
    catalogue = Catalogue(extra=[*described.spoken, *menus, town_hall])
    music = context.config.town_folder / "sounds" / "music.wav"
    prepare(
        catalogue,
        context.layout.sounds,
        cache=cache_folder() / "sounds",
        studio=_studio(context),
        hold=context.layout.music,
        music=music if music.exists() else None,
        progress=lambda done, wanted: say(f"{done} of {wanted} prompts"),
    )
    opens, closes = operator_hours(described.town)
    return fallback_prompts(catalogue, town=town_hall, opens=opens, closes=closes)


def render_more(context: Context, wordings: Iterable[Wording]) -> int:
    """Render what the town says newly, while calls go on; how many sounds had to be made.

    Raises VoiceFailed, BadRecording, BadText.
    """
    cache = cache_folder() / "sounds"
    done = prepare_more(
        Catalogue(), wordings, context.layout.sounds, cache=cache, studio=_studio(context)
    )
    return done.made


def _studio(context: Context) -> Path | None:
    recordings = context.config.town_folder / "sounds" / "studio"
    return recordings if recordings.is_dir() else None


def menus_file(context: Context) -> Path:
    """The town's menu tree."""
    return context.config.town_folder / "menus.yaml"


def operator_hours(town: Town) -> tuple[time, time]:
    """From when until when operators answer: the first day's hours that has any stand for all."""
    span = next(spans[0] for spans in town.operator_hours.days if spans)
    return _time(span.opens), _time(span.closes)


def _town_hall(town: Town) -> Wording:
    name = town.genitive
    return Wording(
        cs=f"úřad města {name[Language.CS]}",
        en=f"the town hall of {name[Language.EN]}",
        uk=f"міська рада {name[Language.UK]}",
    )


def _time(minutes: int) -> time:
    hour, minute = divmod(minutes, 60)
    return time(hour % 24, minute)
