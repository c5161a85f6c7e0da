"""What the typed requests stand on."""

from collections.abc import Awaitable, Mapping
from typing import Protocol
from urllib.parse import quote


class Request(Protocol):
    """Sends a request and gives the reply's body (JSON, or empty)."""

    def __call__(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None = None,
        body: object = None,
    ) -> Awaitable[str]: ...


def part(identifier: str) -> str:
    """An id as one part of a path: nothing in it can lead to another resource."""
    return quote(identifier, safe="")
