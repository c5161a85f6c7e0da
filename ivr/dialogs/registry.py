"""Dialogs by the name that menus call them by."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping
from enum import Enum
from importlib import import_module
from typing import Any

from booking.api import Backend
from ivr.call.call import Call

Dialog = Callable[..., Awaitable["Next"]]

MODULES = (
    "application_by_receipt",
    "book",
    "cancel_visit",
    "my_account",
    "my_applications",
    "ready_date",
    "suggestion",
    "topics",
)

_DIALOGS: dict[str, Dialog] = {}


class Next(Enum):
    """Where a conversation goes on."""

    MAIN = "main"
    END = "end"


def dialog(name: str) -> Callable[[Dialog], Dialog]:
    """Make a coroutine function a dialog that a menu's key can lead to.

    It takes the call and the backend; its keyword-only arguments are what the menu gives by 'with'.
    """

    def register(function: Dialog) -> Dialog:
        _DIALOGS[name] = function
        return function

    return register


class Registry:
    """The dialogs that there are."""

    def __init__(self, dialogs: Mapping[str, Dialog]) -> None:
        self._dialogs = dict(dialogs)

    def arguments(self) -> dict[str, frozenset[str]]:
        """What each dialog takes from the menu, for the check of menus."""
        return {name: _keywords(function) for name, function in self._dialogs.items()}

    async def run(self, name: str, call: Call, backend: Backend, with_: Mapping[str, Any]) -> Next:
        """Hold the conversation of that name."""
        return await self._dialogs[name](call, backend, **with_)


def load() -> Registry:
    """All dialogs that come with Linka."""
    for module in MODULES:
        import_module(f"ivr.dialogs.{module}")
    return Registry(_DIALOGS)


def _keywords(function: Dialog) -> frozenset[str]:
    parameters = inspect.signature(function).parameters.values()
    return frozenset(p.name for p in parameters if p.kind is p.KEYWORD_ONLY)
