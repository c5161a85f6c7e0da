"""Why a benchmark could not be run."""

from __future__ import annotations

from cli.errors import CommandError


class BenchError(CommandError):
    """A benchmark could not be run; the message says why and what to do."""


class CallsFailed(BenchError):
    """Some of the calls that make the load did not go as they should."""

    def __init__(self, failed: int, of: int, why: str) -> None:
        super().__init__(f"{failed} of {of} calls failed: {why}")
        self.failed = failed
        self.of = of
