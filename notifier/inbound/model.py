"""What comes of a message, and the answer to it."""

from __future__ import annotations

from dataclasses import dataclass

from booking.api import Language
from notifier.templates.values import Values


@dataclass(frozen=True, slots=True)
class Reply:
    """What is written back.

    Attributes:
        template: which kind of message.
        language: the answer's.
        values: the template's fields.
    """

    template: str
    language: Language
    values: Values


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a message has come to.

    Attributes:
        command: what was understood, a short code; None where nothing was.
        result: what came of it, a short code; never a text, a number or a code.
        reply: what is written back; None where another message tells it, or nobody is answered.
        named: the codes of visits and offers that were named; they may stay readable in the row.
    """

    command: str | None
    result: str
    reply: Reply | None = None
    named: frozenset[str] = frozenset()
