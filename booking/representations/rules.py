"""Who may act for whom, and for how long."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from booking.citizens.model import CitizenKind
from booking.errors import Refused
from booking.representations.model import Representation, Scope


def check_time(since: date, until: date | None, today: date) -> None:
    """Let a time pass that can be.

    Raises:
        Refused: it ends before it begins, or is over.
    """
    if until is not None and (until < since or until < today):
        raise Refused("until", "past")


def check_representative(
    held: Iterable[Representation],
    representative_id: int,
    kind: CitizenKind,
    scope: Scope,
    since: date,
) -> None:
    """Let somebody pass who may act for another.

    Args:
        held: what the one who is represented has given out.
        representative_id: who is to act.
        kind: of whoever is to act.
        scope: in what matters.
        since: the first day.

    Raises:
        Refused: no company acts for another, or the same is in force already.
    """
    if kind is not CitizenKind.PERSON:
        raise Refused("representative", "company")
    for one in held:
        over = one.ended_at is not None or (one.until is not None and one.until < since)
        if one.representative_id == representative_id and one.scope is scope and not over:
            raise Refused("representative", "known")
