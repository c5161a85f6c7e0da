"""Finds what codes in lists are called."""

from __future__ import annotations

from operator_console.console import Here
from operator_console.desk.view import Names


async def names(here: Here) -> Names:
    """The names of everything that the town offers, as they are now."""
    catalogue = here.backend.catalogue
    return Names(
        here.language,
        {one.code: one for one in await catalogue.services()},
        {one.code: one for one in await catalogue.activities()},
        {one.code: one for one in await catalogue.offices()},
        {one.code: one for one in await catalogue.counters()},
        {one.code: one for one in await here.backend.topics.list()},
        {one.code: one for one in await here.backend.applications.kinds()},
        here.say("counter", n="{n}"),
    )


async def names_once(here: Here) -> Names:
    """The same, looked up once a wake-up for all pages of a language."""
    return await here.console.live.once(f"names {here.language}", lambda: names(here))
