"""The small language of the texts: fields, and what is said only if a field holds something.

`{{ code }}` is the field, `{% if deadline %}…{% else %}…{% endif %}` says one thing or the other,
`{% if persons > 1 %}` compares a number. There is nothing else: no loop, no attribute, no call. So
a text can be written by anybody who may edit templates, and never runs anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

MOST_CHARACTERS = 2000
"""Of one text; with as many marks as below it stays short whatever the fields hold."""
MOST_MARKS = 40

_MARK = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_FIELD = re.compile(r"\{\{\s*([a-z][a-z_]*)\s*\}\}")
_IF = re.compile(r"\{%\s*if\s+([a-z][a-z_]*)(?:\s*>\s*(\d{1,3}))?\s*%\}")
_ELSE = re.compile(r"\{%\s*else\s*%\}")
_END = re.compile(r"\{%\s*endif\s*%\}")


class Slip(StrEnum):
    """What is wrong with a text as such."""

    TOO_LONG = "too-long"
    TOO_MANY_MARKS = "too-many-marks"
    BRACE = "brace"
    """A brace that belongs to no field."""
    UNKNOWN_MARK = "unknown-mark"
    NESTED = "nested"
    NOT_OPEN = "not-open"
    """An 'else' or 'endif' without its 'if'."""
    NOT_CLOSED = "not-closed"


class GrammarError(Exception):
    """A text is not in the language.

    Attributes:
        slip: what is wrong.
        found: the piece of the text, shortened.
    """

    def __init__(self, slip: Slip, found: str = "") -> None:
        super().__init__(f"{slip.value} {found}".strip())
        self.slip = slip
        self.found = found


@dataclass(frozen=True, slots=True)
class Field:
    """The value of a field."""

    name: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing or the other.

    Attributes:
        name: the field that decides.
        over: it holds more than this; None where it need only hold something.
        then: if so.
        otherwise: if not.
    """

    name: str
    over: int | None
    then: tuple[str | Field, ...]
    otherwise: tuple[str | Field, ...]


Piece = str | Field | Choice


@dataclass(frozen=True, slots=True)
class Text:
    """A text that was read."""

    pieces: tuple[Piece, ...]

    def written(self) -> set[str]:
        """The fields whose values it shows."""
        return {one.name for one in self._flat() if isinstance(one, Field)}

    def choices(self) -> list[Choice]:
        """What it says only at times."""
        return [one for one in self.pieces if isinstance(one, Choice)]

    def fill(self, values: Mapping[str, object]) -> str:
        """The text with the fields' values.

        Raises:
            KeyError: it names a field that is not there.
        """
        return "".join(_fill(self.pieces, values)).strip()

    def literal(self, stand_in: str, *, holds: bool) -> str:
        """What does not come from fields, with all choices one way or the other."""
        told: list[str] = []
        for one in self.pieces:
            inside = (one.then if holds else one.otherwise) if isinstance(one, Choice) else (one,)
            told += [piece if isinstance(piece, str) else stand_in for piece in inside]
        return "".join(told)

    def _flat(self) -> Iterator[Piece]:
        for one in self.pieces:
            if isinstance(one, Choice):
                yield from (*one.then, *one.otherwise)
            else:
                yield one


@lru_cache(maxsize=4096)
def parse(source: str) -> Text:
    """Read a text.

    Raises:
        GrammarError: it holds something that the language does not know.
    """
    if len(source) > MOST_CHARACTERS:
        raise GrammarError(Slip.TOO_LONG, str(len(source)))
    reader = _Reader()
    at = 0
    for number, mark in enumerate(_MARK.finditer(source)):
        if number == MOST_MARKS:
            raise GrammarError(Slip.TOO_MANY_MARKS)
        reader.words(source[at : mark.start()])
        reader.mark(mark.group())
        at = mark.end()
    reader.words(source[at:])
    return reader.finish()


class _Reader:
    def __init__(self) -> None:
        self._pieces: list[Piece] = []
        self._open: tuple[str, int | None] | None = None
        self._then: list[str | Field] = []
        self._otherwise: list[str | Field] | None = None

    def words(self, text: str) -> None:
        brace = re.search(r"[{}]", text)
        if brace:
            raise GrammarError(Slip.BRACE, text[brace.start() : brace.start() + 20])
        if text:
            self._add(text)

    def mark(self, mark: str) -> None:
        if found := _FIELD.fullmatch(mark):
            self._add(Field(found[1]))
        elif found := _IF.fullmatch(mark):
            if self._open is not None:
                raise GrammarError(Slip.NESTED, mark[:40])
            self._open = (found[1], int(found[2]) if found[2] else None)
        elif _ELSE.fullmatch(mark):
            if self._open is None or self._otherwise is not None:
                raise GrammarError(Slip.NOT_OPEN, mark)
            self._otherwise = []
        elif _END.fullmatch(mark):
            self._close(mark)
        else:
            raise GrammarError(Slip.UNKNOWN_MARK, mark[:40])

    def finish(self) -> Text:
        if self._open is not None:
            raise GrammarError(Slip.NOT_CLOSED, f"if {self._open[0]}")
        return Text(tuple(self._pieces))

    def _close(self, mark: str) -> None:
        if self._open is None:
            raise GrammarError(Slip.NOT_OPEN, mark)
        name, over = self._open
        self._pieces.append(Choice(name, over, tuple(self._then), tuple(self._otherwise or ())))
        self._open, self._then, self._otherwise = None, [], None

    def _add(self, piece: str | Field) -> None:
        if self._open is None:
            self._pieces.append(piece)
        elif self._otherwise is None:
            self._then.append(piece)
        else:
            self._otherwise.append(piece)


def _fill(pieces: tuple[Piece, ...], values: Mapping[str, object]) -> Iterator[str]:
    for one in pieces:
        match one:
            case str():
                yield one
            case Field():
                yield str(values[one.name])
            case Choice():
                yield from _fill(one.then if _holds(one, values) else one.otherwise, values)


def _holds(choice: Choice, values: Mapping[str, object]) -> bool:
    value = values[choice.name]
    if choice.over is None:
        return bool(value)
    return isinstance(value, int) and value > choice.over
