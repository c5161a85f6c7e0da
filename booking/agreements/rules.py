"""Logins, PINs and locks, as plain functions."""

from __future__ import annotations

import hashlib
import hmac
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from stdnum import damm

from booking.ground.secrets import Secret

LOGIN_DIGITS = 8
PIN_DIGITS = 6
TRIES = 3
"""Wrong PINs in a row before the lock."""

FIRST_LOCK = timedelta(minutes=30)
LONGEST_LOCK = timedelta(hours=24)
FORGOTTEN_AFTER = timedelta(hours=24)
"""So long after the last wrong PIN, or after the end of a lock, everything is forgiven."""

SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200
_DIFFERENT = 4
"""So many different characters a password has at least."""

INCOMPLETE, TRIVIAL, SAME, SHORT, LONG = "incomplete", "trivial", "same", "short", "long"
"""Why a new PIN or password will not do; one word each, for channels to put in their own."""

_LETTERS = "ABCDEFGHIJKLMNOP"


def login_is_well_formed(login: Secret) -> bool:
    """Whether it can be a login: eight digits, the last one Damm's check digit.

    Damm's digit (H. M. Damm, 2004) finds every single wrong digit and every swap of neighbours, so
    a mistyped login is told at once, without a look into the database and without costing a try.
    """
    digits = login.reveal()
    return _is_digits(digits, LOGIN_DIGITS) and bool(damm.is_valid(digits))


def login_from(serial: int) -> Secret:
    """The login with this serial number (seven digits) and its check digit.

    Raises:
        ValueError: the number has more than seven digits.
    """
    body = f"{serial:07d}"
    if not _is_digits(body, LOGIN_DIGITS - 1):
        raise ValueError("a login is made from seven digits")
    return Secret(body + damm.calc_check_digit(body))


def pin_is_well_formed(pin: Secret) -> bool:
    """Whether it is complete: an incomplete one is asked for again and costs no try."""
    return _is_digits(pin.reveal(), PIN_DIGITS)


def pin_is_trivial(pin: Secret, login: Secret | None = None) -> bool:
    """Whether somebody would guess it among the first: such a PIN is not given out.

    Refused are: at most two different digits, steady steps (123456, 975310, also over the ten),
    repeated halves or thirds (123123, 121212), mirrored ones (123321), doubled digits (112233),
    well-known patterns of the keypad, and a part of the login.
    """
    digits = pin.reveal()
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(digits)}
    return (
        len(set(digits)) <= 2
        or len(steps) == 1
        or digits[:3] == digits[3:]
        or digits[:2] * 3 == digits
        or digits == digits[::-1]
        or digits[::2] == digits[1::2]
        or digits in _KEYPAD_PATTERNS
        or (login is not None and digits in login.reveal())
    )


_KEYPAD_PATTERNS = frozenset(
    {"147258", "258147", "147852", "258369", "369258", "159753", "753159", "159357", "357159"}
    | {"741852", "852963", "963852", "789456", "456789", "123654", "321654", "456123", "147896"}
    | {"102030", "010203", "246810", "135790", "314159", "271828"}
)
"""Columns, rows and diagonals of the keypad, and numbers that everybody knows."""


def pin_flaw(pin: Secret, login: Secret) -> str | None:
    """Why a PIN that a citizen has chosen will not do, None where it will."""
    if not pin_is_well_formed(pin):
        return INCOMPLETE
    return TRIVIAL if pin_is_trivial(pin, login) else None


def password_flaw(password: Secret, login: Secret) -> str | None:
    """The same of a password: length counts, not kinds of characters (NIST SP 800-63B, 3.1.1)."""
    text = password.reveal()
    if len(text) < SHORTEST_PASSWORD:
        return SHORT
    if len(text) > LONGEST_PASSWORD:
        return LONG
    return TRIVIAL if len(set(text)) < _DIFFERENT or login.reveal() in text else None


def mark(login: Secret, salt: str) -> str:
    """What stands for a login that nobody has, so that its wrong PINs can be counted.

    A keyed hash, shortened, in letters: it gives no digit of the login away.
    """
    digest = hmac.new(salt.encode(), login.reveal().encode(), hashlib.sha256).hexdigest()
    return "".join(_LETTERS[int(c, 16)] for c in digest[:24])


@dataclass(frozen=True, slots=True)
class Count:
    """The wrong PINs of one agreement or one calling number.

    Attributes:
        failures: wrong PINs since the last right one or the last lock's end.
        locks: locks so far; each makes the next one longer.
        locked_until: the end of the lock, None while there is none.
        failed_at: the last wrong PIN, None before the first.
    """

    failures: int = 0
    locks: int = 0
    locked_until: datetime | None = None
    failed_at: datetime | None = None

    def as_of(self, now: datetime) -> Count:
        """The same count without what is forgiven by now."""
        ends = [at for at in (self.locked_until, self.failed_at) if at is not None]
        if ends and now >= max(ends) + FORGOTTEN_AFTER:
            return Count()
        if self.locked_until is not None and now >= self.locked_until:
            return Count(0, self.locks, None, self.failed_at)
        return self

    def lock_left(self, now: datetime) -> timedelta | None:
        """How long the lock still holds, None where there is none."""
        if self.locked_until is None or now >= self.locked_until:
            return None
        return self.locked_until - now

    def with_try(self, now: datetime) -> Count:
        """One more try, counted as a wrong one until the PIN has proven right."""
        failures = self.failures + 1
        if failures < TRIES:
            return Count(failures, self.locks, None, now)
        return Count(failures, self.locks + 1, now + lock_length(self.locks), now)

    def without_try(self, forgiven: int = 0) -> Count:
        """The try was right after all, so it is taken back, with this many that it explains."""
        locks = self.locks if self.locked_until is None else self.locks - 1
        return Count(max(self.failures - 1 - forgiven, 0), locks, None, self.failed_at)

    def forgiven(self, slips: int) -> Count:
        """Without so many wrong tries; a lock that they have brought goes with the last of them."""
        if self.failures > slips:
            return Count(self.failures - slips, self.locks, self.locked_until, self.failed_at)
        locks = self.locks if self.locked_until is None else self.locks - 1
        return Count(0, locks, None, self.failed_at)

    def released(self) -> Count:
        """Free to try again; how often it was locked stays counted."""
        return Count(0, self.locks, None, self.failed_at)


def lock_length(locks_before: int) -> timedelta:
    """Half an hour, then each time twice as long, up to a day."""
    doubled: timedelta = FIRST_LOCK * 2 ** min(locks_before, 10)
    return min(doubled, LONGEST_LOCK)


def minutes(left: timedelta) -> int:
    """Whole minutes to be told to the caller, rounded up."""
    return max(1, math.ceil(left / timedelta(minutes=1)))


def _is_digits(text: str, length: int) -> bool:
    return len(text) == length and text.isascii() and text.isdigit()
