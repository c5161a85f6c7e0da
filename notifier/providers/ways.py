"""The providers of each kind of message, in the town's order, and which of them is next. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from notifier.providers.health import Minute, is_sick, may_try

if TYPE_CHECKING:  # channels know messages, and the outbox knows routes
    from notifier.channels.shape import Channel
    from notifier.outbox.model import ChannelKind

Lately = Mapping[str, Sequence[Minute]]
"""What each provider did in the last minutes."""


class Routes:
    """The ways out.

    Args:
        channels: for each kind one provider, or several, the preferred one first.
    """

    def __init__(self, channels: Mapping[ChannelKind, Channel | Sequence[Channel]]) -> None:
        self._routes = {kind: _several(given) for kind, given in channels.items()}

    def __iter__(self) -> Iterator[Channel]:
        for several in self._routes.values():
            yield from several

    def count(self, kind: ChannelKind) -> int:
        """How many providers take this kind of message."""
        return len(self._routes.get(kind, ()))

    def channel(self, kind: ChannelKind, provider: str | None) -> Channel | None:
        """The way to this provider; None where there is none any more.

        A message of a time when there was one provider only does not name it.
        """
        several = self._routes.get(kind, ())
        if provider is None:
            return several[0] if several else None
        return next((one for one in several if one.provider == provider), None)

    def with_receipts(self) -> list[str]:
        """The providers that tell what has become of a message."""
        return sorted({one.provider for one in self if one.sends_receipts})

    def choose(
        self, kind: ChannelKind, lately: Lately, now: datetime, failed: str | None = None
    ) -> str | None:
        """Who gets the next message of this kind; None where nobody takes it.

        Args:
            kind: the message's.
            lately: how the providers did.
            now: the instant.
            failed: who has just not taken this very message: rather another one now.
        """
        names = [one.provider for one in self._routes.get(kind, ())]
        if not names:
            return None
        others = [name for name in names if name != failed]
        well = {name for name in names if not is_sick(lately.get(name, ()), now)}
        first = next((name for name in others if name in well), None)
        for name in others[: others.index(first) if first else None]:
            if may_try(lately.get(name, ()), now):
                return name
        if first is not None:
            return first
        # nobody is well: each in turn, for something may get through
        return failed if failed in well else [*others, *names][0]


def _several(given: Channel | Sequence[Channel]) -> tuple[Channel, ...]:
    return tuple(given) if isinstance(given, Sequence) else (given,)
