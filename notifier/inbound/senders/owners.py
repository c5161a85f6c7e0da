"""Whose number it is that a message came from."""

from __future__ import annotations

from booking.api import Backend, Citizen


async def owners_of(backend: Backend, phone: str) -> list[Citizen]:
    """The citizens who have shown that this number is theirs; several share a telephone.

    Args:
        backend: who is asked.
        phone: in E.164. That a message came from it proves little: a sender can be forged.
    """
    known = await backend.citizens.by_phone(phone)
    return [one for one in known if one.reachable_phone == phone]
