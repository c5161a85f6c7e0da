"""Where citizens end their messages, themselves or by their mail program."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from booking.api import Language
from notifier.hearing.ports import Receiver
from notifier.signing import Signer
from notifier.web import bodies
from notifier.web.unsubscribe import PATH, Page, address_in, language_of


def router(receiver: Receiver, signer: Signer, page: Page) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    def answer(request: Request, address: str | None, *, done: bool = False) -> HTMLResponse:
        status = 404 if address is None else 200
        drawn = page.drawn(_language(request), address, done=done)
        return HTMLResponse(drawn, status, headers=page.headers)

    @routes.get(PATH + "{token}", response_class=HTMLResponse)
    async def ask(request: Request, token: str) -> HTMLResponse:
        # programs follow links in letters to look for viruses, so this changes nothing
        return answer(request, address_in(token, signer))

    @routes.post(PATH + "{token}", response_class=HTMLResponse)
    async def end(request: Request, token: str) -> HTMLResponse:
        # what is posted says nothing that the address does not: mail programs send it in two ways
        await bodies.read(request)
        address = address_in(token, signer)
        if address is not None:
            await receiver.opt_out(address)
        return answer(request, address, done=address is not None)

    return routes


def _language(request: Request) -> Language:
    chosen = request.query_params.get("lang")
    return language_of(chosen, request.headers.get("accept-language", ""))
