"""Which of the town's activities is meant by a few words. Pure: the catalogue, and the words.

No word of any town stands here: activities are known by their names, by those of their services,
and by titles and further words of the topics that lead to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from booking.api import Activity, Language, Office, Service, Topic, Vocabulary, Wording, words_of
from notifier.inbound.reading.words import COLLECTING

_LEAST = 48.0
"""Of 100: what is less alike is not meant. Half of what was said must fit well."""

_ALIKE = 70.0
"""A word that is less like anything tells nothing."""

_SURE = 88.0
"""From here on nobody need ask back."""

_NEAR = 8.0
"""What fits so little worse may be meant as well."""

_WHOLE = 12.0
"""What a phrase gains that was said as a whole; 'pas' is rather a passport than both documents."""

_TELLING = 0.1
"""So much more of a phrase was said, and the other one is not meant."""

_TITLE, _FURTHER = 0.99, 0.97
"""The name of an activity tells more than the title of a topic, that more than further words."""

_SHARE_OF_FURTHER = 0.34
"""As if one were said of a name of three words."""

_SHORT = 2
"""A word of so few letters is only like itself: 'op' is no beginning of 'oprávnění'."""

_OF_PLACE = 92.0


@dataclass(frozen=True, slots=True)
class Meant:
    """What may be meant.

    Attributes:
        activity: the likeliest; None where nothing is like it.
        rivals: others that may be meant as well, of other services.
        is_sure: each word was recognised, and nothing else fits.
        office: a place that was named, None where none was.
    """

    activity: Activity | None
    rivals: tuple[Activity, ...] = ()
    is_sure: bool = False
    office: Office | None = None


@dataclass(frozen=True, slots=True)
class _Phrase:
    activity: Activity
    words: tuple[str, ...]
    weight: float
    further: frozenset[str] = frozenset()


class Matters:
    """What can be done at the town hall, by words.

    Args:
        services: all.
        activities: all that can be booked.
        topics: all life situations.
        offices: all.
    """

    def __init__(
        self,
        services: Sequence[Service],
        activities: Sequence[Activity],
        topics: Iterable[Topic],
        offices: Iterable[Office],
    ) -> None:
        self._order = {activity.code: place for place, activity in enumerate(activities)}
        self._phrases = list(_phrases(services, activities, topics))
        self._vocabulary = _vocabulary(word for one in self._phrases for word in one.words)
        self._places = [(office, _vocabulary(_words_of_place(office))) for office in offices]

    def meant_by(self, said: str) -> Meant:
        """What these words mean."""
        heard = _telling(said)
        collects = any(_is_collecting(word) for word in heard)
        heard = tuple(word for word in heard if not _is_collecting(word))
        alike = {word: self._alike(word) for word in heard}
        office, places = self._office(alike)
        alike = {word: found for word, found in alike.items() if word not in places}
        telling = {word: found for word, found in alike.items() if _best(found) >= _ALIKE}
        phrases = [one for one in self._phrases if one.activity.collects or not collects]
        if not telling or not phrases:
            return Meant(None, office=office)
        scored = sorted(
            ((*_score(one, telling), one) for one in phrases),
            key=lambda one: (-one[0] - one[1] * _WHOLE, self._order[one[2].activity.code]),
        )
        likeness, _, best = scored[0]
        if likeness < _LEAST:
            return Meant(None, office=office)
        near = [one for one in scored if one[0] >= likeness - _NEAR]
        said_of_it = max(share for _, share, one in near if one.activity == best.activity)
        rivals = {
            one.activity.service: one.activity
            for _, share, one in reversed(near)
            if one.activity.service != best.activity.service and share >= said_of_it - _TELLING
        }
        is_sure = likeness >= _SURE and len(telling) == len(alike) and not rivals
        ordered = sorted(rivals.values(), key=lambda one: self._order[one.code])
        return Meant(best.activity, tuple(ordered), is_sure, office)

    def _alike(self, word: str) -> dict[str, float]:
        found = self._vocabulary.alike(word)
        if len(word) > _SHORT:
            return found
        return {word: found[word]} if word in found else {}

    def _office(self, alike: dict[str, dict[str, float]]) -> tuple[Office | None, set[str]]:
        """The place that is named, and the words that name it."""
        for office, known in self._places:
            named = {
                word
                for word, found in alike.items()
                if _best(known.alike(word)) >= _OF_PLACE and _best(found) < _OF_PLACE
            }
            if named:
                return office, named
        return None, set()


def _score(phrase: _Phrase, heard: dict[str, dict[str, float]]) -> tuple[float, float]:
    """How well what was heard fits on the whole, and how much of the phrase it is."""
    hit: set[str] = set()
    total = 0.0
    for found in heard.values():
        best = max(phrase.words, key=lambda word: found.get(word, 0.0))
        likeness = found.get(best, 0.0)
        if likeness:
            hit.add(best)
        total += likeness
    share = len(hit) / len(phrase.words)
    if phrase.further:
        share = _SHARE_OF_FURTHER if hit & phrase.further else 0.0
    return total / len(heard) * phrase.weight, share


def _best(alike: dict[str, float]) -> float:
    return max(alike.values(), default=0.0)


def _phrases(
    services: Sequence[Service], activities: Sequence[Activity], topics: Iterable[Topic]
) -> Iterator[_Phrase]:
    by_code = {activity.code: activity for activity in activities}
    for activity in activities:
        yield from _each_language(activity, activity.name, 1.0)
    for service in services:
        first = next((by_code[code] for code in service.activities if code in by_code), None)
        if first is not None:
            yield from _each_language(first, service.name, _TITLE)
    for topic in topics:
        leads_to = by_code.get(topic.activity or "")
        if leads_to is not None:
            yield from _each_language(leads_to, topic.title, _TITLE)
            also = _telling(topic.also)
            both = tuple(dict.fromkeys([*also, *_telling(topic.title.cs)]))
            yield _Phrase(leads_to, both, _FURTHER, frozenset(also))


def _each_language(activity: Activity, name: Wording, weight: float) -> Iterator[_Phrase]:
    for language in Language:
        told = name.translated(language)
        if told and (found := _telling(told)):
            yield _Phrase(activity, found, weight)


def _telling(text: str) -> tuple[str, ...]:
    """Words of more than a letter, each once."""
    return tuple(dict.fromkeys(word for word in words_of(text) if len(word) > 1))


def _words_of_place(office: Office) -> Iterator[str]:
    texts = [office.street, *office.short_address.by_language().values()]
    # 'radnice' is a place; 'evidence dokladů' is what is done there
    texts += [name for name in office.name.by_language().values() if len(words_of(name)) == 1]
    for text in texts:
        yield from (word for word in words_of(text) if not word.isdecimal())


def _vocabulary(known: Iterable[str]) -> Vocabulary:
    made = Vocabulary()
    for word in known:
        made.add(word)
    return made


def _is_collecting(word: str) -> bool:
    return any(
        word.startswith(one.removesuffix("*")) if one.endswith("*") else word == one
        for one in COLLECTING
    )
