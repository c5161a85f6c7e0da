"""What a password must be like."""

from __future__ import annotations

from booking.ground.secrets import Secret

SHORTEST_PASSWORD = 10


def password_is_long_enough(password: Secret) -> bool:
    """Length is what counts (NIST SP 800-63B, 3.1.1); no rules on kinds of characters."""
    return len(password.reveal()) >= SHORTEST_PASSWORD
