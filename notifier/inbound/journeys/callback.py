"""'ZAVOLAT': an operator rings back."""

from __future__ import annotations

from booking.api import LimitReached
from notifier.inbound.model import Outcome
from notifier.inbound.reading.commands import CallMe
from notifier.inbound.talk import Talk

_NAME = "call-me"


async def call_me(talk: Talk, _command: CallMe) -> Outcome:
    """Ask for a call back to the sender's number; who asks twice is rung once."""
    try:
        await talk.backend.rings.request(
            phone=talk.phone,
            dialog="callback",
            language=talk.language,
            topic=None,
            call_id=None,
            note=None,
            key=talk.step("ring"),
        )
    except LimitReached:
        return Outcome(_NAME, "limit", talk.plain("reply_failed"))
    return Outcome(_NAME, "recorded", talk.plain("reply_call_me"))
