"""What the console is told at its start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from booking.api import Language, MessageSettings, Secret, Topic
from ivr.menus.schema import Tree
from ivr.routing.api import Rules


def _no_sound(_topic: Topic, _language: Language) -> bytes | None:
    return None


@dataclass(frozen=True, slots=True)
class ConsoleConfig:
    """Where the console listens, and what it works by.

    Attributes:
        key: signs the sessions; a new one logs everybody out.
        port: 0 takes a free one.
        host: loopback; a town puts its own web server with TLS in front.
        rules: how callers come to operators.
        menus: what callers choose from, to say in words how one came to an operator; None where
            nobody tells.
        phone_url: where the softphones reach Asterisk's WebSocket, as the browser sees it.
        heard: a topic as callers hear it, as a WAV file; None where a sound is missing.
        messages: the town's settings for them; the budget is told with the figures.
        message_days: how long texts of messages are kept, and how long what became of them.
    """

    key: Secret
    port: int = 8070
    host: str = "127.0.0.1"
    rules: Rules = field(default_factory=Rules)
    menus: Tree | None = None
    phone_url: str = "ws://127.0.0.1:8088/ws"
    heard: Callable[[Topic, Language], bytes | None] = _no_sound
    messages: MessageSettings = field(default_factory=MessageSettings)
    message_days: tuple[int, int] = (30, 400)
