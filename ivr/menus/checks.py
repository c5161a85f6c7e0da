"""What is wrong with a tree that can be read: errors stop it, warnings are told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from booking.api import Language
from ivr.menus.schema import Menu, Texts, Tree

MOST_COMMANDS = 4
"""More than four commands cannot be kept in mind (ISO/IEC 13714)."""


class Severity(StrEnum):
    """Whether calls may run on a tree that has it."""

    ERROR = "error"
    WARNING = "warning"


class Fault(StrEnum):
    """What can be wrong."""

    NO_SUCH_MENU = "no such menu"
    NO_SUCH_DIALOG = "no such dialog"
    WRONG_ARGUMENTS = "wrong arguments"
    UNREACHABLE = "unreachable"
    NO_EXIT = "no exit"
    TOO_MANY_COMMANDS = "too many commands"
    NO_COMMANDS = "no commands"
    GAP_IN_KEYS = "gap in keys"
    NOT_TRANSLATED = "not translated"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong in one menu."""

    severity: Severity
    fault: Fault
    menu: str
    detail: str

    def __str__(self) -> str:
        return f"{self.severity}: menu {self.menu}: {self.fault}: {self.detail}"


def check(tree: Tree, dialogs: Mapping[str, frozenset[str]]) -> list[Finding]:
    """All findings, errors first.

    Args:
        tree: the menus.
        dialogs: the arguments of each dialog that a key may lead to, by its name.
    """
    found = [
        *_targets(tree, dialogs),
        *_reach(tree),
        *(finding for name, menu in tree.menus.items() for finding in _menu(name, menu)),
    ]
    return sorted(found, key=lambda finding: finding.severity)


def _error(fault: Fault, menu: str, detail: str) -> Finding:
    return Finding(Severity.ERROR, fault, menu, detail)


def _targets(tree: Tree, dialogs: Mapping[str, frozenset[str]]) -> Iterator[Finding]:
    if tree.start not in tree.menus:
        yield _error(Fault.NO_SUCH_MENU, tree.start, "the start")
    for name, menu in tree.menus.items():
        for key, go in menu.keys.items():
            if go.menu is not None and go.menu not in tree.menus:
                yield _error(Fault.NO_SUCH_MENU, name, f"key {key} leads to {go.menu}")
            if go.dialog is None:
                continue
            if go.dialog not in dialogs:
                yield _error(Fault.NO_SUCH_DIALOG, name, f"key {key} leads to {go.dialog}")
            elif set(go.with_) != dialogs[go.dialog]:
                needed = ", ".join(sorted(dialogs[go.dialog])) or "nothing"
                yield _error(Fault.WRONG_ARGUMENTS, name, f"key {key}: {go.dialog} takes {needed}")


def _reach(tree: Tree) -> Iterator[Finding]:
    reached = _closure(tree, [tree.start])
    for name in tree.menus:
        if name not in reached:
            yield _error(Fault.UNREACHABLE, name, "no key leads to it")
        elif not any(_has_exit(tree.menus[other]) for other in _closure(tree, [name])):
            yield _error(Fault.NO_EXIT, name, "its keys lead to menus only, for ever")


def _closure(tree: Tree, start: Iterable[str]) -> set[str]:
    reached: set[str] = set()
    waiting = [name for name in start if name in tree.menus]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            leads = (go.menu for go in tree.menus[name].keys.values())
            waiting += [menu for menu in leads if menu is not None and menu in tree.menus]
    return reached


def _has_exit(menu: Menu) -> bool:
    return any(go.dialog is not None or go.operator for go in menu.keys.values())


def _menu(name: str, menu: Menu) -> Iterator[Finding]:
    commands = sorted(key for key, go in menu.keys.items() if go.is_command)
    if not commands:
        yield _error(Fault.NO_COMMANDS, name, "there is nothing to choose")
    if len(commands) > MOST_COMMANDS:
        yield _error(Fault.TOO_MANY_COMMANDS, name, f"{len(commands)}; at most {MOST_COMMANDS}")
    if commands != [str(n + 1) for n in range(len(commands))]:
        yield _error(Fault.GAP_IN_KEYS, name, f"commands are on {', '.join(commands)}, not from 1")
    for what, texts in (("greeting", menu.greeting), ("text", menu.text), ("short", menu.short)):
        if texts is not None:
            yield from _translations(name, what, texts)


def _translations(name: str, what: str, texts: Texts) -> Iterator[Finding]:
    for language, severity in ((Language.EN, Severity.ERROR), (Language.UK, Severity.WARNING)):
        if texts.wording.translated(language) is None:
            yield Finding(severity, Fault.NOT_TRANSLATED, name, f"{what} in {language}")
