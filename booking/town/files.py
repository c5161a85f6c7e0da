"""One YAML file of a town: read, and checked against a schema."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from booking.errors import TownFileError
from booking.language import Wording
from booking.topics.rules import unspeakable


class Described(BaseModel):
    """Base of everything that a town's file may hold; a misspelt field is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


M = TypeVar("M", bound=Described)


def read(folder: Path, name: str, schema: type[M]) -> M:
    """The content of a file.

    Raises:
        TownFileError: it is not there, is no YAML, or does not fit; names the first place that
            does not.
    """
    file = folder / name
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), Loader=_Strict)  # noqa: S506  a SafeLoader
    except OSError as error:
        raise TownFileError(name, "", f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise TownFileError(name, "", "is not written in UTF-8") from error
    except yaml.MarkedYAMLError as error:
        raise TownFileError(name, _line(error), error.problem or "is no YAML") from error
    except yaml.YAMLError as error:
        raise TownFileError(name, "", str(error)) from error
    try:
        return schema.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        # not `from error`: that one quotes what it refuses, and it may be a PIN
        raise TownFileError(name, place, first["msg"].removeprefix("Value error, ")) from None


def check_unique(file: str, codes: Sequence[str]) -> None:
    """Let codes pass that are all different.

    Raises:
        TownFileError: one is there twice.
    """
    for code, times in Counter(codes).items():
        if times > 1:
            raise TownFileError(file, code, "the code is there twice")


def _line(error: yaml.MarkedYAMLError) -> str:
    mark = error.problem_mark or error.context_mark
    return "" if mark is None else f"line {mark.line + 1}"


class _Strict(yaml.SafeLoader):
    """YAML in which a key that is there twice is an error; the last one would win silently."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    problem=f"'{key}' is there twice", problem_mark=key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)

    def construct_yaml_timestamp(self, node: yaml.ScalarNode) -> Any:  # noqa: ANN401  as the one it calls
        try:
            return super().construct_yaml_timestamp(node)
        except ValueError as error:
            raise yaml.constructor.ConstructorError(
                problem=f"'{node.value}' is no day: {error}", problem_mark=node.start_mark
            ) from error


_Strict.add_constructor("tag:yaml.org,2002:timestamp", _Strict.construct_yaml_timestamp)


def _wording(value: object) -> Wording:
    if not isinstance(value, dict) or not all(isinstance(t, str) for t in value.values()):
        raise ValueError("texts by language are needed: cs, en, uk")
    return Wording.of({code: text.strip() for code, text in value.items()})


def _spoken(value: object) -> Wording:
    text = _wording(value)
    if why := unspeakable(text):
        raise ValueError(why)
    return text


Text = Annotated[Wording, BeforeValidator(_wording)]
"""A text by language."""

Spoken = Annotated[Wording, BeforeValidator(_spoken)]
"""A text by language that a synthesiser can read: no digits, no abbreviations."""

LastStart = Annotated[int | None, Field(default=None, ge=0, le=8 * 60)]
"""No visit begins later than so many minutes before closing."""

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*([.-][a-z0-9]+)*$", max_length=60)]
"""A stable name: small letters and digits, joined by dots and hyphens."""
