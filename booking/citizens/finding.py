"""Which citizens may be meant, the likeliest first. Pure: an index in memory, and a query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest
from itertools import combinations

from booking.citizens.model import FoundBy
from booking.citizens.query import Query
from booking.language.likeness import EXACT, Vocabulary, words

_IN_PLACE = 0.85
"""A street tells less than a name, and many live in it."""

_SWAPPED_DAY = 85.0
_OTHER_YEAR = 75.0
_WHOLE_PHONE = 9

_LEAST = 45.0
"""Half of what was said must fit well: a right name with a wrong street, or both a little off."""

_BEHIND = 22.0
"""Who fits so much worse than the best is not meant."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What of a citizen can be searched."""

    id: int
    name: str
    born: date | None
    street: str | None
    town: str | None
    phone: str | None


@dataclass(frozen=True, slots=True)
class Match:
    """A citizen who fits; `score` at most 100."""

    id: int
    score: float
    by: FoundBy


class Index:
    """All citizens by the words of their names and places, by birth and by telephone.

    A town of 100,000 has perhaps a fifth as many different words: what was heard is compared with
    those, not with every citizen.
    """

    def __init__(self) -> None:
        self._entries: dict[int, Entry] = {}
        self._words = Vocabulary(keyed=True)
        self._names: defaultdict[str, set[int]] = defaultdict(set)
        self._places: defaultdict[str, set[int]] = defaultdict(set)
        self._born: defaultdict[date, set[int]] = defaultdict(set)
        self._birthdays: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
        self._years: defaultdict[int, set[int]] = defaultdict(set)
        self._phones: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def put(self, entries: Iterable[Entry]) -> None:
        """Take in citizens, in place of what was known of them."""
        for entry in entries:
            self._drop(entry.id)
            self._entries[entry.id] = entry
            for word in words(entry.name):
                self._words.add(word)
                self._names[word].add(entry.id)
            for word in words(f"{entry.street or ''} {entry.town or ''}"):
                self._words.add(word)
                self._places[word].add(entry.id)
            if entry.born is not None:
                self._born[entry.born].add(entry.id)
                self._birthdays[entry.born.month, entry.born.day].add(entry.id)
                self._years[entry.born.year].add(entry.id)
            if entry.phone is not None:
                self._phones[entry.id] = entry.phone

    def drop(self, numbers: Iterable[int]) -> None:
        """Leave citizens out."""
        for number in numbers:
            self._drop(number)

    def find(self, query: Query, references: Iterable[int] = (), limit: int = 20) -> list[Match]:
        """Who may be meant; of those who fit alike, by name and then the older one first.

        Args:
            query: what is searched for.
            references: whose application has the reference number of the query.
            limit: at most so many.
        """
        parts = [(FoundBy.NAME, self._by_word(word)) for word in query.words]
        if query.born is not None:
            parts.append((FoundBy.BORN, self._by_birth(query.born)))
        if query.year is not None:
            parts.append((FoundBy.BORN, dict.fromkeys(self._years.get(query.year, ()), EXACT)))
        if query.phone is not None:
            parts.append(self._by_digits(query.phone))
        if query.reference is not None:
            parts.append((FoundBy.REFERENCE, dict.fromkeys(references, EXACT)))
        fitting = [found for _, found in parts]
        totals = {
            number: sum(found.get(number, 0) for found in fitting)
            for number in candidates(fitting, _LEAST * len(parts))
        }
        return self._ranked(totals, parts, limit)

    def _ranked(
        self,
        totals: dict[int, float],
        parts: list[tuple[FoundBy, dict[int, float]]],
        limit: int,
    ) -> list[Match]:
        if not totals:
            return []
        best = max(totals.values())
        least = max(best - _BEHIND * len(parts), _LEAST * len(parts))
        near = [(number, total) for number, total in totals.items() if total >= least]
        first = nsmallest(limit, near, key=lambda one: (-one[1], *self._order(one[0])))
        return [
            Match(number, total / len(parts), self._why(number, parts)) for number, total in first
        ]

    def _by_word(self, heard: str) -> dict[int, float]:
        fitting: dict[int, float] = {}
        alike = self._words.alike(heard)
        ranked = [
            (score, self._names[word]) for word, score in alike.items() if word in self._names
        ]
        ranked += [
            (score * _IN_PLACE, self._places[word])
            for word, score in alike.items()
            if word in self._places
        ]
        for score, numbers in sorted(ranked, key=lambda one: one[0]):
            fitting.update(dict.fromkeys(numbers, score))  # the better ones come later
        return fitting

    def _by_birth(self, born: date) -> dict[int, float]:
        others = self._birthdays.get((born.month, born.day), ())
        fitting = dict.fromkeys(others, _OTHER_YEAR)
        if born.day <= 12:
            swapped = self._born.get(born.replace(day=born.month, month=born.day), ())
            fitting |= dict.fromkeys(swapped, _SWAPPED_DAY)
        return fitting | dict.fromkeys(self._born.get(born, ()), EXACT)

    def _by_digits(self, digits: str) -> tuple[FoundBy, dict[int, float]]:
        """By the end of a number; where none ends so, by a name on a telephone's keys."""
        fitting = self._by_phone(digits)
        return (FoundBy.PHONE, fitting) if fitting else (FoundBy.NAME, self._by_word(digits))

    def _by_phone(self, digits: str) -> dict[int, float]:
        score = EXACT if len(digits) >= _WHOLE_PHONE else 90.0
        ending = [number for number, phone in self._phones.items() if phone.endswith(digits)]
        return dict.fromkeys(ending, score)

    def _why(self, number: int, parts: list[tuple[FoundBy, dict[int, float]]]) -> FoundBy:
        return max(parts, key=lambda part: part[1].get(number, 0))[0]

    def _order(self, number: int) -> tuple[str, date]:
        entry = self._entries[number]
        return entry.name, entry.born or date.max

    def _drop(self, number: int) -> None:
        """Forget a citizen; words stay, for they do no harm."""
        entry = self._entries.pop(number, None)
        if entry is None:
            return
        for word in words(entry.name):
            self._names[word].discard(number)
        for word in words(f"{entry.street or ''} {entry.town or ''}"):
            self._places[word].discard(number)
        if entry.born is not None:
            self._born[entry.born].discard(number)
            self._birthdays[entry.born.month, entry.born.day].discard(number)
            self._years[entry.born.year].discard(number)
        self._phones.pop(number, None)


def candidates(fitting: Sequence[dict[int, float]], least: float) -> set[int]:
    """Who can reach a total: whoever fits two parts, or one so well that it is enough.

    All others are left out early: in a street that was heard thousands may live.
    """
    best = max((max(found.values(), default=0) for found in fitting), default=0)
    found_by = set[int]()
    if best >= least:
        for found in fitting:
            found_by.update(number for number, score in found.items() if score >= least)
    for one, other in combinations(fitting, 2):
        found_by |= one.keys() & other.keys()
    return found_by
