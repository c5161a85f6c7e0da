"""Citizens for tests that care for one or two things about them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from booking.citizens.model import Citizen, CitizenKind
from booking.language import Language

_MARIE = Citizen(
    id=1,
    code="c1",
    kind=CitizenKind.PERSON,
    name="Marie Dvořáková",
    given="Marie",
    family="Dvořáková",
    phone=None,
    phone_verified=False,
    email=None,
    email_verified=False,
    language=Language.CS,
    slow_speech=False,
)


def some_citizen(**differences: Any) -> Citizen:
    """Marie Dvořáková, of whom hardly anything is known, with these differences."""
    return replace(_MARIE, **differences)
