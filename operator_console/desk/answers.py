"""Answers to what is done at the desk: a sentence in the page, never another page.

The telephone lives in the page, so nothing that is done may load it anew. What the rows are
afterwards comes over the page's own stream; the answer says only what the rows do not show. A
browser without scripts gets the page again.
"""

from __future__ import annotations

from fastapi.responses import HTMLResponse, Response

from operator_console.access.roles import Room
from operator_console.console import Here, go
from operator_console.pages import HEADERS


def done(here: Here, said: str = "", *, undo: str = "") -> Response:
    """It is done.

    Args:
        here: the request.
        said: what to say about it, a text under 'said.'; nothing where the page shows it anyway.
        undo: the address that takes it back.
    """
    if _is_fragment(here):
        return _told(here, said, "success", undo)
    return go(Room.DESK, **({"said": said} if said else {}))


def refused(here: Here, said: str) -> Response:
    """It could not be done; the text under 'said.' says why, and what to do."""
    if _is_fragment(here):
        return _told(here, said, "warning", "")
    return go(Room.DESK, said=said)


def _is_fragment(here: Here) -> bool:
    return "hx-request" in here.request.headers


def _told(here: Here, said: str, colour: str, undo: str) -> Response:
    html = here.part("desk/templates/told.html.j2", said=said, colour=colour, undo=undo)
    return HTMLResponse(html, headers=HEADERS)
