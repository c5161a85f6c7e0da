"""How each language speaks dates, times, numbers, codes and amounts."""

from __future__ import annotations

from functools import cache

from booking.api import Language
from ivr.speech.grammar.base import Format, Grammar, phrases
from ivr.speech.grammar.cs import Czech
from ivr.speech.grammar.en import English
from ivr.speech.grammar.uk import Ukrainian

__all__ = ["Format", "Grammar", "grammar_of", "phrases"]


@cache
def grammar_of(language: Language) -> Grammar:
    """The grammar of a language; made once, for its closed sets take a moment."""
    match language:
        case Language.CS:
            return Czech()
        case Language.EN:
            return English()
        case Language.UK:
            return Ukrainian()
