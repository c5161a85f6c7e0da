"""Words as they are heard and spelt by ear: how much one is like another.

Somebody who listens to a name with one ear types it without accents, with `i` for `y`, `s` for `z`,
or in the case in which it was said. Czech spelling hides more than it tells to the ear: voiced
consonants are devoiced, `y` and `i` are one sound, `ě` is `je` after some letters.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator

from rapidfuzz import process
from rapidfuzz.distance import OSA

from booking.language.keypad import keys_of

EXACT = 100.0
_SAME_SOUND = 96.0
_SAME_ROOT = 92.0
_BEGINNING = 88.0
_SLIP = 90.0
_SLIP_IN_SOUND = 88.0
_SLIP_IN_ROOT = 85.0
_KEYED = 80.0
_KEYED_FROM = 3
"""So many keys are the beginning of a name; fewer are too many names."""
_LEAST_LIKE = 0.7
"""One wrong letter of four is still alike, two of six are not."""

_WORD = re.compile(r"[^\W_]+")
_SOFT = re.compile(r"(?<=[bcdfghklmnprstvz])je")
_DOUBLE = re.compile(r"(.)\1+")
_PAIRS = (
    ("ch", "h"),
    ("ph", "f"),
    ("th", "t"),
    ("rz", "r"),
    ("x", "ks"),
    ("q", "k"),
    ("mne", "me"),
)
_ONE_SOUND = str.maketrans("wvyzbdg", "ffisptk")
_ENDINGS = ("ovou", "ova", "ove", "ovi", "ovy", "eho", "emu", "em", "ym", "im", "ou", *"aeiyou")
_FLEETING = re.compile(r"(?<=[^aeiouy])e(?=[kcl]$)")
_SHORTEST_ROOT = 3


def folded(text: str) -> str:
    """Without accents and in lower case: 'Kovářová' becomes 'kovarova'."""
    plain = text.casefold()
    if plain.isascii():  # 100,000 names are folded at once: what can be left out counts
        return plain
    return "".join(
        [c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c)]
    )


def words(text: str) -> list[str]:
    """The words of a text, folded; numbers are words, too."""
    return _WORD.findall(folded(text))


def sound(word: str) -> str:
    """What the ear keeps of a folded word: 'vyzina' and 'visina' sound alike here."""
    for written, said in _PAIRS:
        word = word.replace(written, said)
    said = _SOFT.sub("e", word).translate(_ONE_SOUND).replace("ts", "c")
    return _DOUBLE.sub(r"\1", said)


def root(word: str) -> str:
    """How the word sounds without its ending: that of 'Vlček', 'Vlčkovou' and 'Vlčka' is one."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_ROOT:
            word = word.removesuffix(ending)
            break
    return sound(_FLEETING.sub("", word))


class _Forms:
    """Forms of words, each once, with the words that have it."""

    def __init__(self) -> None:
        self._forms: list[str] = []
        self._words: dict[str, list[str]] = {}

    def add(self, form: str, word: str) -> None:
        """Take in a word."""
        words = self._words.get(form)
        if words is None:
            self._forms.append(form)
            self._words[form] = [word]
        else:
            words.append(word)

    def near(self, heard: str) -> Iterator[tuple[list[str], float]]:
        """The words whose form is like a heard one, each with how much, at most 1."""
        found = process.extract(
            heard,
            self._forms,
            scorer=OSA.normalized_similarity,
            score_cutoff=_LEAST_LIKE,
            limit=None,
        )
        for form, likeness, _ in found:
            yield self._words[form], likeness


class _Ordered:
    """Words by a spelling of theirs, in its order: those with one beginning stand together."""

    def __init__(self) -> None:
        self._pairs: list[tuple[str, str]] = []
        self._is_sorted = True

    def add(self, spelling: str, word: str) -> None:
        """Take in a word."""
        self._pairs.append((spelling, word))
        self._is_sorted = False

    def beginning(self, begun: str) -> Iterator[tuple[str, str]]:
        """The spellings that begin so, each with its word."""
        if not self._is_sorted:
            self._pairs.sort()
            self._is_sorted = True
        for place in range(bisect_left(self._pairs, (begun, "")), len(self._pairs)):
            if not self._pairs[place][0].startswith(begun):
                return
            yield self._pairs[place]


class Vocabulary:
    """Words with how they sound, to be compared with a heard one all at once.

    With `keyed`, digits may also be the keys on which a telephone has a word's letters.
    """

    def __init__(self, *, keyed: bool = False) -> None:
        self._known: set[str] = set()
        self._ordered = _Ordered()
        self._keyed = _Ordered() if keyed else None
        self._words = _Forms()
        self._sounds = _Forms()
        self._roots = _Forms()

    def add(self, word: str) -> None:
        """Take in a folded word; one that is known stays as it is."""
        if word in self._known:
            return
        self._known.add(word)
        self._ordered.add(word, word)
        if self._keyed is not None and not word.isdecimal():
            self._keyed.add(keys_of(word), word)
        self._words.add(word, word)
        self._sounds.add(sound(word), word)
        self._roots.add(root(word), word)

    def alike(self, heard: str) -> dict[str, float]:
        """The words that may be meant by a folded one, each with its likeness, at most 100.

        A number is only like itself, and like the words that are written on its keys.
        """
        if heard.isdecimal():
            return self._on_keys(heard) | ({heard: EXACT} if heard in self._known else {})
        found: dict[str, float] = {}
        for heard_as, forms, same, slip in (
            (root(heard), self._roots, _SAME_ROOT, _SLIP_IN_ROOT),
            (sound(heard), self._sounds, _SAME_SOUND, _SLIP_IN_SOUND),
            (heard, self._words, EXACT, _SLIP),
        ):
            for words_, likeness in forms.near(heard_as):
                score = same if likeness == 1 else slip * likeness
                for word in words_:
                    found[word] = max(found.get(word, 0), score)
        for word, _ in self._ordered.beginning(heard):
            begun = _BEGINNING + 8 * len(heard) / len(word)
            found[word] = max(found.get(word, 0), begun)
        return found

    def _on_keys(self, keys: str) -> dict[str, float]:
        if self._keyed is None or len(keys) < _KEYED_FROM:
            return {}
        return {word: _KEYED + 8 * len(keys) / len(word) for _, word in self._keyed.beginning(keys)}
