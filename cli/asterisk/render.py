"""Asterisk's configuration from its templates."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from cli.asterisk import errors
from cli.asterisk.settings import PROMPTS, Settings

_SOUND = re.compile(r"[A-Za-z0-9_./-]+")


def render(templates: list[Path], values: Mapping[str, object], into: Path) -> list[str]:
    """Write each `*.conf` of the template folders into a folder; return the names that changed.

    The files hold passwords: only this user can read them. Raises BadTemplate.
    """
    into.mkdir(parents=True, exist_ok=True, mode=0o700)
    environment = Environment(
        loader=FileSystemLoader(templates),
        undefined=StrictUndefined,
        finalize=_one_line,
        autoescape=False,  # noqa: S701 - no HTML here; _one_line guards what Asterisk would misread
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        comment_start_string="{##",  # the dialplan has {# of its own
        comment_end_string="##}",
    )
    texts: dict[str, str] = {}
    for folder in templates:
        for path in sorted(folder.glob("*.conf")):
            try:
                texts[path.name] = environment.get_template(path.name).render(values)
            except TemplateError as error:
                raise errors.BadTemplate(f"{path}: {error}") from error
    for stale in into.glob("*.conf"):
        if stale.name not in texts:
            stale.unlink()
    return [name for name, text in texts.items() if write(into / name, text)]


def write(path: Path, text: str, mode: int = 0o600) -> bool:
    """Replace a file's text at once; returns whether it changed."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    new = path.with_name(path.name + ".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w") as file:
        file.write(text)
    new.replace(path)
    return True


def town_values(settings: Settings) -> dict[str, object]:
    """The templates' variables. Raises BadTemplate for a prompt without sounds."""
    return {
        "town": settings,
        "ports": settings.ports,
        "secrets": settings.secrets,
        "trunk": settings.trunk,
        "hours": settings.hours,
        "prompt": {key.removeprefix("fallback."): _sounds(settings, key) for key in PROMPTS},
    }


def _sounds(settings: Settings, key: str) -> str:
    sounds = settings.prompts.get(key, ())
    if not sounds:
        raise errors.BadTemplate(f"the fall-back has no sound for {key}")
    for sound in sounds:
        if not _SOUND.fullmatch(sound):
            raise errors.BadTemplate(f"not a sound's name: {sound!r}")
    return "&".join(sounds)


def _one_line(value: object) -> object:
    """Refuse what would end the line or begin a comment: it could add settings of its own."""
    if isinstance(value, str) and re.search(r"[\r\n;]", value):
        raise errors.BadTemplate("a value holds a line break or a semicolon")
    return value
