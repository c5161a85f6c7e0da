"""Somebody is to be rung; in an open transaction."""

from __future__ import annotations

from booking.ground.transaction import Transaction
from booking.language import Language
from booking.rings import store
from booking.rings.model import RingRequested


def ask(
    tx: Transaction,
    *,
    phone: str,
    dialog: str,
    language: Language,
    topic: str | None = None,
    call_id: str | None = None,
    note: str | None = None,
    about: str | None = None,
) -> int:
    """Write an open ring and tell of it; its number. What is given is as for `Rings.request`."""
    made = store.add(
        tx,
        phone=phone,
        dialog=dialog,
        language=language.value,
        topic=topic,
        call_id=call_id,
        note=note,
        about=about,
    )
    tx.append(RingRequested(made, phone, dialog, language, topic, call_id))
    return made
