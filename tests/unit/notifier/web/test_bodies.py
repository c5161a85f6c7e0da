"""Bodies and queries of requests, whatever they hold."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

import pytest
from fastapi import HTTPException
from hypothesis import given
from hypothesis import strategies as st

from notifier.web.bodies import MOST_FIELDS, form_fields, query_fields

_FIELDS = st.lists(st.tuples(st.text(min_size=1), st.text()), max_size=20)


@given(_FIELDS)
def test_a_form_gives_back_its_fields_also_empty_ones(fields: list[tuple[str, str]]) -> None:
    assert form_fields(urlencode(fields).encode()) == fields


def form_fields_or_none(body: bytes) -> list[tuple[str, str]] | None:
    try:
        return parse_qsl(body.decode(), keep_blank_values=True, errors="strict")
    except ValueError:
        return None


@given(st.binary(max_size=300))
def test_any_body_is_a_form_or_refused_as_malformed(body: bytes) -> None:
    try:
        fields = form_fields(body)
    except HTTPException as refused:
        fields = [("status", str(refused.status_code))]

    assert fields in ([("status", "400")], form_fields_or_none(body))


def test_letters_that_are_no_utf8_are_refused() -> None:
    with pytest.raises(HTTPException):
        form_fields(b"Body=%ff%fe")


def test_too_many_fields_are_refused() -> None:
    with pytest.raises(HTTPException):
        form_fields(b"&".join(b"a=1" for _ in range(MOST_FIELDS + 1)))


@given(st.binary(max_size=300))
def test_any_query_is_read(query: bytes) -> None:
    assert all(isinstance(value, bytes) for value in query_fields(query).values())


@given(st.dictionaries(st.text("abcxyz", min_size=1), st.binary(max_size=40), max_size=10))
def test_a_query_gives_back_its_bytes(fields: dict[str, bytes]) -> None:
    assert query_fields(urlencode(fields).encode()) == fields
