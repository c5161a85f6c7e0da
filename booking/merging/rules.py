"""Which records may be the same person. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz import fuzz

from booking.citizens.model import Citizen, CitizenKind
from booking.language.likeness import folded, words
from booking.merging.model import Pair, Sign

LEAST = 62.0
"""The same name alone is 50: there are many Jan Nováks. With a number or an address it counts."""

_LEAST_NAME = 82.0
"""Below it they are two people with something in common: a couple with one telephone."""

_MOST_ALIKE = 40
"""So many share a number or a day of birth at most; more are a home or a placeholder."""


@dataclass(frozen=True, slots=True)
class Known:
    """A citizen, with what is compared turned into its plain form once, not for each pair.

    Attributes:
        name: folded, its words in the order of the alphabet.
    """

    citizen: Citizen
    name: str
    address: str | None

    @classmethod
    def of(cls, citizen: Citizen) -> Known:
        """What is known of a citizen."""
        return cls(citizen, " ".join(sorted(words(citizen.name))), _address(citizen))


def likeness(one: Citizen, other: Citizen) -> tuple[float, tuple[Sign, ...]]:
    """See `likeness_of`."""
    return likeness_of(Known.of(one), Known.of(other))


def likeness_of(known: Known, beside: Known) -> tuple[float, tuple[Sign, ...]]:
    """How likely two records are the same person, at most 100, and by what.

    Half of it is the name, in any order and without accents. A date of birth says most besides,
    and against it: father and son share name, number and address. A company is its number.
    """
    one, other = known.citizen, beside.citizen
    if one.kind is not other.kind:
        return 0.0, ()
    if one.kind is CitizenKind.COMPANY and one.company_number and other.company_number:
        same = one.company_number == other.company_number
        return (100.0, (Sign.COMPANY_NUMBER,)) if same else (0.0, ())
    name = fuzz.ratio(known.name, beside.name, score_cutoff=_LEAST_NAME)
    if not name:
        return 0.0, ()
    score, signs = name / 2, [Sign.NAME]
    if one.born is not None and other.born is not None:
        if one.born == other.born:
            score += 30
            signs.append(Sign.BORN)
        else:
            score -= 15 if _slipped(one, other) else 40
    for sign, mine, theirs, worth in (
        (Sign.PHONE, one.phone, other.phone, 20),
        (Sign.EMAIL, one.email, other.email, 20),
        (Sign.ADDRESS, known.address, beside.address, 15),
    ):
        if mine is not None and mine == theirs:
            score += worth
            signs.append(sign)
    return max(0.0, min(score, 100.0)), tuple(signs)


def pairs(
    citizens: Collection[Citizen], decided: Collection[tuple[int, int]] = (), limit: int = 50
) -> list[Pair]:
    """The pairs that may be one person, the likeliest first.

    Only those are compared that have a name, a date of birth, a number or an address in common:
    of 100,000 citizens nobody can compare each with each.

    Args:
        citizens: all of them.
        decided: the pairs, the lower number first, of which somebody said that they are two.
        limit: at most so many.
    """
    seen, found = set(decided), []
    for group in _groups(citizens):
        for one, other in combinations(sorted(group, key=lambda known: known.citizen.id), 2):
            numbers = one.citizen.id, other.citizen.id
            if numbers in seen:
                continue
            seen.add(numbers)
            score, signs = likeness_of(one, other)
            if score >= LEAST:
                found.append(Pair(one.citizen, other.citizen, score, signs))
    found.sort(key=lambda pair: (-pair.score, pair.first.id, pair.second.id))
    return found[:limit]


def _groups(citizens: Iterable[Citizen]) -> Iterator[list[Known]]:
    groups: defaultdict[object, list[Known]] = defaultdict(list)
    for known in map(Known.of, citizens):
        citizen = known.citizen
        for key in (
            ("name", known.name),
            ("born", citizen.born),
            ("phone", citizen.phone),
            ("email", citizen.email),
            ("number", citizen.company_number),
        ):
            if key[1]:
                groups[key].append(known)
    return (group for group in groups.values() if 1 < len(group) <= _MOST_ALIKE)


def _address(citizen: Citizen) -> str | None:
    return folded(f"{citizen.street} {citizen.town or ''}") if citizen.street else None


def _slipped(one: Citizen, other: Citizen) -> bool:
    """Whether the days of birth differ as if one had been mistyped: swapped, or one digit."""
    if one.born is None or other.born is None:
        return False
    a, b = one.born, other.born
    if a.year == b.year and (a.day, a.month) == (b.month, b.day):
        return True
    return sum(x != y for x, y in zip(a.isoformat(), b.isoformat(), strict=True)) == 1
