"""Codes are put into their message at the moment of sending, and stand in no row of the outbox."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from booking.api import Secret
from notifier.outbox.model import Message

PLACE = "######"
"""Stands for the code in the outbox; as long as the code, so that an SMS keeps its length."""

_ABOUT = "contact-proof:"

CodeOf = Callable[[int], Awaitable[Secret | None]]
"""The code of a proof, None once it is over."""


def about(proof_id: int) -> str:
    """What a message with the code of this proof is about."""
    return f"{_ABOUT}{proof_id}"


async def with_code(message: Message, code_of: CodeOf) -> Message | None:
    """The message as it is sent; None where its code is over, and it would be of no use."""
    if not message.about.startswith(_ABOUT) or PLACE not in message.text:
        return message
    code = await code_of(int(message.about.removeprefix(_ABOUT)))
    if code is None:
        return None
    told = code.reveal()
    return replace(
        message,
        text=message.text.replace(PLACE, told),
        html=None if message.html is None else message.html.replace(PLACE, told),
    )
