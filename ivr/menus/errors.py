"""What can go wrong with a menu file."""

from __future__ import annotations


class MenuError(Exception):
    """Something is wrong with the menus."""


class MenuFileError(MenuError):
    """The file is no menu tree; the message names the file, the place and the reason."""


class UnknownRevision(MenuError):
    """No menus of this revision are kept."""
