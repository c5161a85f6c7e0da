"""Values to JSON and back, by their Python type."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import TypeAdapter


@cache
def adapter(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401  a type expression, unions too
    """The codec of a type; kept, for making one costs a thousand times its use."""
    return TypeAdapter(kind)


def to_json(value: Any, kind: Any = None) -> str:  # noqa: ANN401  any value of that type
    """The value as JSON text."""
    of: Any = type(value) if kind is None else kind
    return adapter(of).dump_json(value).decode()


def from_json(text: str, kind: Any) -> Any:  # noqa: ANN401  the type says what comes
    """The value of that type.

    Raises:
        pydantic.ValidationError: the text holds no such value.
    """
    return adapter(kind).validate_json(text)
