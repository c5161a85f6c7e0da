"""Letters on the keys of a telephone (ITU-T E.161): each key stands for three or four."""

from __future__ import annotations

_LETTERS = ("abc", "def", "ghi", "jkl", "mno", "pqrs", "tuv", "wxyz")
_KEYS = str.maketrans(
    {letter: str(key) for key, letters in enumerate(_LETTERS, 2) for letter in letters}
)


def keys_of(word: str) -> str:
    """The keys on which a folded word is written: 'lidicka' is 5434252; digits stay."""
    return word.translate(_KEYS)
