from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.importing.sheets import BadSheet, Encoding, read_sheet

HEAD = ("id", "name")


def read(raw: bytes, encoding: Encoding = Encoding.UTF_8) -> list[tuple[int, dict[str, str]]]:
    rows = read_sheet(raw, required=HEAD, optional=("note",), encoding=encoding)
    return [(row.line, row.cells) for row in rows]


@pytest.mark.parametrize(
    "raw",
    [
        "id;name\n1;Žofie\n",
        "id,name\r\n1,Žofie\r\n",
        "\ufeffid;name\n1; Žofie \n\n",
        'name;id\n"Žofie";1',
    ],
)
def test_semicolons_and_commas_a_mark_at_the_beginning_and_quotes_are_read(raw: str) -> None:
    assert read(raw.encode()) == [(2, {"id": "1", "name": "Žofie"})]


def test_a_row_knows_its_line_after_empty_lines_and_breaks_in_cells() -> None:
    rows = read(b'id;name\n1;"two\nlines"\n\n;\n2;b\n')
    assert [line for line, _ in rows] == [2, 6]


def test_a_row_with_too_many_or_too_few_cells_says_so_and_stops_no_other() -> None:
    rows = read_sheet(b"id;name\n1\n2;b;c\n3;d\n", required=HEAD)
    assert [row.trouble for row in rows] == [
        "has 1 cells, the head has 2",
        "has 3 cells, the head has 2",
        None,
    ]


def test_windows_1250_is_read_when_it_is_said_and_refused_when_it_is_not() -> None:
    raw = "id;name\n1;Žofie Šťastná\n".encode("cp1250")
    assert read(raw, Encoding.WINDOWS_1250) == [(2, {"id": "1", "name": "Žofie Šťastná"})]
    with pytest.raises(BadSheet, match=r"line 2 is not in UTF-8.*--encoding windows-1250"):
        read(raw)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "the file is empty"),
        (b"  \n\n", "the file is empty"),
        ("id;name\n".encode("utf-16"), "UTF-16; save it in UTF-8"),
        (b"id;nam\n1;a\n", "column 'name' is missing.*apart by semicolons: id, nam"),
        (b"id;name;nots\n", "column 'nots' is unknown"),
        (b"id;name;id\n", "column 'id' is there twice"),
        (b"id\tname\n1\ta\n", "apart by tabs"),
        (b"id|name\n", "apart by vertical bars"),
        (b"nothing\n", "no head with columns"),
        (b'id;name\n1;"open\n2;b\n', "a quote is not closed"),
        (b"id;name\n1;\0\n", "line 2 has a zero byte"),
        (b"id;name\n1;" + b"x" * 10_001, "more than 10000 characters"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_the_reason(raw: bytes, why: str) -> None:
    with pytest.raises(BadSheet, match=why):
        read(raw)


def test_the_mark_of_another_encoding_is_told() -> None:
    with pytest.raises(BadSheet, match="not in Windows-1250"):
        read("\ufeffid;name\n".encode(), Encoding.WINDOWS_1250)


@given(st.binary(max_size=300), st.sampled_from(Encoding))
def test_whatever_the_bytes_are_there_are_rows_or_a_reason(raw: bytes, encoding: Encoding) -> None:
    with suppress(BadSheet):
        for row in read_sheet(b"id;name\n" + raw, required=HEAD, encoding=encoding):
            assert row.trouble or set(row.cells) == set(HEAD)
