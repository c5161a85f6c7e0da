"""The caller's way through the menus, in words.

A tree names its menus for itself only ('collection'). What callers hear of one is its short prompt:
'Nové doklady: jednička. Převzetí: dvojka.' So the words before a key are what the menu behind it is
called.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from booking.api import Language
from ivr.menus.schema import Menu, Tree
from operator_console.console import Here

MOST_STEPS = 8
"""A caller who wanders longer is understood by where they came to last."""

_LABEL = re.compile(r"^\s*([^:<>]+):\s*(\w+)\s*$")
_KEYS: Mapping[Language, Mapping[str, str]] = {
    Language.CS: {
        "jednička": "1",
        "dvojka": "2",
        "trojka": "3",
        "čtyřka": "4",
    },
    Language.EN: {"one": "1", "two": "2", "three": "3", "four": "4"},
}


def labels(tree: Tree, language: Language) -> dict[str, str]:
    """What each menu is called by the one that leads to it, where its prompt tells."""
    found: dict[str, str] = {}
    for menu in tree.menus.values():
        said = _said(menu, language)
        for key, go in menu.keys.items():
            if go.menu is not None and key in said:
                found.setdefault(go.menu, said[key])
    return found


def _said(menu: Menu, language: Language) -> dict[str, str]:
    """The words before each key of a short prompt."""
    texts = menu.short or menu.text
    matches = [_LABEL.match(one) for one in texts.wording[language].split(".")]
    keys = _KEYS[language]
    return {
        keys[found[2].lower()]: found[1].strip()
        for found in matches
        if found is not None and found[2].lower() in keys
    }


def steps(path: str, named: Mapping[str, str], say: Callable[[str], str | None]) -> list[str]:
    """The places passed, in words; one that has none is shown as it is.

    Args:
        path: 'main > visits > book', as the call keeps it.
        named: names of menus.
        say: the console's own words for a place, None where it has none.
    """
    places = [place.strip() for place in path.split(">")]
    # every way that is shown ends at a person
    passed = [place for place in places if place and place != "person"]
    words = [named.get(place) or say(place) or place for place in passed]
    return words if len(words) <= MOST_STEPS else ["…", *words[-MOST_STEPS:]]


def in_words(here: Here, path: str) -> list[str]:
    """The same for a page."""
    tree = here.console.config.menus
    named = {} if tree is None else {tree.start: here.say("desk.place.main")}
    if tree is not None:
        named |= labels(tree, here.language)

    def say(place: str) -> str | None:
        return here.say(f"desk.place.{place}") if f"desk.place.{place}" in here.texts else None

    return steps(path, named, say)
