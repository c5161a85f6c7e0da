"""What channels, states and reasons are called; a code without words is shown as it is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from notifier.api import ChannelKind, Fate, MessageState
from operator_console.wording.view import Say

COLOURS = {
    Fate.WAITING: "neutral",
    Fate.SENT: "primary",
    Fate.DELIVERED: "success",
    Fate.PERMANENT: "error",
    Fate.TEMPORARY: "warning",
    Fate.TECHNICAL: "error",
    Fate.WITHHELD: "neutral",
    Fate.DROPPED: "neutral",
}


@dataclass(frozen=True, slots=True)
class Names:
    """See above.

    Attributes:
        say: gives a text.
        known: the keys of all texts.
    """

    say: Say
    known: Collection[str]

    def channel(self, kind: ChannelKind) -> str:
        """'SMS'."""
        return self.say(f"messages.channel.{kind.value}")

    def fate(self, fate: Fate) -> str:
        """'doručeno'."""
        return self.say(f"messages.fate.{fate.value}")

    def state(self, state: MessageState) -> str:
        """'převzato bránou'."""
        return self.say(f"messages.state.{state.value}")

    def provider(self, name: str | None) -> str:
        """'poštovní server'; empty for none."""
        return "" if name is None else self._or_code(f"messages.provider.{name}", name)

    def reason(self, code: str | None) -> str:
        """'pevná linka nepřijímá SMS'; empty for none."""
        return "" if not code else self._or_code(f"messages.reason.{code}", code)

    def template(self, name: str) -> str:
        """'Potvrzení objednávky'."""
        return self._or_code(f"wording.name.{name}", name.replace("_", " "))

    def about(self, record: str) -> str:
        """'návštěva 12', 'došlá SMS 3'; the parts of a longer key have a gap between them."""
        kind, _, rest = record.partition(":")
        return f"{self._or_code(f'audit.record.{kind}', kind)} {rest.replace(':', ' ')}".strip()

    def command(self, code: str | None) -> str:
        """'stav žádosti'."""
        return self._or_code(f"messages.command.{code or 'none'}", code or "")

    def said(self, status: str) -> str:
        """What a provider's words come down to: 'doručeno'."""
        return self._or_code(f"messages.said.{status}", status)

    def _or_code(self, key: str, code: str) -> str:
        return self.say(key) if key in self.known else code
