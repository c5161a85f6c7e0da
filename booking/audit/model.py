"""One line of the audit, and what a check of it finds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to which record, and when.

    Attributes:
        who: a username, 'citizen:c7f3…', or the channel that it came by.
        did: in the past tense, 'status-changed'; 'looked' where nothing was changed.
        about: the record, 'application:12'. A person is told by a name that only the audit uses.
        details: what else is worth knowing; never a secret, never a person in clear.
    """

    id: int
    at: datetime
    who: str
    did: str
    about: str
    details: dict[str, str]


@dataclass(frozen=True, slots=True)
class Misfit:
    """The first place at which the audit is not as it was written.

    Attributes:
        row: the number of the audit's row; None where a seal itself does not fit.
        seal: the number of the seal; None for a row that is in none.
        reason: what is wrong, for people.
    """

    row: int | None
    seal: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class AuditCheck:
    """What a check of the whole audit has found.

    Attributes:
        at: when.
        rows: sealed rows that fit.
        seals: seals that fit.
        unsealed: rows since the last seal; nothing can be said of them yet.
        last_seal: the last seal's mark, to be noted elsewhere; None where there is none.
        misfit: the first place that does not fit, None where all does.
    """

    at: datetime
    rows: int
    seals: int
    unsealed: int
    last_seal: str | None
    misfit: Misfit | None
