"""Bearer tokens for other systems: shown once, kept as a digest, good for one thing only.

A token has 256 random bits, so a plain SHA-256 is enough to keep it by: nobody guesses it, slowly
or fast (NIST SP 800-63B, 5.1.2.2, asks for slow hashing only below 112 bits).
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, String, Table, select, update

from booking.errors import NotFound, Refused
from booking.ground.database import Database
from booking.ground.secrets import Secret
from booking.ground.tables import Instant, metadata
from booking.ground.transaction import Transaction

access_tokens = Table(
    "access_tokens",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("scope", String(40), nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
    Column("made_at", Instant, nullable=False),
    Column("ended_at", Instant),
)


class TokenScope(StrEnum):
    """What a token opens; it opens nothing else."""

    RECORDS = "records"
    """Writing applications, as the town's records system has them."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token as lists show it: without itself.

    Attributes:
        name: which system has it; stands in the audit as 'token:NAME'.
        ended_at: since when it opens nothing, None while it does.
    """

    name: str
    scope: TokenScope
    made_at: datetime
    ended_at: datetime | None


class Tokens:
    """Makes, checks and ends tokens."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def make(self, name: str, scope: TokenScope, *, by: str) -> Secret:
        """A new token; it is shown this once.

        Raises:
            Refused: the name is none, or another token has it.
        """
        token = Secret(f"linka_{secrets.token_urlsafe(32)}")

        def act(tx: Transaction) -> None:
            if not (name.isascii() and name.replace("-", "").isalnum() and len(name) <= 60):
                raise Refused("name", "has letters, digits and hyphens, 60 at most")
            tx.lock(f"token/{name}")
            if tx.one(select(access_tokens).where(access_tokens.c.name == name)) is not None:
                raise Refused("name", "another token has this name; end that one, take a new name")
            row = {"name": name, "scope": scope.value, "digest": _digest(token)}
            tx.execute(access_tokens.insert().values(**row, made_at=tx.now))
            tx.audit(by, "token-made", f"token:{name}", scope=scope.value)

        await self._database.write(act)
        return token

    async def check(self, token: Secret, scope: TokenScope) -> Token | None:
        """Whose token it is; None where it opens nothing, or not this."""

        def look(tx: Transaction) -> Token | None:
            same = access_tokens.c.digest == _digest(token)
            usable = access_tokens.c.ended_at.is_(None) & (access_tokens.c.scope == scope.value)
            row = tx.one(select(access_tokens).where(same & usable))
            return None if row is None else Token(row.name, scope, row.made_at, None)

        return await self._database.read(look)

    async def end(self, name: str, *, by: str) -> None:
        """Let a token open nothing any more.

        Raises:
            NotFound: there is no such token, or it was ended before.
        """

        def act(tx: Transaction) -> None:
            open_ = (access_tokens.c.name == name) & access_tokens.c.ended_at.is_(None)
            if not tx.execute(update(access_tokens).where(open_).values(ended_at=tx.now)).rowcount:
                raise NotFound("name", name)
            tx.audit(by, "token-ended", f"token:{name}")

        await self._database.write(act)

    async def all(self) -> list[Token]:
        """Every token that there ever was, by name."""

        def look(tx: Transaction) -> list[Token]:
            rows = tx.all(select(access_tokens).order_by(access_tokens.c.name))
            return [Token(r.name, TokenScope(r.scope), r.made_at, r.ended_at) for r in rows]

        return await self._database.read(look)


def _digest(token: Secret) -> str:
    return hashlib.sha256(token.reveal().encode()).hexdigest()
