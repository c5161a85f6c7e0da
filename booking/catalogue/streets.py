"""Streets by the letters of a telephone's keys.

A key stands for three or four letters (ITU-T E.161), so a few digits mean many words. In a town's
list of streets they mean few: that is what makes a keypad good enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

from booking.catalogue.phone_filing import Street
from booking.language.keypad import keys_of
from booking.language.likeness import words

LEAST_LETTERS = 3
MOST_LETTERS = 8

_SLIP_FROM = 4
"""Of so many letters one may be wrong; of fewer, everything would be alike."""


def streets_by_keys(streets: Sequence[Street], keyed: str, limit: int) -> list[Street]:
    """The streets that these keys may mean, the likeliest first.

    First those whose name begins so, then those with a further word that does ('náměstí Míru' by
    'Míru'), the shorter ones first; only where there is none, those with one slip.

    Args:
        streets: all of them.
        keyed: two to nine, as many as were keyed; a street's name may go on.
        limit: at most so many.
    """
    entries = _entries(tuple(streets))
    exact = sorted(
        (rank, len(whole), place)
        for place, (whole, beginnings) in enumerate(entries)
        for rank in [_rank(whole, beginnings, keyed)]
        if rank is not None
    )
    if exact or len(keyed) < _SLIP_FROM:
        return [streets[place] for _, _, place in exact[:limit]]
    near = sorted(
        (len(whole), place)
        for place, (whole, beginnings) in enumerate(entries)
        if any(_slipped(beginning, keyed) for beginning in (whole, *beginnings))
    )
    return [streets[place] for _, place in near[:limit]]


@lru_cache(4)
def _entries(streets: tuple[Street, ...]) -> list[tuple[str, tuple[str, ...]]]:
    """By street the keys of the whole name, and of it from each further word on."""
    return [_entry(street) for street in streets]


def _entry(street: Street) -> tuple[str, tuple[str, ...]]:
    names = [[keys_of(word) for word in words(text)] for text in (street.name, street.spoken)]
    beginnings = {"".join(parts[place:]) for parts in names for place in range(len(parts))}
    whole = "".join(names[1])
    return whole, tuple(sorted(beginnings - {whole}))


def _rank(whole: str, beginnings: tuple[str, ...], keyed: str) -> int | None:
    if whole == keyed:
        return 0
    if whole.startswith(keyed):
        return 1
    return 2 if any(beginning.startswith(keyed) for beginning in beginnings) else None


def _slipped(beginning: str, keyed: str) -> bool:
    """Whether one key is wrong, missing, too many, or two have changed places."""
    lengths = (len(keyed) - 1, len(keyed), len(keyed) + 1)
    return any(
        OSA.distance(beginning[:length], keyed, score_cutoff=1) <= 1
        for length in lengths
        if length <= len(beginning)
    )
