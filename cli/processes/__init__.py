"""How each process of ours is put together from the parts: one file a process, with `serve`."""

from collections.abc import Callable, Coroutine
from importlib import import_module
from typing import Any

from cli.context import Context

Ready = Callable[[], None]
Serve = Callable[[Context, Ready], Coroutine[Any, Any, None]]
"""Works until it is cancelled; calls the second argument once it does its work."""

NAMES = ("inbox", "notifier", "webhooks", "console", "ivr")
"""In the order in which they are listed."""


def serve(name: str) -> Serve:
    """The process of that name."""
    found: Serve = import_module(f"cli.processes.{name}").serve
    return found
