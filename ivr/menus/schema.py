"""What a menu file may say. A closed vocabulary: no expressions, no conditions.

```yaml
start: main
menus:
  main:
    text:
      cs: Pro objednání na úřad stiskněte jedničku …
    keys:
      "1": {menu: visits}
      "2": {dialog: book, with: {activity: passport.new}}
      "7": {language: uk}
      "0": {operator: true}
```
`0` is the operator in every menu even where it is not written, `*` goes back, `9` repeats.
"""

from __future__ import annotations

from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from booking.api import Language, Wording
from ivr.menus.errors import MenuFileError

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
MenuKey = Annotated[str, StringConstraints(pattern=r"^[0-8]$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Texts(_Strict):
    """One text by language. `<en>…</en>` is a part in another language's voice."""

    cs: Text
    en: Text | None = None
    uk: Text | None = None

    @property
    def wording(self) -> Wording:
        """The same as the rest of the house knows it."""
        return Wording(self.cs, self.en, self.uk)


class Go(_Strict):
    """Where a key leads: exactly one of menu, dialog, language and operator."""

    menu: Name | None = None
    dialog: Name | None = None
    with_: dict[Name, str] = Field(default_factory=dict, alias="with")
    language: Language | None = None
    operator: Literal[True] | None = None

    @model_validator(mode="after")
    def _one_target(self) -> Self:
        targets = (self.menu, self.dialog, self.language, self.operator)
        if sum(target is not None for target in targets) != 1:
            raise ValueError("exactly one of menu, dialog, language, operator")
        if self.with_ and self.dialog is None:
            raise ValueError("'with' belongs to a dialog")
        return self

    @property
    def is_command(self) -> bool:
        """Whether it counts among the four that people can keep in mind."""
        return self.menu is not None or self.dialog is not None

    def __str__(self) -> str:
        if self.menu is not None:
            return f"menu {self.menu}"
        if self.dialog is not None:
            with_ = ", ".join(f"{name}: {value}" for name, value in self.with_.items())
            return f"dialog {self.dialog}" + (f" ({with_})" if with_ else "")
        return f"language {self.language}" if self.language else "operator"


class Menu(_Strict):
    """One menu: what is said, and where each key leads.

    Attributes:
        greeting: said once, when the call begins with this menu.
        text: what offers the keys.
        short: the same for a caller who typed ahead; `text` where there is none.
        keys: where they lead.
    """

    greeting: Texts | None = None
    text: Texts
    short: Texts | None = None
    keys: dict[MenuKey, Go]


class Tree(_Strict):
    """All menus of a town, by name, and the one that a call starts with."""

    start: Name
    menus: dict[Name, Menu]

    @cached_property
    def revision(self) -> str:
        """The same tree has the same revision, whatever its file looks like."""
        return blake2b(self.canonical().encode(), digest_size=8).hexdigest()

    def canonical(self) -> str:
        """The tree as JSON, from which it can be read again."""
        return self.model_dump_json(by_alias=True, exclude_none=True)

    def wordings(self) -> list[Wording]:
        """Every text that can be said, to be rendered ahead."""
        return [
            texts.wording
            for menu in self.menus.values()
            for texts in (menu.greeting, menu.text, menu.short)
            if texts is not None
        ]


class _Loader(yaml.SafeLoader):
    """Refuses a key that is used twice, where YAML would silently take the last."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[object, object]:
    loader.flatten_mapping(node)
    seen: set[object] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node)
        if key in seen:
            raise yaml.constructor.ConstructorError(
                None, None, f"{key!r} is used twice", key_node.start_mark
            )
        seen.add(key)
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read(text: str, name: str = "menus") -> Tree:
    """The tree that a YAML text describes.

    Raises:
        MenuFileError: it describes none; the message says where and why.
    """
    try:
        return Tree.model_validate(yaml.load(text, Loader=_Loader))  # noqa: S506  a safe loader's child
    except yaml.YAMLError as error:
        raise MenuFileError(f"{name}: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        raise MenuFileError(f"{name}: {place}: {first['msg']}") from error


def read_file(path: Path) -> Tree:
    """The tree in a file.

    Raises:
        MenuFileError: the file is missing, or as for `read`.
    """
    try:
        return read(path.read_text("utf-8"), str(path))
    except OSError as error:
        raise MenuFileError(f"{path}: {error.strerror}") from error
