"""Which members of the staff may be meant by a name that was heard. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from booking.language.likeness import Vocabulary, words
from booking.staff.model import StaffMember

_LEAST = 45.0
"""Half of what was said must fit well: a right name beside a wrong one."""

_BEHIND = 22.0
"""Who fits so much worse than the best is not meant."""


def find(members: Sequence[StaffMember], text: str) -> list[StaffMember]:
    """Those with a name or a username like this, the likeliest first; of equals, by name.

    Names may be misheard, in another case, begun, or keyed on a telephone's letters.
    """
    heard = [word for word in words(text) if len(word) > 1]
    if not heard:
        return []
    scores = [(_score(member, heard), member) for member in members]
    best = max((score for score, _ in scores), default=0.0)
    near = [(score, one) for score, one in scores if score >= max(_LEAST, best - _BEHIND)]
    return [one for _, one in sorted(near, key=lambda pair: (-pair[0], pair[1].name))]


def _score(member: StaffMember, heard: Sequence[str]) -> float:
    """How well all that was heard fits, on average."""
    known = Vocabulary(keyed=True)
    for word in words(f"{member.name} {member.username}"):
        known.add(word)
    return sum(max(known.alike(word).values(), default=0.0) for word in heard) / len(heard)
