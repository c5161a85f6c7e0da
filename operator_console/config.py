"""What the console is told at its start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from booking.api import Language, Secret, Topic, Town
from ivr.menus.schema import Tree
from ivr.routing.api import Rules


@dataclass(frozen=True, slots=True)
class TopicSms:
    """What somebody gets who asks for a topic, and how many segments the town pays for."""

    text: str
    segments: int
    characters: int


def _no_sms(_topic: Topic, _language: Language, _town: Town) -> TopicSms | None:
    return None


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
        topic_sms: a topic as a message; the notifier's own way to write it.
        heard: a topic as callers hear it, as a WAV file; None where a sound is missing.
    """

    key: Secret
    port: int = 8070
    host: str = "127.0.0.1"
    rules: Rules = field(default_factory=Rules)
    menus: Tree | None = None
    phone_url: str = "ws://127.0.0.1:8088/ws"
    topic_sms: Callable[[Topic, Language, Town], TopicSms | None] = _no_sms
    heard: Callable[[Topic, Language], bytes | None] = _no_sound
