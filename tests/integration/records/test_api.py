"""The records system's door, with a real token on a real backend."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from booking.api import Backend, Secret, TokenScope
from booking.applications.tables import applications
from operator_console.records.api import LARGEST, records_api

RECORD: dict[str, Any] = {
    "version": 1,
    "kind": "parking",
    "number": 500,
    "year": 2026,
    "citizen": "c01",
    "state": "received",
    "filed_on": "2026-11-03",
}
JSON = {"Content-Type": "application/json"}
PUT = "/applications/GINIS-1"


@pytest.fixture
async def token(backend: Backend) -> Secret:
    return await backend.tokens.make("ginis", TokenScope.RECORDS, by="shell:test")


@pytest.fixture
async def client(backend: Backend, token: Secret) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(records_api(backend), raise_app_exceptions=False)
    headers = {"Authorization": f"Bearer {token.reveal()}"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://linka", headers=headers
    ) as made:
        yield made


def kept(backend: Backend) -> list[Any]:
    look = select(applications).order_by(applications.c.id)
    return [tuple(row) for row in backend.database.run(lambda tx: tx.all(look))]


async def test_a_record_is_added_then_unchanged_then_changed(client: httpx.AsyncClient) -> None:
    answers = [
        await client.put(PUT, json=RECORD),
        await client.put(PUT, json=RECORD),
        await client.put(PUT, json=RECORD | {"version": 2, "state": "processing"}),
    ]
    assert [(one.status_code, one.json()["outcome"]) for one in answers] == [
        (201, "added"),
        (200, "unchanged"),
        (200, "changed"),
    ]


async def test_an_older_version_is_a_conflict(client: httpx.AsyncClient, backend: Backend) -> None:
    await client.put(PUT, json=RECORD | {"version": 7})
    before = kept(backend)
    answer = await client.put(PUT, json=RECORD | {"version": 6, "state": "closed"})
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"] == [
        {"field": "version", "reason": "is older than version 7, which is kept"}
    ]
    assert kept(backend) == before


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"kind": "nothing"}, 422, "kind"),
        ({"citizen": "nobody-such"}, 409, "citizen"),
        ({"number": 0}, 422, "number"),
        ({"filed_on": "yesterday"}, 422, "filed_on"),
        ({"colour": "red"}, 422, "colour"),
        ({"citizen": "c\0"}, 422, "citizen"),
        ({"kind": "\0"}, 422, "kind"),
        ({"remark": "\ud800"}, 422, "remark"),
        ({"external_id": "OTHER"}, 422, "external_id"),
        ({"version": 10**30}, 422, "version"),
    ],
)
async def test_what_will_not_do_is_told_by_field(
    client: httpx.AsyncClient, backend: Backend, change: dict[str, Any], status: int, field: str
) -> None:
    before = kept(backend)
    answer = await client.put(PUT, content=json.dumps(RECORD | change), headers=JSON)
    assert answer.status_code == status
    assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert kept(backend) == before


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"Authorization": ""}, b"{}", 401),
        ({"Authorization": "Bearer linka_wrong"}, b"{}", 401),
        ({"Authorization": "Basic eDp5"}, b"{}", 401),
        ({"Content-Type": "text/csv"}, b"{}", 415),
        ({"Content-Type": "application/json"}, b"{", 400),
        ({"Content-Type": "application/json"}, b"[]", 400),
        ({"Content-Type": "application/json"}, b"\xff", 400),
        ({"Content-Type": "application/json"}, b"[" * 12_000, 400),
        ({"Content-Type": "application/json"}, b" " * (LARGEST + 1), 413),
    ],
)
async def test_what_is_no_record_is_refused_as_a_problem(
    client: httpx.AsyncClient, headers: dict[str, str], body: bytes, status: int
) -> None:
    answer = await client.put(PUT, content=body, headers=headers)
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_body_that_comes_too_slowly_is_not_waited_for(
    backend: Backend, token: Secret
) -> None:
    begun = asyncio.get_running_loop().time()

    async def dripping() -> AsyncIterator[bytes]:
        while asyncio.get_running_loop().time() < begun + 20:
            yield b" "
            await asyncio.sleep(0.05)

    before = kept(backend)
    transport = httpx.ASGITransport(records_api(backend, slowest=0.2))
    headers = JSON | {"Authorization": f"Bearer {token.reveal()}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://linka") as client:
        answer = await client.put(PUT, content=dripping(), headers=headers)
    assert (answer.status_code, answer.json()["status"]) == (408, 408)
    assert asyncio.get_running_loop().time() < begun + 10
    assert kept(backend) == before


async def test_an_ended_token_opens_nothing(client: httpx.AsyncClient, backend: Backend) -> None:
    await backend.tokens.end("ginis", by="shell:test")
    answer = await client.put(PUT, json=RECORD)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_other_addresses_and_methods_are_problems_too(client: httpx.AsyncClient) -> None:
    assert (await client.get("/nothing")).status_code == 404
    wrong = await client.post(PUT, json=RECORD)
    assert (wrong.status_code, wrong.headers["content-type"]) == (405, "application/problem+json")


async def test_the_document_describes_the_body_and_every_refusal(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    put = document["paths"]["/applications/{external_id}"]["put"]
    schema = put["requestBody"]["content"]["application/json"]["schema"]
    assert set(schema["required"]) == set(RECORD) - {"citizen"}
    assert {"200", "201", "400", "401", "409", "413", "415", "422", "503"} <= set(put["responses"])
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
BODIES = st.one_of(
    st.binary(max_size=200),
    VALUES.map(lambda value: json.dumps(value).encode()),
    st.dictionaries(st.sampled_from([*RECORD, "deadline", "remark", "x"]), VALUES).map(
        lambda change: json.dumps(RECORD | change).encode()
    ),
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(name=st.text(min_size=1, max_size=120), body=BODIES)
def test_whatever_is_sent_there_is_no_500_and_a_refusal_changes_nothing(
    backend: Backend, name: str, body: bytes
) -> None:
    async def send() -> None:
        known = {one.name for one in await backend.tokens.all()}
        token = await backend.tokens.make(f"t{len(known)}", TokenScope.RECORDS, by="shell:test")
        transport = httpx.ASGITransport(records_api(backend), raise_app_exceptions=False)
        before = kept(backend)
        async with httpx.AsyncClient(transport=transport, base_url="http://linka") as client:
            answer = await client.put(
                f"/applications/{quote(name, safe='')}",
                content=body,
                headers={
                    "Authorization": f"Bearer {token.reveal()}",
                    "Content-Type": "application/json",
                },
            )
        assert answer.status_code < 500, answer.text
        if answer.status_code >= 400:
            assert kept(backend) == before

    asyncio.run(send())
