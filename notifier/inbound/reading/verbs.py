"""Finds the word that says what is wanted. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rapidfuzz.distance import OSA

from booking.api import Language, code_is_well_formed
from notifier.inbound.reading.text import WORD, code_in, has_digits, telling_words, without
from notifier.inbound.reading.words import (
    FILLERS,
    ONLY_ALONE,
    STRICT,
    UNGUESSED,
    VERBS,
    Verb,
    Words,
)

_SHORT, _LONG = 4, 7
"""A word of so many letters may have one slip, or two."""

_STEMS = {
    one: one.removesuffix("*")
    for table in (VERBS, ONLY_ALONE)
    for by_language in table.values()
    for known in by_language.values()
    for one in known
}


class Found(NamedTuple):
    """The word that says what is wanted.

    Attributes:
        language: of the word; None where it is the same in several.
        word: as it was written, folded.
        rest: the text without it.
    """

    verb: Verb
    language: Language | None
    word: str
    rest: str


def find(said: str) -> Found | None:
    """The first word of a folded text that is no courtesy, if it is a command."""
    is_alone = len(telling_words(said)) == 1
    for match in WORD.finditer(said):
        word, rest = match[0], without(said, match)
        known = known_as(word) or (_exactly(word, ONLY_ALONE) if is_alone else None)
        if known is None and word in FILLERS:
            continue
        known = known or _nearly(word, rest)
        return None if known is None else Found(*known, word, rest)
    return None


def known_as(word: str) -> tuple[Verb, Language | None] | None:
    """What a folded word asks for; None for one that is no command, or only nearly."""
    return _exactly(word, VERBS)


def _exactly(word: str, verbs: Mapping[Verb, Words]) -> tuple[Verb, Language | None] | None:
    for verb, by_language in verbs.items():
        for language, known in by_language.items():
            for one in known:
                stem = _STEMS[one]
                if word == stem or (stem != one and word.startswith(stem)):
                    return verb, language
    return None


def _nearly(word: str, rest: str) -> tuple[Verb, Language | None] | None:
    """The command that slips have made another word of, where only one can be meant."""
    near = _distances(word)
    if has_digits(rest):  # those stand alone
        near = {verb: how for verb, how in near.items() if verb not in (Verb.STOP, Verb.START)}
    if not near:
        return None
    least = min(far for far, _ in near.values())
    # a word that is never guessed is too near with one slip more, too
    meant = [verb for verb, (far, _) in near.items() if far <= least + (verb in STRICT)]
    if len(meant) != 1 or meant[0] in UNGUESSED:
        return None
    if meant[0] is Verb.CANCEL and not code_is_well_formed(code_in(rest) or ""):
        return None
    return meant[0], near[meant[0]][1]


def _distances(word: str) -> dict[Verb, tuple[int, Language | None]]:
    """How many slips lie between the word and the nearest one of each command."""
    near: dict[Verb, tuple[int, Language | None]] = {}
    if len(word) < _SHORT:
        return near
    most = 2 if len(word) >= _LONG else 1
    for verb, by_language in VERBS.items():
        allowed = most + (verb in STRICT)
        for language, known in by_language.items():
            for one in known:
                far = OSA.distance(word, _STEMS[one], score_cutoff=allowed)
                if far <= allowed and far < near.get(verb, (allowed + 1,))[0]:
                    near[verb] = (far, language)
    return near
