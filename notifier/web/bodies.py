"""Bodies of requests: short ones, of one kind, read in time."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qsl, unquote_to_bytes

from fastapi import HTTPException, Request

MOST_BYTES = 64 * 1024
"""Twilio's longest message is 1,600 letters; with all its fields it takes a tenth of this."""

MOST_FIELDS = 200
SECONDS = 10.0
FORM = "application/x-www-form-urlencoded"

Fields = list[tuple[str, str]]


async def read(request: Request) -> bytes:
    """The body.

    Raises:
        HTTPException: it is too long (413), or comes too slowly (408).
    """
    body = bytearray()
    try:
        async with asyncio.timeout(SECONDS):
            async for part in request.stream():
                body += part
                if len(body) > MOST_BYTES:
                    raise HTTPException(413)
    except TimeoutError as error:
        raise HTTPException(408) from error
    return bytes(body)


async def form(request: Request) -> Fields:
    """The fields of a form, empty ones too, in their order.

    Raises:
        HTTPException: it is no form (415), too long (413), too slow (408) or malformed (400).
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM:
        raise HTTPException(415)
    return form_fields(await read(request))


def form_fields(body: bytes) -> Fields:
    """See `form`; pure.

    Raises:
        HTTPException: it is malformed (400).
    """
    try:
        return parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError as error:  # that of letters that are no UTF-8 is one, too
        raise HTTPException(400) from error


def query_fields(query: bytes) -> dict[str, bytes]:
    """The fields of a query as bytes, the last of each name; what is malformed is left out."""
    fields: dict[str, bytes] = {}
    for part in query.split(b"&")[:MOST_FIELDS]:
        name, sign, value = part.partition(b"=")
        if sign:
            fields[_plain(name).decode("latin-1")] = _plain(value)
    return fields


def _plain(text: bytes) -> bytes:
    return unquote_to_bytes(text.replace(b"+", b" "))


def cleaned(text: str) -> str:
    """Without the one character that no column of PostgreSQL holds."""
    return text.replace("\0", "")
