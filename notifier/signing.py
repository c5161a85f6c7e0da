"""Addresses that carry their own proof: nobody but us can have written them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

from booking.api import Secret

_BYTES = 16
"""128 bits of the code; a guess at each instant of a town's lifetime would not hit it."""


class Signer:
    """Makes and checks message authentication codes (HMAC-SHA256, RFC 2104).

    Args:
        key: with another one, all addresses that were given out before are void.
    """

    def __init__(self, key: Secret) -> None:
        self._key = key

    def mac(self, purpose: str, *parts: str) -> str:
        """The code of these parts; 22 letters that an address can carry.

        Args:
            purpose: a code for one purpose is none for another.
            parts: what it vouches for; ('ab', 'c') and ('a', 'bc') have different ones.
        """
        told = json.dumps([purpose, *parts]).encode()
        digest = hmac.digest(self._key.reveal().encode(), told, hashlib.sha256)
        return base64.urlsafe_b64encode(digest[:_BYTES]).rstrip(b"=").decode()

    def is_right(self, given: str, purpose: str, *parts: str) -> bool:
        """Whether this is the code; takes as long for a wrong one."""
        right = self.mac(purpose, *parts)
        return hmac.compare_digest(given.encode("utf-8", "replace"), right.encode())
