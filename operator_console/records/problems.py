"""What goes wrong, as problem details (RFC 9457): a status, a title, what to put right."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from fastapi import Request
from fastapi.responses import JSONResponse, Response

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """A request that is refused.

    Args:
        status: the HTTP status.
        detail: what to do about it, in English: programmers of the records system read it.
        errors: which fields will not do, each with the reason; values are never quoted.
    """

    def __init__(
        self, status: HTTPStatus, detail: str, errors: Sequence[tuple[str, str]] = ()
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = errors


async def answer(_request: Request, error: Exception) -> Response:
    """The problem as a response; an error that is none of ours is a 500 without details."""
    if not isinstance(error, Problem):
        error = Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong here.")
    told: dict[str, object] = {
        "type": "about:blank",
        "title": error.status.phrase,
        "status": error.status.value,
        "detail": error.detail,
    }
    if error.errors:
        told["errors"] = [{"field": field, "reason": reason} for field, reason in error.errors]
    headers = {"Cache-Control": "no-store"}
    if error.status is HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="linka"'
    if error.status is HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = "30"
    return JSONResponse(told, error.status.value, headers, media_type=MEDIA_TYPE)
