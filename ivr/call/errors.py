"""Why a conversation leaves its straight line. Raised only from awaits on the call."""

from __future__ import annotations


class CallEnded(Exception):
    """The line is gone: the caller hung up, or the dialplan took the call back."""

    def __init__(self, outcome: str = "hung_up") -> None:
        super().__init__(outcome)
        self.outcome = outcome


class LineLost(Exception):
    """The connection to Asterisk broke. The caller is still there, and the call is resumed."""


class PromptNotHeard(Exception):
    """Asterisk could not play a prompt; the caller would sit in silence."""


class ToOperator(Exception):
    """The caller asked for a person, or a person must go on."""

    def __init__(self, *, announced: bool = False) -> None:
        super().__init__()
        self.announced = announced


class TriesUsedUp(Exception):
    """A question was put as often as it may be; a person goes on."""

    def __init__(self, *, silent: bool = False) -> None:
        super().__init__("silence" if silent else "wrong keys")
        self.silent = silent


class Back(Exception):
    """The caller pressed the star: to the menu that this conversation was chosen from."""


class BackToMain(Exception):
    """To the main menu, with everything that is known of the caller kept."""


class JournalMismatch(BackToMain):
    """What was written before the interruption does not fit the dialogs of this version."""
