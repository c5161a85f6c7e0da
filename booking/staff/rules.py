"""What a password and a skill must be like."""

from __future__ import annotations

from booking.ground.secrets import Secret

SHORTEST_PASSWORD = 10
LOWEST_LEVEL = 1
HIGHEST_LEVEL = 5


def password_is_long_enough(password: Secret) -> bool:
    """Length is what counts (NIST SP 800-63B, 3.1.1); no rules on kinds of characters."""
    return len(password.reveal()) >= SHORTEST_PASSWORD


def level_is_valid(level: int) -> bool:
    """Levels run from 1 to 5."""
    return LOWEST_LEVEL <= level <= HIGHEST_LEVEL
