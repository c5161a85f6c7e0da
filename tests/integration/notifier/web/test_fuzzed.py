"""Requests made of the web application's own description: never an error of ours, never a change.

They come over a real connection, so that what a server makes of strange bytes is tried, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest
import requests
import schemathesis
from anyio.from_thread import start_blocking_portal
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.schemas import APIOperation
from twilio.request_validator import RequestValidator

from booking.api import Backend, Database
from notifier.hearing.keeper import Keeper
from notifier.web import kannel
from notifier.web.app import Checks, application
from notifier.web.server import WebConfig, running
from notifier.web.twilio import SIGNATURE, Signatures
from notifier.web.unsubscribe import PATH, Page, token
from tests.integration.notifier.web.conftest import LINKS, PUBLIC, TOKEN, Tables
from tests.support.messages import ADDRESS

AnyCase = Case[Any]
Operation = APIOperation[Any, Any, Any, Any]
Describe = Callable[[str, str], Operation]

ROUTES = [
    ("POST", "/twilio/status"),
    ("POST", "/twilio/inbound"),
    ("GET", kannel.RECEIPT),
    ("GET", kannel.INBOUND),
    ("POST", kannel.INBOUND),
    ("GET", PATH + "{token}"),
    ("POST", PATH + "{token}"),
]
FUZZED = settings(
    max_examples=60,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@dataclass(frozen=True)
class Sent:
    """A request as bytes, before it goes out."""

    method: str
    target: str
    headers: dict[str, str | bytes]
    body: bytes

    @classmethod
    def of(cls, case: AnyCase) -> Sent:
        made = requests.Request(**_arguments(case)).prepare()
        body = made.body or b""
        parts = urlsplit(str(made.url))
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        assert isinstance(body, str | bytes)
        whole = body.encode() if isinstance(body, str) else body
        return cls(str(made.method), target, dict(made.headers), whole)

    def to(self, http: httpx.Client) -> httpx.Response:
        headers = {k: v for k, v in self.headers.items() if k.lower() != "content-length"}
        request = http.build_request(self.method, self.target, content=self.body)
        for name, value in headers.items():
            request.headers[name] = value if isinstance(value, str) else value.decode("latin-1")
        return http.send(request)


def _arguments(case: AnyCase) -> dict[str, Any]:
    given: dict[str, Any] = case.as_transport_kwargs(base_url="http://127.0.0.1")
    known = ("method", "url", "headers", "params", "data", "files", "json", "cookies")
    return {name: value for name, value in given.items() if name in known}


@pytest.fixture
def http(backend: Backend, config: WebConfig) -> Iterator[httpx.Client]:
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(running(backend.database, config)) as port,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
    ):
        yield client


@pytest.fixture
def described(backend: Backend) -> Describe:
    """A route, as the application describes it."""
    schema = schemathesis.openapi.from_dict(_app(backend.database).openapi())

    def find(method: str, path: str) -> Operation:
        return schema[path][method]

    return find


def _app(database: Database) -> FastAPI:
    checks = Checks(Signatures(PUBLIC, []), LINKS.signer)
    return application(Keeper(database), checks, Page("844121314"))


def cases(operation: Operation) -> st.SearchStrategy[AnyCase]:
    """What the description allows, and what it forbids where it forbids anything."""
    right = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    if "{" in operation.path:
        return right
    return right | operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_nothing_changes_without_a_signature_and_nothing_breaks(
    method: str,
    path: str,
    http: httpx.Client,
    described: Describe,
    rows: Callable[[], Tables],
) -> None:
    before = rows()

    @FUZZED
    @given(case=cases(described(method, path)))
    def send(case: AnyCase) -> None:
        answer = Sent.of(case).to(http)
        assert 400 <= answer.status_code < 500

    send()
    assert rows() == before


@pytest.mark.parametrize("path", ["/twilio/status", "/twilio/inbound"])
def test_no_form_that_twilio_signs_breaks_anything(
    path: str, http: httpx.Client, described: Describe
) -> None:
    validator = RequestValidator(TOKEN)
    seen = set()

    @FUZZED
    @given(case=cases(described("POST", path)))
    def send(case: AnyCase) -> None:
        sent = Sent.of(case)
        try:
            form = dict(parse_qsl(sent.body.decode("ascii"), keep_blank_values=True))
        except UnicodeDecodeError:
            form = {}
        signature = validator.compute_signature(PUBLIC + sent.target, form)
        sent.headers[SIGNATURE] = signature
        seen.add(sent.to(http).status_code)

    send()
    assert seen <= {200, 204, 400, 403, 415}
    assert seen & {200, 204, 400}, "nothing came past the signature"


@pytest.mark.parametrize("path", [kannel.RECEIPT, kannel.INBOUND])
def test_nothing_that_kannel_fills_in_breaks_anything(
    path: str, http: httpx.Client, described: Describe
) -> None:
    ours = LINKS.kannel_receipt(1, "linka.1") if path == kannel.RECEIPT else LINKS.kannel_inbound()
    proof = {
        name: value
        for name, value in parse_qsl(urlsplit(ours).query)
        if name in ("message", "reference", "mac") and "%" not in value
    }

    @FUZZED
    @given(case=cases(described("GET", path)))
    def send(case: AnyCase) -> None:
        sent = Sent.of(case)
        query = urlsplit(sent.target).query
        answer = http.get(f"{path}?{query}&{urlencode(proof)}")
        assert answer.status_code in (200, 204, 400)

    send()


@FUZZED
@given(body=st.binary(max_size=2000), kind=st.text("abc/;=-x", max_size=20))
def test_nothing_that_is_posted_to_a_right_link_breaks_it(
    http: httpx.Client, body: bytes, kind: str
) -> None:
    target = PATH + token(LINKS.signer, ADDRESS)

    answer = http.post(target, content=body, headers={"Content-Type": kind})

    assert answer.status_code == 200
