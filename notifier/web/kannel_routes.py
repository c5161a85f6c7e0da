"""Where Kannel calls."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from notifier.hearing.ports import Receiver
from notifier.signing import Signer
from notifier.web import bodies, kannel
from notifier.web.kannel import INBOUND, PROVIDER, RECEIPT


def _described(*fields: str) -> dict[str, Any]:
    """What is called with, for tests that make requests of descriptions."""
    return {
        "parameters": [
            {"name": name, "in": "query", "schema": {"type": "string"}} for name in fields
        ]
    }


def router(receiver: Receiver, signer: Signer) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    @routes.get(
        RECEIPT,
        status_code=204,
        openapi_extra=_described("message", "reference", "mac", "status", "said"),
    )
    async def receipt(request: Request) -> Response:
        fields = bodies.query_fields(request.scope["query_string"])
        if not kannel.is_receipt_ours(fields, signer):
            raise HTTPException(403)
        await receiver.receipt(PROVIDER, kannel.receipt(fields))
        return Response(status_code=204)

    async def inbound(request: Request) -> Response:
        fields = bodies.query_fields(request.scope["query_string"])
        if not kannel.is_inbound_ours(fields, signer):
            raise HTTPException(403)
        if request.method == "POST" and "text" not in fields:
            fields["text"] = await bodies.read(request)
        await receiver.sms(PROVIDER, kannel.sms(fields))
        # Kannel would send what stands in the answer to the citizen
        return Response("", media_type="text/plain")

    for method in ("GET", "POST"):
        routes.add_api_route(
            INBOUND,
            inbound,
            methods=[method],
            operation_id=f"kannel_inbound_{method.lower()}",
            openapi_extra=_described("mac", "id", "from", "to", "charset", "text"),
        )
    return routes
