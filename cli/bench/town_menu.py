"""The menu call that is measured, taken from the town's own menus."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from booking.api import Language
from cli.bench.callers import Heard
from cli.bench.errors import BenchError
from cli.bench.heard import Prompts
from cli.bench.journey import Journey, Prompt
from ivr.menus.schema import Menu, Texts, Tree
from ivr.speech.catalogue import Catalogue

BACK = "*"


@dataclass(frozen=True, slots=True)
class Way:
    """Keys through the menus, and for each moment what may be said there.

    A menu has a long and a short form, and which one is said depends on how quickly the caller
    keys. So a first call tells (`as_heard`), and the others are measured by what it heard.
    """

    keys: tuple[str, ...]
    choices: tuple[tuple[Prompt, ...], ...]

    @property
    def names(self) -> set[str]:
        """The first sounds of everything that may be said."""
        return {prompt.name for prompt in chain.from_iterable(self.choices)}

    def as_heard(self, call: Heard, prompts: Prompts) -> Journey:
        """The journey as one call made it.

        Raises:
            BenchError: at some point none of the choices was heard.
        """
        moments = [0.0, *(press.released for press in call.presses)]
        if len(moments) != len(self.choices):
            raise BenchError("the first call ended before all its keys were pressed")
        heard = [
            _first(choices, prompts, call, after)
            for choices, after in zip(self.choices, moments, strict=True)
        ]
        return Journey(heard[0], tuple(zip(self.keys, heard[1:], strict=True)))


def way(tree: Tree) -> Way:
    """Two menus down, back up again, and down another one: five keys.

    Raises:
        BenchError: the menus are not two levels deep.
    """
    main = tree.menus[tree.start]
    down, one = next(_menus(tree, main), ("", None))
    deeper, two = next(_menus(tree, one), ("", None)) if one else ("", None)
    if one is None or two is None:
        raise BenchError("the town's menus are not two levels deep; there is nothing to walk")
    other, three = list(_menus(tree, main))[-1]
    welcome = [_said(main.greeting, main.text)]  # nobody has keyed quickly yet
    passed = [one, two, one, main, three]
    forms = [[_said(text) for text in (menu.text, menu.short) if text] for menu in passed]
    return Way((down, deeper, BACK, BACK, other), tuple(map(tuple, [welcome, *forms])))


def _menus(tree: Tree, menu: Menu) -> Iterator[tuple[str, Menu]]:
    for key, go in menu.keys.items():
        if go.menu is not None:
            yield key, tree.menus[go.menu]


def _said(*texts: Texts | None) -> Prompt:
    catalogue = Catalogue({})
    spoken = [catalogue.text(text.wording, Language.CS) for text in texts if text]
    return Prompt(tuple(sound for utterance in spoken for sound in utterance.sounds))


def _first(choices: tuple[Prompt, ...], prompts: Prompts, call: Heard, after: float) -> Prompt:
    began = [
        (at, choice)
        for choice in choices
        if (at := prompts.began(choice.name, call.packets, after)) is not None
    ]
    if not began:
        raise BenchError("the first call through Linka did not hear the town's menus")
    return min(began, key=lambda each: each[0])[1]
