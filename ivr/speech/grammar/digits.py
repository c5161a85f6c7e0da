"""Codes and telephone numbers, read out digit by digit; the same in every language."""

from __future__ import annotations

from collections.abc import Sequence

from ivr.speech.grammar.base import Format, Pieces, triples


def code_format(words: Sequence[str]) -> Format:
    """Digits in threes with a pause between: 'čtyři' 'sedm' 'dva,' 'nula' 'jedna' 'pět'.

    Args:
        words: the names of the ten digits.
    """

    def say(code: str) -> Pieces:
        groups = triples(_checked(code))
        ended = [f"{words[int(group[-1])]}," for group in groups]
        pieces = [
            piece
            for group, end in zip(groups, ended, strict=True)
            for piece in (*(words[int(digit)] for digit in group[:-1]), end)
        ]
        return (*pieces[:-1], words[int(code[-1])])

    every = frozenset(words)
    return Format(str, say, every | {f"{word}," for word in words}, every)


def digits_format(words: Sequence[str]) -> Format:
    """Digits one after the other without a pause: 'tři' 'dva' 'jedna'."""

    def say(digits: str) -> Pieces:
        return tuple(words[int(digit)] for digit in _checked(digits))

    every = frozenset(words)
    return Format(str, say, every, every)


def _checked(digits: str) -> str:
    # isdecimal alone would let the digits of other scripts through
    if not (digits.isascii() and digits.isdecimal()):
        raise ValueError("only digits can be read out")
    return digits
