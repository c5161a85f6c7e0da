"""The page of missed visits, and the same as a file. It shows figures only, and nobody's data."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from booking.api import NoShowCount
from operator_console.access.roles import Room
from operator_console.console import Here, in_room
from operator_console.desk.names import names
from operator_console.desk.view import Names
from operator_console.no_shows import view
from operator_console.pages import HEADERS

router = APIRouter(prefix=Room.NO_SHOWS.value)
AtNoShows = Annotated[Here, Depends(in_room(Room.NO_SHOWS))]

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Without it Excel takes UTF-8 for something else."""

HEADS = (
    *("no_shows.service", "no_shows.weekday", "no_shows.channel"),
    *("no_shows.visits", "no_shows.missed", "no_shows.share"),
)


@router.get("")
async def no_shows(here: AtNoShows, first: str = "", last: str = "") -> Response:
    """The page; days that make no sense mean the last thirty."""
    chosen = view.period(first, last, here.today)
    counts = await here.backend.attendance.no_shows(chosen.first, chosen.last)
    known, language = await names(here), here.language
    days = sorted(counts, key=lambda one: one.weekday)
    return await here.page(
        "no_shows/templates/no_shows.html.j2",
        chosen=chosen,
        most=view.MOST_DAYS,
        today=here.today,
        choices=[(n, here.today - timedelta(days=n - 1)) for n in view.CHOICES],
        total=view.total(counts, language),
        tables=[
            (here.say(head), lines)
            for head, lines in {
                "no_shows.service": view.lines(
                    counts, lambda one: known.service(one.service), language
                ),
                "no_shows.weekday": view.lines(
                    days, lambda one: _weekday(here, one), language, in_order=True
                ),
                "no_shows.channel": view.lines(counts, lambda one: _channel(here, one), language),
            }.items()
        ],
    )


@router.get("/no-shows.csv")
async def as_file(here: AtNoShows, first: str = "", last: str = "") -> Response:
    """Each group on a line, as Czech spreadsheets read it: semicolons, decimal comma."""
    chosen = view.period(first, last, here.today)
    counts = await here.backend.attendance.no_shows(chosen.first, chosen.last)
    name = f"no-shows-{chosen.first}-{chosen.last}.csv"
    return Response(
        BOM + _csv(here, counts, await names(here)),
        media_type="text/csv; charset=utf-8",
        headers={**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'},
    )


def _csv(here: Here, counts: Sequence[NoShowCount], known: Names) -> str:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow([here.say(head) for head in HEADS])
    for one in counts:
        share = view.share(one.missed, one.visits, here.language).rstrip("%\N{NO-BREAK SPACE}")
        writer.writerow(
            [
                known.service(one.service),
                _weekday(here, one),
                _channel(here, one),
                one.visits,
                one.missed,
                share,
            ]
        )
    return file.getvalue()


def _weekday(here: Here, one: NoShowCount) -> str:
    return here.say(f"admin.day.{one.weekday}")


def _channel(here: Here, one: NoShowCount) -> str:
    key = f"no_shows.channel.{one.channel}"
    return here.say(key) if key in here.texts else one.channel
