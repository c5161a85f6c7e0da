"""A tree drawn in text, for people."""

from __future__ import annotations

from collections.abc import Iterator

from ivr.menus.schema import Tree


def draw(tree: Tree) -> str:
    """The tree from its start; a menu that was drawn before is only named again."""
    heading = f"{tree.start}  (revision {tree.revision})"
    return "\n".join([heading, *_lines(tree, tree.start, "", [])])


def _lines(tree: Tree, name: str, margin: str, drawn: list[str]) -> Iterator[str]:
    drawn.append(name)
    menu = tree.menus[name]
    keys = sorted(menu.keys.items(), key=lambda item: (item[0] == "0", item[0]))
    for key, go in keys:
        last = key == keys[-1][0]
        yield f"{margin}{'└' if last else '├'}─ {key}  {go}"
        if go.menu is not None and go.menu in tree.menus and go.menu not in drawn:
            yield from _lines(tree, go.menu, margin + ("   " if last else "│  "), drawn)
