"""Choosing one of many: three at a time, the fourth key for more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from ivr.call.call import Call
from ivr.call.prompts import Prompt, phrase, together

T = TypeVar("T")

AT_ONCE = 4
"""People keep four commands in mind; 'more' is one of them where there is more."""


async def pick(
    call: Call, name: str, intro: Prompt, items: Sequence[T], option: Callable[[T, str], Prompt]
) -> T:
    """Offer the items page by page until one is chosen; after the last page comes the first.

    Args:
        call: whose caller chooses.
        name: the question's name.
        intro: said before the options of each page.
        items: at least one.
        option: says that an item is on a key.
    """
    start = 0
    while True:
        page = items[start : start + AT_ONCE]
        more = len(items) > AT_ONCE
        if more:
            page = page[: AT_ONCE - 1]
        options: dict[str, T | None] = {str(n): item for n, item in enumerate(page, 1)}
        said = [option(item, str(n)) for n, item in enumerate(page, 1)]
        if more:
            key = str(len(page) + 1)
            options[key] = None
            said.append(phrase("visit.more_option", key=key))
        chosen = await call.choose(name, together(intro, *said), options)
        if chosen is not None:
            return chosen
        start = start + len(page) if start + len(page) < len(items) else 0
