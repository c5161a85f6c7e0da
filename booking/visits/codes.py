"""Codes of visits: six digits that are spoken digit by digit, the last a Damm check digit.

H. M. Damm, Total anti-symmetrische Quasigruppen (2004): finds every single wrong digit and every
swap of neighbours, so a mistyped code is told at once and never hits somebody else's visit.
"""

from __future__ import annotations

import secrets

from stdnum import damm

LENGTH = 6
_FEWEST_DIFFERENT = 3


def make_code() -> str:
    """A random code; whether it is in use is for the database to say.

    One with fewer than three different digits is never given: such codes are what people try
    first, and what they lose count of when they hear them.
    """
    while True:
        body = f"{secrets.randbelow(10 ** (LENGTH - 1)):0{LENGTH - 1}}"
        code = body + damm.calc_check_digit(body)
        if len(set(code)) >= _FEWEST_DIFFERENT:
            return code


def is_well_formed(code: str) -> bool:
    """Whether it could be a code at all; asks nobody."""
    return len(code) == LENGTH and code.isascii() and code.isdecimal() and bool(damm.is_valid(code))
