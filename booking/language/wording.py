"""The languages that Linka speaks, and texts that exist in some of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class Language(StrEnum):
    """ISO 639-1 codes; Czech is the one that every text has."""

    CS = "cs"
    EN = "en"
    UK = "uk"


@dataclass(frozen=True, slots=True)
class Wording:
    """One text in Czech and, where it was translated, in English and Ukrainian."""

    cs: str
    en: str | None = None
    uk: str | None = None

    def __getitem__(self, language: Language) -> str:
        """The text in that language; in Czech where it was not translated."""
        return self.translated(language) or self.cs

    def translated(self, language: Language) -> str | None:
        """The text in that language, None where it was not translated."""
        match language:
            case Language.CS:
                return self.cs
            case Language.EN:
                return self.en
            case Language.UK:
                return self.uk

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> Self:
        """From a mapping by language code.

        Raises:
            ValueError: the Czech text is missing, or a language is unknown.
        """
        unknown = set(texts) - {language.value for language in Language}
        if unknown:
            raise ValueError(f"unknown language: {', '.join(sorted(unknown))}")
        if not texts.get("cs"):
            raise ValueError("the Czech text is missing")
        return cls(**texts)

    def by_language(self) -> dict[str, str]:
        """The texts that exist, by language code."""
        texts = {"cs": self.cs, "en": self.en, "uk": self.uk}
        return {code: text for code, text in texts.items() if text is not None}
