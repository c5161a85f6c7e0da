"""The prompts of the dialogs, one YAML file a language, and how they are read."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

import yaml

from booking.api import Language
from ivr.speech.errors import BadText

FOLDER = Path(__file__).parent

Texts = Mapping[Language, Mapping[str, str]]
"""Every prompt by language and key."""


class _NoDuplicates(yaml.SafeLoader):
    """Refuses a key that stands twice: the second would win without a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=deep) for key, _ in node.value]
        twice = sorted({str(key) for key in keys if keys.count(key) > 1})
        if twice:
            raise BadText(f"given twice: {', '.join(twice)}")
        return super().construct_mapping(node, deep)


def load(folder: Path = FOLDER) -> Texts:
    """Reads the prompts of every language.

    Raises:
        BadText: a file is not a flat table of texts, or gives a key twice.
    """
    return {language: _read(folder / f"{language}.yaml") for language in Language}


def _read(path: Path) -> Mapping[str, str]:
    if not path.exists():
        return {}
    texts = yaml.load(path.read_text(encoding="utf-8"), _NoDuplicates)  # noqa: S506  # a SafeLoader
    if not isinstance(texts, dict) or not all(
        isinstance(key, str) and isinstance(text, str) for key, text in texts.items()
    ):
        raise BadText(f"{path.name} is not a flat table of texts by key")
    return texts
