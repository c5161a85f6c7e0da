"""A CSV file as rows that know their line; whatever is wrong with the file as a whole is told."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from booking.errors import BookingError, Refused

Record = TypeVar("Record", bound=BaseModel)

LARGEST = 64 * 1024 * 1024
"""Bytes: some 500,000 rows. A larger file is a mistake, or should come in parts."""

LONGEST_CELL = 10_000
"""Characters: a quote that was never closed would swallow the rest of the file."""

_SEPARATORS = {";": "semicolons", ",": "commas"}
_OTHERS = {"\t": "tabs", "|": "vertical bars"}


class Encoding(StrEnum):
    """How the letters are written. Nothing is guessed: a wrong guess spoils names silently."""

    UTF_8 = "utf-8"
    WINDOWS_1250 = "windows-1250"


class BadSheet(BookingError):
    """The file cannot be read as a table; nothing of it was taken in."""

    field = "file"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row.

    Attributes:
        line: on which line of the file it begins, the head's is 1.
        cells: by the name of the column, without spaces around; an empty one is ''.
        trouble: why the row is no row, None where it is one.
    """

    line: int
    cells: dict[str, str]
    trouble: str | None = None


def read_sheet(
    raw: bytes,
    *,
    required: Sequence[str],
    optional: Sequence[str] = (),
    encoding: Encoding = Encoding.UTF_8,
) -> list[SheetRow]:
    """The rows of a CSV file (RFC 4180) with semicolons or commas and a head.

    Args:
        raw: the file. A byte order mark of UTF-8 at its beginning is passed over.
        required: columns that must be there.
        optional: columns that may be there; any other one is an error, for it may be misspelt.
        encoding: how its letters are written.

    Raises:
        BadSheet: it is empty, too large, of another encoding, or its head is not as it should be.
    """
    if len(raw) > LARGEST:
        raise BadSheet(f"the file has more than {LARGEST // 2**20} MiB; hand it over in parts")
    text = _text(raw, encoding)
    if not text.strip():
        raise BadSheet("the file is empty")
    first = text.splitlines()[0]
    separator = _separator(first, required)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    csv.field_size_limit(LONGEST_CELL)
    try:
        head = [name.strip() for name in next(reader)]
        _check_head(head, required, optional, separator)
        return list(_rows(reader, head))
    except csv.Error as error:
        raise BadSheet(f"line {reader.line_num}: {_reason(error)}") from None


def record_of(row: SheetRow, kind: type[Record], cells: Mapping[str, str]) -> Record:
    """The record that these cells of a row say.

    Raises:
        Refused: it is no row, or one of the cells will not do; names it.
    """
    if row.trouble is not None:
        raise Refused("", row.trouble)
    try:
        return kind.model_validate(cells)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise Refused(field, first["msg"].removeprefix("Value error, ")) from None


def _text(raw: bytes, encoding: Encoding) -> str:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise BadSheet("the file is in UTF-16; save it in UTF-8")
    if raw.startswith(codecs.BOM_UTF8):
        if encoding is not Encoding.UTF_8:
            raise BadSheet("the file begins with the mark of UTF-8: it is not in Windows-1250")
        raw = raw.removeprefix(codecs.BOM_UTF8)
    try:
        text = raw.decode("cp1250" if encoding is Encoding.WINDOWS_1250 else "utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        if encoding is Encoding.UTF_8:
            why = f"line {line} is not in UTF-8; if the file is in Windows-1250, say so"
            raise BadSheet(f"{why} (--encoding windows-1250)") from None
        raise BadSheet(f"line {line} is not in Windows-1250") from None
    if "\0" in text:
        raise BadSheet(f"line {text[: text.index(chr(0))].count(chr(10)) + 1} has a zero byte")
    return text


def _separator(first: str, required: Sequence[str]) -> str:
    counts = {one: first.count(one) for one in _SEPARATORS}
    best = max(counts, key=lambda one: counts[one])
    if counts[best] or len(required) <= 1:
        return best
    for other, name in _OTHERS.items():
        if other in first:
            raise BadSheet(f"the columns are apart by {name}; semicolons or commas are needed")
    raise BadSheet("the first line is no head with columns apart by semicolons or commas")


def _check_head(
    head: Sequence[str], required: Sequence[str], optional: Sequence[str], separator: str
) -> None:
    if missing := [name for name in required if name not in head]:
        raise BadSheet(
            f"the column {_quoted(missing)} is missing; the file's columns,"
            f" apart by {_SEPARATORS[separator]}: {', '.join(head)}"
        )
    if unknown := [name for name in head if name not in {*required, *optional}]:
        raise BadSheet(f"the column {_quoted(unknown)} is unknown")
    if twice := [name for name in dict.fromkeys(head) if head.count(name) > 1]:
        raise BadSheet(f"the column {_quoted(twice)} is there twice")


def _rows(reader: Iterator[list[str]], head: Sequence[str]) -> Iterator[SheetRow]:
    line = 2
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield _row(line, cells, head)
        line = reader.line_num + 1  # type: ignore[attr-defined]  # csv's reader has it; its type is private


def _row(line: int, cells: Sequence[str], head: Sequence[str]) -> SheetRow:
    if len(cells) != len(head):
        return SheetRow(line, {}, f"has {len(cells)} cells, the head has {len(head)}")
    values = (cell.strip() for cell in cells)
    return SheetRow(line, dict(zip(head, values, strict=True)))


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _reason(error: csv.Error) -> str:
    said = str(error)
    if "field larger" in said:
        return f"a cell has more than {LONGEST_CELL} characters; is a quote not closed?"
    return "a quote is not closed, or stands in the middle of a cell"
