"""Where Twilio calls."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from notifier.hearing.ports import Receiver
from notifier.web import bodies, twilio
from notifier.web.bodies import Fields
from notifier.web.twilio import INBOUND, NO_ANSWER, PROVIDER, SIGNATURE, STATUS, Signatures

_HEADER = {"name": SIGNATURE, "in": "header", "required": True, "schema": {"type": "string"}}


def _described(*fields: str, query: bool = False) -> dict[str, Any]:
    """What is called with, for tests that make requests of descriptions."""
    form = {"type": "object", "properties": {name: {"type": "string"} for name in fields}}
    message = {"name": "message", "in": "query", "schema": {"type": "string"}}
    return {
        "parameters": [_HEADER, message] if query else [_HEADER],
        "requestBody": {"required": True, "content": {bodies.FORM: {"schema": form}}},
    }


def router(receiver: Receiver, signatures: Signatures) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    async def signed(request: Request, path: str) -> Fields:
        """The fields of a form that Twilio has signed.

        Raises:
            HTTPException: it has not, or it is no form; without a word on what was wrong.
        """
        fields = await bodies.form(request)
        query = request.scope["query_string"].decode("latin-1")
        if not signatures.are_right(path, query, fields, request.headers.get(SIGNATURE, "")):
            raise HTTPException(403)
        return fields

    @routes.post(
        STATUS,
        status_code=204,
        openapi_extra=_described(
            "MessageSid", "MessageStatus", "ErrorCode", "To", "From", "AccountSid", query=True
        ),
    )
    async def status(request: Request) -> Response:
        fields = await signed(request, STATUS)
        message = request.query_params.get("message")
        await receiver.receipt(PROVIDER, twilio.receipt(fields, message))
        return Response(status_code=204)

    @routes.post(
        INBOUND,
        openapi_extra=_described("MessageSid", "From", "To", "Body", "NumSegments", "AccountSid"),
    )
    async def inbound(request: Request) -> Response:
        await receiver.sms(PROVIDER, twilio.sms(await signed(request, INBOUND)))
        return Response(NO_ANSWER, media_type="text/xml")

    return routes
