"""The part of Twilio's REST interface that the notifier uses, version 2010-04-01."""

from __future__ import annotations

import re
import secrets
from collections.abc import AsyncIterator, Mapping
from datetime import date, datetime
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from fastapi.security import HTTPBasic, HTTPBasicCredentials

from notifier.inbox.faults import Fault, Faults
from notifier.inbox.items import Items, Sms, new_sid
from notifier.inbox.lines import KEPT
from notifier.inbox.progress import TAKEN, Progress, Standing
from notifier.inbox.resource import instant, page_of, resource
from notifier.templates.gsm import size

MOST_CHARACTERS = 1600
"""Twilio's own limit for a body."""

_BASIC = HTTPBasic()
_NUMBER = re.compile(r"\+[1-9]\d{6,14}")


class GatewayError(Exception):
    """Refused as Twilio refuses: an HTTP status, a code and a sentence."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message

    def answer(self) -> JSONResponse:
        """What the client gets."""
        body = {
            "code": self.code,
            "message": self.message,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }
        headers = {"Retry-After": "1"} if self.status == 429 else {}
        return JSONResponse(body, self.status, headers)


def router(
    items: Items, accounts: Mapping[str, str], faults: Faults, progress: Progress
) -> APIRouter:
    """The routes.

    Args:
        items: where messages are kept.
        accounts: tokens by account.
        faults: trouble on order.
        progress: brings messages to their ends.
    """

    def known(account: str, given: Annotated[HTTPBasicCredentials, Depends(_BASIC)]) -> None:
        token = accounts.get(account, "")
        right = secrets.compare_digest(given.password.encode(), token.encode())
        if not token or given.username != account or not right:
            raise GatewayError(401, 20003, "Authenticate")

    routes = APIRouter(prefix="/2010-04-01/Accounts/{account}", dependencies=[Depends(known)])
    _taking(routes, items, faults, progress)
    _showing(routes, items, progress)
    return routes


def _taking(routes: APIRouter, items: Items, faults: Faults, progress: Progress) -> None:
    @routes.post("/Messages.json")
    async def create(
        account: str,
        to: Annotated[str, Form(alias="To")] = "",
        sender: Annotated[str, Form(alias="From")] = "",
        body: Annotated[str, Form(alias="Body")] = "",
        status_callback: Annotated[str | None, Form(alias="StatusCallback")] = None,
    ) -> Response:
        fault = faults.next()
        _refuse(to, sender, body, fault)
        _check_address(status_callback)
        sms = _sms(items, account, to, sender, body)
        if fault not in (Fault.BROKEN, Fault.DROPPED):
            await items.add(sms)
            progress.begin(sms, status_callback)
        return await _answered(resource(sms, Standing(TAKEN)), fault, faults)


def _showing(routes: APIRouter, items: Items, progress: Progress) -> None:
    @routes.get("/Messages.json")
    async def listed(
        request: Request,
        account: str,
        to: Annotated[str | None, Query(alias="To")] = None,
        page_size: Annotated[int, Query(alias="PageSize", ge=1, le=1000)] = 50,
        page: Annotated[int, Query(alias="Page", ge=0)] = 0,
    ) -> dict[str, Any]:
        since = _since(request)
        found = [
            item
            for item in items.newest(kind="sms", recipient=to, limit=KEPT)
            if isinstance(item, Sms)
            and item.account == account
            and (since is None or instant(item).date() >= since)
        ]
        shown = [resource(sms, progress.of(sms)) for sms in found]
        return page_of(request, shown, page, page_size)

    @routes.get("/Messages/{sid}.json")
    async def one(account: str, sid: str) -> dict[str, Any]:
        item = items.get(sid)
        if not isinstance(item, Sms) or item.account != account:
            raise GatewayError(404, 20404, f"The requested resource {sid} was not found")
        return resource(item, progress.of(item))


async def _answered(shown: dict[str, Any], fault: Fault | None, faults: Faults) -> Response:
    if fault in (Fault.BROKEN, Fault.BROKEN_AFTER):
        raise GatewayError(500, 20500, "Internal server error")
    if fault in (Fault.DROPPED, Fault.DROPPED_AFTER):
        return _broken_off()
    if fault is Fault.SLOW:
        await faults.wait()
    return JSONResponse(shown, 201)


def _refuse(to: str, sender: str, body: str, fault: Fault | None) -> None:
    if fault is Fault.BUSY:
        raise GatewayError(429, 20429, "Too Many Requests")
    if fault is Fault.REFUSED:
        raise GatewayError(400, 21610, "Attempt to send to unsubscribed recipient")
    if not to:
        raise GatewayError(400, 21604, "A 'To' phone number is required.")
    if not sender:
        raise GatewayError(400, 21603, "A 'From' phone number is required.")
    if not body:
        raise GatewayError(400, 21602, "Message body is required.")
    if len(body) > MOST_CHARACTERS:
        raise GatewayError(400, 21617, "The message body exceeds the 1600 character limit.")
    if not _NUMBER.fullmatch(to):
        raise GatewayError(400, 21211, "Invalid 'To' Phone Number")


def _check_address(address: str | None) -> None:
    if address is not None and urlsplit(address).scheme not in ("http", "https"):
        raise GatewayError(400, 21609, "Invalid 'StatusCallback' URL.")


def _sms(items: Items, account: str, to: str, sender: str, body: str) -> Sms:
    taken = size(body)
    return Sms(
        sid=new_sid("SM"),
        arrived_at=items.now(),
        account=account,
        sender=sender,
        recipient=to,
        text=body,
        segments=taken.segments,
        encoding=taken.encoding.value,
    )


def _broken_off() -> StreamingResponse:
    """An answer that announces more than it sends, so that the server closes the connection."""

    async def nothing() -> AsyncIterator[bytes]:
        yield b""

    return StreamingResponse(nothing(), 201, {"Content-Length": "1000"})


def _since(request: Request) -> date | None:
    # the filter's name is 'DateSent>' itself, as the client writes it
    given = request.query_params.get("DateSent>")
    try:
        return datetime.fromisoformat(given).date() if given else None
    except ValueError as error:
        raise HTTPException(400, "DateSent") from error
