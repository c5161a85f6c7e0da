"""No page gives one of its values the name of something that every template has."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from operator_console.pages import FOLDER, OWN_VALUES

DRAWS = {"page", "part", "draw"}
GIVEN_BY = {
    "console.py": {"shell", "form_token", "command_key"},
    "access/routes.py": {"shell"},
    "caller/panel.py": {"form_token", "command_key"},
}
"""Where the names that all share get their values."""


def _names(tree: ast.AST) -> Iterator[str]:
    """Those of values that are given to a template by name, or gathered for one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            if called in DRAWS:
                yield from (one.arg for one in node.keywords if one.arg is not None)
        elif isinstance(node, ast.Dict):
            keys = (key.value for key in node.keys if isinstance(key, ast.Constant))
            yield from (key for key in keys if isinstance(key, str))


def test_no_value_of_a_page_takes_a_name_that_all_templates_share() -> None:
    found = {
        str(path.relative_to(FOLDER)): taken
        for path in sorted(Path(FOLDER).rglob("*.py"))
        if (taken := OWN_VALUES.intersection(_names(ast.parse(path.read_text()))))
    }
    assert found == GIVEN_BY
