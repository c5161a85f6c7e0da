"""What the letter to an agreement tells: the only place where PIN and password can be read."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from booking.agreements import rules
from booking.citizens.model import Citizen
from booking.ground.secrets import Secret

WEB_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for each other on paper: i, l, 1, o, 0."""

WEB_GROUPS, WEB_GROUP = 3, 4
"""Twelve characters of 31 make 59 bits; the hyphens between the groups belong to the password."""


@dataclass(frozen=True, slots=True)
class AgreementLetter:
    """Drawn up, and valid only once it is handed out (`Agreements.hand_out`).

    Attributes:
        agreement_id: which agreement.
        citizen: to whom it goes.
        login: the agreement's.
        pin: a new one.
        password: a new one, for the town's web.
    """

    agreement_id: int
    citizen: Citizen
    login: Secret
    pin: Secret
    password: Secret


def new_login() -> Secret:
    """A random one that does not begin with a nought, which people leave out."""
    return rules.login_from(10**6 + secrets.randbelow(9 * 10**6))


def new_pin(login: Secret) -> Secret:
    """A random one that nobody would guess among the first."""
    while True:
        pin = Secret(f"{secrets.randbelow(10**rules.PIN_DIGITS):0{rules.PIN_DIGITS}d}")
        if not rules.pin_is_trivial(pin, login):
            return pin


def new_password() -> Secret:
    """A random one that can be typed from paper."""
    groups = (
        "".join(secrets.choice(WEB_LETTERS) for _ in range(WEB_GROUP)) for _ in range(WEB_GROUPS)
    )
    return Secret("-".join(groups))
