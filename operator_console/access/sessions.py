"""Begins, finds and ends sessions."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from booking.api import Database, Secret, Transaction
from operator_console.access import rows
from operator_console.access.rows import TOUCH_EVERY, Session

TOKEN_BYTES = 32


class Sessions:
    """A cookie holds a random token; the table holds a keyed hash of it.

    The form token, which shows that a command comes from our own page, is another keyed hash of
    the same token: it needs no place of its own, and ends with the session.
    """

    def __init__(self, database: Database, key: Secret) -> None:
        self._database = database
        self._key = key

    async def begin(self, username: str) -> str:
        """A new session; the token for the cookie."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        await self._database.write(lambda tx: rows.add(tx, self.mark(token), username))
        return token

    async def find(self, token: str) -> Session | None:
        """The session of a cookie, None where there is none or it is over."""
        mark = self.mark(token)
        session = await self._database.read(lambda tx: rows.find(tx, mark))
        if session is not None:
            await self._touch(mark, session)
        return session

    async def is_alive(self, token: str) -> bool:
        """The same without counting as a request: an open page alone keeps nobody logged in."""
        mark = self.mark(token)
        return await self._database.read(lambda tx: rows.find(tx, mark)) is not None

    async def alive(self) -> frozenset[str]:
        """The marks of all sessions that are not over: one look for all open pages."""
        return await self._database.read(rows.alive)

    async def end(self, token: str) -> None:
        """Log out."""

        def act(tx: Transaction) -> None:
            session = rows.find(tx, self.mark(token))
            if session is not None:
                rows.end(tx, self.mark(token))
                tx.audit(session.username, "logged-out", f"staff:{session.username}")

        await self._database.write(act)

    def form_token(self, token: str) -> str:
        """What the forms of this session carry."""
        return self._hash("form", token)

    def form_token_is_right(self, token: str, given: str) -> bool:
        """Whether a form carries it."""
        return hmac.compare_digest(self.form_token(token).encode(), given.encode())

    async def _touch(self, mark: str, session: Session) -> None:
        if self._database.clock.now() - session.seen_at >= TOUCH_EVERY:
            await self._database.write(lambda tx: rows.touch(tx, mark))

    def mark(self, token: str) -> str:
        """What the table knows the session by; it tells nothing of the token."""
        return self._hash("session", token)

    def _hash(self, purpose: str, token: str) -> str:
        key = self._key.reveal().encode()
        return hmac.new(key, f"{purpose}:{token}".encode(), hashlib.sha256).hexdigest()
