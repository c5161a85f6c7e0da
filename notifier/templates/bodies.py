"""Edited templates as they are kept: whole, as YAML, without what only the file decides."""

from __future__ import annotations

import yaml
from pydantic import ValidationError

from notifier.templates import checks
from notifier.templates.schema import Template

EDITED = {"values", "sms", "email", "calendar"}
"""What a town may edit. What is left of a template, as how it goes on where an SMS does not arrive,
is the file's."""

LONGEST = 100_000
"""Characters of a body; ten times the longest file."""

DEEPEST = 10
"""Levels of a body; the deepest file has six."""


def body(template: Template) -> str:
    """The texts as YAML."""
    content = template.model_dump(mode="json", exclude_none=True, include=EDITED)
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=10_000)


def read(text: str, file: Template) -> Template | None:
    """The template of a body; None where it does not fit the file any more."""
    template = content(text)
    if template is None or checks.unfit(template, file):
        return None
    return edited(file, template)


def edited(file: Template, texts: Template) -> Template:
    """The file's template with these texts."""
    return file.model_copy(update={name: getattr(texts, name) for name in EDITED})


def content(text: str) -> Template | None:
    """What a body says, fitting or not; None where it is no template at all."""
    if len(text) > LONGEST:
        return None
    try:
        if _is_odd(text):
            return None
        return Template.model_validate(yaml.safe_load(text))
    except (yaml.YAMLError, ValidationError, RecursionError, ValueError):
        return None


def _is_odd(text: str) -> bool:
    """A body of ours refers to nothing and is not deep; else a small text could be endless."""
    depth = 0
    for one in yaml.parse(text):
        if isinstance(one, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(one, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST or isinstance(one, yaml.AliasEvent):
            return True
    return False
