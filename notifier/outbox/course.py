"""What the templates say of a message's way through the outbox."""

from __future__ import annotations

from functools import lru_cache

from notifier.outbox.ending import Course
from notifier.outbox.model import ChannelKind
from notifier.templates.library import Library


def course_of(library: Library) -> Course:
    """The course that these templates describe; one that is not there any more has no next way."""

    def steps(name: str) -> tuple[ChannelKind, ...]:
        if name not in library:
            return ()
        return tuple(ChannelKind(step) for step in library.template(name).escalation)

    def supersedes(name: str) -> frozenset[str]:
        return frozenset(library.template(name).supersedes if name in library else ())

    return Course(steps, supersedes)


@lru_cache(maxsize=1)
def shipped() -> Course:
    """The course of the templates that come with Linka."""
    return course_of(Library())
