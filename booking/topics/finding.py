"""Which topics may be meant by a few letters, the likeliest first. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from booking.language import Language
from booking.language.likeness import Vocabulary, words
from booking.topics.model import Topic

_IN_TEXT = 0.6
"""A word that only an answer has tells less than one of the title."""

_LEAST = 40.0

_BEHIND = 30.0
"""What fits so much worse than the best is not meant."""


def find(topics: Sequence[Topic], text: str, language: Language) -> list[Topic]:
    """The topics that have words like these; all, in their order, where there are no words.

    Titles and answers count in Czech and in the caller's language: operators think in one and hear
    the other.
    """
    heard = [word for word in words(text) if len(word) > 1]
    if not heard:
        return list(topics)
    spoken = (Language.CS, language)
    scores = [_scores(topic, heard, spoken) for topic in topics]
    # what no topic has says nothing about any: 'I have lost' is 'lost'
    telling = [place for place in range(len(heard)) if any(one[place] for one in scores)]
    if not telling:
        return []
    means = [sum(one[place] for place in telling) / len(telling) for one in scores]
    best = max(means)
    ranked = sorted(
        (-mean + _length(topic, spoken), place)
        for place, (topic, mean) in enumerate(zip(topics, means, strict=True))
        if mean >= max(_LEAST, best - _BEHIND)
    )
    return [topics[place] for _, place in ranked]


def _scores(topic: Topic, heard: Sequence[str], languages: Sequence[Language]) -> list[float]:
    """How well each word fits the topic."""
    titles = " ".join(topic.title[language] for language in languages)
    answers = (topic.who, topic.where, topic.bring, topic.fee, topic.deadline)
    names = _vocabulary(words(f"{titles} {topic.also}"))
    texts = _vocabulary(words(" ".join(one[language] for one in answers for language in languages)))
    return [
        max(
            max(names.alike(word).values(), default=0.0),
            _IN_TEXT * max(texts.alike(word).values(), default=0.0),
        )
        for word in heard
    ]


def _length(topic: Topic, languages: Sequence[Language]) -> int:
    """Of those that fit alike, 'a passport' comes before 'a lost card or passport'."""
    return min(len(words(topic.title[language])) for language in languages)


def _vocabulary(known: Sequence[str]) -> Vocabulary:
    made = Vocabulary()
    for word in known:
        made.add(word)
    return made
