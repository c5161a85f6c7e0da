"""Menus as data: a flat table of named menus, checked, with revisions."""

from ivr.menus.checks import Finding, Severity, check
from ivr.menus.drawing import draw
from ivr.menus.errors import MenuFileError
from ivr.menus.revisions import Revisions
from ivr.menus.schema import Go, Menu, Tree, read, read_file

__all__ = [
    "Finding",
    "Go",
    "Menu",
    "MenuFileError",
    "Revisions",
    "Severity",
    "Tree",
    "check",
    "draw",
    "read",
    "read_file",
]
