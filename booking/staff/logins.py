"""Checks who logs in to the console, and counts wrong passwords as wrong PINs are counted."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from booking.agreements import counts, rules
from booking.ground.database import Database
from booking.ground.secrets import Hashing, Secret
from booking.ground.transaction import Transaction
from booking.staff import store
from booking.staff.model import LoggedIn, LogIn, LogInLocked, LogInRefused


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A try that is counted as a wrong one before the password is looked at."""

    subject: str
    locked_minutes: int | None
    tries_left: int
    stored: str | None


class Logins:
    """Username and password. The password is nowhere but in memory while it is checked."""

    def __init__(self, database: Database, hashing: Hashing) -> None:
        self._database = database
        self._hashing = hashing

    async def log_in(self, username: str, password: Secret) -> LogIn:
        """Let an active member in, or not.

        Three wrong passwords lock the username for half an hour, each next lock is longer. A
        username that nobody has goes the same way and takes the same time, so that nobody can
        find usernames out. What was typed as an unknown username is not written down: people
        type their password there by mistake.
        """
        attempt = await self._database.write(lambda tx: _count(tx, username))
        right = await self._database.aside(lambda: self._hashing.matches(password, attempt.stored))
        if attempt.locked_minutes is not None:
            return LogInLocked(attempt.locked_minutes)
        return await self._database.write(lambda tx: _settle(tx, username, attempt, right))


def _subject(username: str) -> str:
    return f"staff:{hashlib.sha256(username.encode()).hexdigest()[:32]}"


def _count(tx: Transaction, username: str) -> _Attempt:
    subject = _subject(username)
    counts.lock(tx, [subject])
    counts.forget_old(tx)
    stored = store.password_hash(tx, username)
    before = counts.of(tx, subject)
    left = before.lock_left(tx.now)
    if left is not None:
        return _Attempt(subject, rules.minutes(left), 0, stored)
    tried = before.with_try(tx.now)
    counts.put(tx, subject, tried)
    return _Attempt(subject, None, rules.TRIES - tried.failures, stored)


def _settle(tx: Transaction, username: str, attempt: _Attempt, right: bool) -> LogIn:
    member = store.find(tx, username)
    if right and member is not None and member.active:
        counts.put(tx, attempt.subject, rules.Count(failed_at=tx.now))
        tx.audit(username, "logged-in", f"staff:{username}")
        return LoggedIn(member)
    if member is not None:
        tx.audit(username, "log-in-refused", f"staff:{username}", tries_left=attempt.tries_left)
    if attempt.tries_left > 0:
        return LogInRefused(attempt.tries_left)
    left = counts.of(tx, attempt.subject).lock_left(tx.now)
    return LogInLocked(rules.minutes(left) if left is not None else 1)
