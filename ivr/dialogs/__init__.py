"""Conversations, one a file. Each reads from top to bottom like the talk that it is."""

from ivr.dialogs.registry import Next, Registry, dialog, load

__all__ = ["Next", "Registry", "dialog", "load"]
