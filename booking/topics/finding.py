"""Which topics may be meant by a few letters, the likeliest first. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from booking.language import Language
from booking.language.likeness import Vocabulary, words
from booking.topics.model import Topic

_IN_TEXT = 0.6
"""A word that only an answer has tells less than one of the title."""

_LEAST = 45.0

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
    scores = [_score(topic, heard, spoken) for topic in topics]
    best = max(scores, default=0)
    near = [
        (-score, place)
        for place, score in enumerate(scores)
        if score >= _LEAST and score >= best - _BEHIND
    ]
    return [topics[place] for _, place in sorted(near)]


def _score(topic: Topic, heard: Sequence[str], languages: Sequence[Language]) -> float:
    titles = [words(topic.title[language]) for language in languages]
    answers = (topic.who, topic.where, topic.bring, topic.fee, topic.deadline)
    names = _vocabulary([*chain(*titles), *words(topic.also)])
    texts = _vocabulary(words(" ".join(one[language] for one in answers for language in languages)))
    total = 0.0
    for word in heard:
        in_name = max(names.alike(word).values(), default=0)
        in_text = _IN_TEXT * max(texts.alike(word).values(), default=0)
        total += max(in_name, in_text)
    shortest = min(len(title) for title in titles)
    return total / len(heard) - shortest  # 'a passport' comes before 'a lost card or passport'


def _vocabulary(known: Sequence[str]) -> Vocabulary:
    made = Vocabulary()
    for word in known:
        made.add(word)
    return made
