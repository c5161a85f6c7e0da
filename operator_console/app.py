"""The web application: its rooms, and what the browser loads."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from fastapi import Depends, FastAPI, Request
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles

from booking.api import Backend
from ivr.routing.api import Routing
from notifier.api import Messages, TemplateEditing
from operator_console.access import routes as access
from operator_console.access.sessions import Sessions
from operator_console.admin import routes as admin
from operator_console.agreements import routes as agreements
from operator_console.audit import routes as audit
from operator_console.caller import routes as caller
from operator_console.citizens import routes as citizens
from operator_console.clerk import routes as clerk
from operator_console.closures import routes as closures
from operator_console.config import ConsoleConfig
from operator_console.console import Console
from operator_console.counter import routes as counter
from operator_console.desk import routes as desk
from operator_console.errors import ForeignForm
from operator_console.live import Live
from operator_console.locks import routes as locks
from operator_console.messages import routes as messages
from operator_console.no_shows import routes as no_shows
from operator_console.pages import DIST, Pages
from operator_console.records.api import records_api
from operator_console.supervisor import routes as supervisor
from operator_console.topics import routes as topics
from operator_console.trouble import answer_errors
from operator_console.visits import routes as visits
from operator_console.waitlist import routes as waitlist
from operator_console.wording import routes as wording


def application(backend: Backend, config: ConsoleConfig) -> FastAPI:
    """The console on a backend."""
    app = FastAPI(title="Linka: console", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.console = Console(
        backend,
        Routing(backend.database, backend.staff, config.rules),
        TemplateEditing(backend),
        Messages(backend),
        Sessions(backend.database, config.key),
        Pages(),
        Live(backend.database),
        config,
    )
    for room in (
        access,
        desk,
        caller,
        visits,
        counter,
        waitlist,
        closures,
        clerk,
        agreements,
        topics,
        messages,
        wording,
        citizens,
        locks,
        supervisor,
        no_shows,
        admin,
        audit,
    ):
        app.include_router(room.router, dependencies=[Depends(_own_origin)])
    app.mount("/api", records_api(backend))
    app.mount("/static", _Kept(directory=DIST))
    answer_errors(app)
    return app


class _Kept(StaticFiles):
    """What the browser loads. Its address changes with its content, so a copy is good for ever."""

    def file_response(self, *args: Any, **rest: Any) -> Response:
        response = super().file_response(*args, **rest)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


async def _own_origin(request: Request) -> None:
    """Lets only our own pages command; browsers tell where one comes from (Fetch, 'Origin')."""
    if request.method in {"GET", "HEAD"}:
        return
    origin = request.headers.get("origin")
    if origin is None or urlsplit(origin).netloc != request.headers.get("host"):
        raise ForeignForm
