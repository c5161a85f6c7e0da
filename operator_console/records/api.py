"""`PUT /api/applications/{external_id}`: one application as the records system has it.

An application of its own beside the console's pages: no cookie opens it, only a bearer token with
the scope 'records', and that token opens nothing else. Every refusal is decided before anything is
written, in this order: token, size, form, content.
"""

from __future__ import annotations

import asyncio
import json
import re
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request, Security
from fastapi.responses import JSONResponse, Response
from fastapi.security import HTTPBearer
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from booking.api import (
    EXTERNAL_ID,
    Backend,
    Outcome,
    RecordedApplication,
    Refused,
    Secret,
    TokenScope,
    Unavailable,
)
from operator_console.records.problems import MEDIA_TYPE, Problem, answer

LARGEST = 16 * 1024
"""Bytes of a body; a record has a few hundred."""

SLOWEST = 10.0
"""Seconds in which a body must be there: who sends it byte by byte keeps no connection for ever."""

CONFLICTS = frozenset({"version", "external_id", "number", "citizen", "state"})
"""What is well formed, but does not go with what is kept."""

_BEARER = HTTPBearer(auto_error=False, scheme_name="token")
"""For the document; `_token` checks, and answers with a problem."""

_LOG = structlog.get_logger("records")


class Kept(BaseModel):
    """What became of the record.

    Attributes:
        outcome: 'added', 'changed', or 'unchanged' where this version was kept already.
    """

    external_id: str
    version: int
    outcome: Outcome


def records_api(backend: Backend, *, slowest: float = SLOWEST) -> FastAPI:
    """The API on a backend; its OpenAPI document is at `openapi.json`.

    Args:
        backend: where records are kept.
        slowest: seconds in which a body must be there.
    """
    app = FastAPI(
        title="Linka: records",
        summary="Hands applications over from the town's records system.",
        version="1",
        docs_url=None,
        redoc_url=None,
    )
    app.add_exception_handler(Problem, answer)
    app.add_exception_handler(HTTPException, _routing)
    app.add_exception_handler(Unavailable, _unavailable)
    app.add_exception_handler(Exception, answer)

    @app.put(
        "/applications/{external_id}",
        response_model=Kept,
        responses={201: {"model": Kept, "description": "It is new here."}, **_PROBLEMS},
        openapi_extra=_OPENAPI,
        dependencies=[Security(_BEARER)],
        summary="Keep an application as the records system has it; idempotent by version.",
    )
    async def put(external_id: str, request: Request) -> Response:
        who = await _token(backend, request)
        given = _record(external_id, _parsed(request, await _body(request, slowest)))
        try:
            outcome = await backend.imports.put_application(given, by=f"token:{who}")
        except Refused as error:
            conflicts = error.field in CONFLICTS
            status = HTTPStatus.CONFLICT if conflicts else HTTPStatus.UNPROCESSABLE_ENTITY
            why = "The record was not kept; nothing was changed."
            raise Problem(status, why, [(error.field, error.reason)]) from None
        kept = Kept(external_id=external_id, version=given.version, outcome=outcome)
        status = HTTPStatus.CREATED if outcome is Outcome.ADDED else HTTPStatus.OK
        return JSONResponse(kept.model_dump(mode="json"), status, {"Cache-Control": "no-store"})

    return app


async def _token(backend: Backend, request: Request) -> str:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and 0 < len(given) <= 200:
        found = await backend.tokens.check(Secret(given.strip()), TokenScope.RECORDS)
        if found is not None:
            return found.name
    raise Problem(
        HTTPStatus.UNAUTHORIZED, "A bearer token is needed; './linka token make' makes one."
    )


async def _body(request: Request, slowest: float) -> bytes:
    body = bytearray()
    try:
        async with asyncio.timeout(slowest):
            async for chunk in request.stream():
                body += chunk
                if len(body) > LARGEST:
                    why = f"A record has {LARGEST // 1024} KiB at most."
                    raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, why)
    except TimeoutError:
        why = f"The body took longer than {slowest:.0f} seconds."
        raise Problem(HTTPStatus.REQUEST_TIMEOUT, why) from None
    except ClientDisconnect:
        raise Problem(HTTPStatus.BAD_REQUEST, "The body did not come whole.") from None
    return bytes(body)


def _parsed(request: Request, body: bytes) -> dict[str, Any]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The body must be application/json.")
    try:
        found = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Problem(HTTPStatus.BAD_REQUEST, "The body is no JSON in UTF-8.") from None
    if not isinstance(found, dict):
        raise Problem(HTTPStatus.BAD_REQUEST, "The body must be one JSON object.")
    return found


def _record(external_id: str, found: dict[str, Any]) -> RecordedApplication:
    why = "The record was not kept; nothing was changed."
    if re.fullmatch(EXTERNAL_ID, external_id) is None:
        told = [("external_id", "has letters, digits, '.', '_', ':' and '-', 100 at most")]
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, why, told)
    if found.get("external_id", external_id) != external_id:
        told = [("external_id", "differs from the one in the address")]
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, why, told)
    try:
        return RecordedApplication.model_validate(found | {"external_id": external_id})
    except ValidationError as error:
        told = [
            (".".join(str(part) for part in one["loc"]), one["msg"].removeprefix("Value error, "))
            for one in error.errors(include_url=False, include_input=False)
        ]
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, why, told) from None


async def _routing(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    return await answer(request, Problem(HTTPStatus(status), "There is nothing at this address."))


async def _unavailable(request: Request, _error: Exception) -> Response:
    _LOG.error("the database is away")
    why = "The database is away; send it again later."
    return await answer(request, Problem(HTTPStatus.SERVICE_UNAVAILABLE, why))


def _body_schema() -> dict[str, Any]:
    schema = RecordedApplication.model_json_schema()
    schema["required"] = [name for name in schema["required"] if name != "external_id"]
    return schema


_PROBLEM: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "reason": {"type": "string"}},
            },
        },
    },
}
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": told, "content": {MEDIA_TYPE: {"schema": _PROBLEM}}}
    for status, told in (
        (400, "The body is no JSON object."),
        (401, "The token is missing, ended, or not for this."),
        (408, "The body came too slowly."),
        (409, "It does not go with what is kept; an older version, for example."),
        (413, "The body is too large."),
        (415, "The body is not application/json."),
        (422, "A field will not do."),
        (503, "The database is away; send it again later."),
    )
}
_OPENAPI: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": _body_schema()}},
    },
}
