"""What is done when a provider does not answer."""

from __future__ import annotations

from enum import StrEnum


class AfterSilence(StrEnum):
    """What is done with a message that may have been taken, because no answer came."""

    ASK = "ask"
    """The provider is asked whether it has it; only if not, it is sent again."""

    REPEAT = "repeat"
    """It is sent again: whoever gets it sees by its own number that it is the same."""

    WAIT = "wait"
    """It is never sent again: the provider cannot be asked, and would send a second message. Only
    its receipt can still tell; without one, nobody knows, and another way is taken."""
