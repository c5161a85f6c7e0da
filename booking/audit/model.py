"""One line of the audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to which record, and when.

    Attributes:
        who: a username, 'citizen:7', or the channel that it came by.
        did: in the past tense, 'status-changed'; 'looked' where nothing was changed.
        about: the record, 'application:12'.
        details: what else is worth knowing; never a secret.
    """

    id: int
    at: datetime
    who: str
    did: str
    about: str
    details: dict[str, str]
