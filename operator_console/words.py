"""The console's own texts: one file a room, each text in every language of the console."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from booking.api import Language

LANGUAGES = (Language.CS, Language.EN)
FOLDER = Path(__file__).parent

Text = str | Mapping[str, str]
"""A sentence, or its forms by number: one, few, many; the number stands in the slot `n`."""


class WordsError(Exception):
    """A text of the console is missing or malformed."""


class Words:
    """All texts by key ('clerk.title') and language."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.texts: dict[str, dict[Language, Text]] = {}
        for path in sorted(folder.rglob("words.yaml")):
            room = path.parent.relative_to(folder).name
            for key, text in yaml.safe_load(path.read_text(encoding="utf-8")).items():
                self.texts[f"{room}.{key}" if room else key] = _checked(path, key, text)

    def say(self, language: Language, key: str, **slots: Any) -> str:
        """The text with its slots filled.

        Raises:
            WordsError: there is no such text.
        """
        if key not in self.texts:
            raise WordsError(f"there is no text '{key}'")
        text = self.texts[key][language]
        if not isinstance(text, str):
            text = text[form(language, int(slots["n"]))]
        return text.format(**slots)


def form(language: Language, n: int) -> str:
    """Which form of a noun follows the number: 1 visit, 2 visits; 1, 2–4 and 5 in Czech."""
    if n == 1:
        return "one"
    return "few" if language is Language.CS and 2 <= n <= 4 else "many"


def _checked(path: Path, key: str, text: Any) -> dict[Language, Text]:  # noqa: ANN401  what YAML holds
    if not isinstance(text, dict) or set(text) != {language.value for language in LANGUAGES}:
        raise WordsError(f"{path}: {key}: a text in each of {', '.join(LANGUAGES)} is needed")
    found = {language: text[language.value] for language in LANGUAGES}
    for language, one in found.items():
        forms = {"one", "few", "many"} if language is Language.CS else {"one", "many"}
        if not isinstance(one, str) and set(one) != forms:
            raise WordsError(f"{path}: {key}: the forms {', '.join(sorted(forms))} are needed")
    return found
