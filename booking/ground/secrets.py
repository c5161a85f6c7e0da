"""Secrets in memory: a value that does not show itself, and hashing that costs time."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


class Secret:
    """Digits or a password between the keypad and the check; never printed, compared or stored."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __reduce__(self) -> str:
        raise TypeError("a secret is not written anywhere")

    def reveal(self) -> str:
        """The value, for the one place that checks it."""
        return self._value


class Hashing:
    """argon2id with the library's current recommendation (RFC 9106, low-memory profile)."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash("nobody has this")

    def hash(self, secret: Secret) -> str:
        """What may be stored."""
        return self._hasher.hash(secret.reveal())

    def matches(self, secret: Secret, stored: str | None) -> bool:
        """Whether it is the one; takes the same time when there is no stored hash at all."""
        try:
            self._hasher.verify(stored or self._nobody, secret.reveal())
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None
