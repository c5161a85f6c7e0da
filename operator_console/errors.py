"""What a page can answer instead of what was asked for."""

from __future__ import annotations


class ConsoleError(Exception):
    """The docstring of each class is its message for people who run Linka."""


class NotLoggedIn(ConsoleError):
    """Nobody is logged in, or the session is over."""


class RoomClosed(ConsoleError):
    """The work of this role is not done in that room."""


class ForeignForm(ConsoleError):
    """A command that does not come from a page of this session."""
