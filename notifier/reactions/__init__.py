"""From what has happened to who is told what. Pure: no database, no clock."""

from notifier.reactions.knowledge import Knowledge, gather
from notifier.reactions.react import react

__all__ = ["Knowledge", "gather", "react"]
