"""From what has happened to who is told what.

Reactions are pure: no database, no clock. `gather` looks up beforehand what they need to know.
"""

from notifier.reactions.knowledge import Knowledge, gather
from notifier.reactions.react import react

__all__ = ["Knowledge", "gather", "react"]
