"""Which members of the staff may be meant by a name that was heard. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from booking.language.likeness import Vocabulary, words
from booking.staff.model import StaffMember

_LEAST = 45.0
"""Half of what was said must fit well: a right name beside a wrong one."""

_SURE = 76.0
"""One word must be this much like a name: 'poplatek' is a fee, and not Mrs Poláková."""

_BEHIND = 22.0
"""Who fits so much worse than the best is not meant."""

_ADDRESSED = frozenset(
    words(
        "pan pana panu pane panem panove paní slečna slečnu slečny slečně slečnou"
        " Mr Mrs Ms Miss пан пана пану пане паном пані"
    )
)
_FROM = frozenset(words("z ze od from of з із зі від"))


def find(members: Sequence[StaffMember], text: str) -> list[StaffMember]:
    """Those with a name or a username like this, the likeliest first; of equals, by name.

    Names may be misheard, in another case, begun, or keyed on a telephone's letters.
    """
    heard = [word for word in _named(words(text)) if len(word) > 1]
    if not heard:
        return []
    scores = [(_score(member, heard), member) for member in members]
    best = max((score for score, _ in scores), default=0.0)
    near = [(score, one) for score, one in scores if score >= max(_LEAST, best - _BEHIND)]
    return [one for _, one in sorted(near, key=lambda pair: (-pair[0], pair[1].name))]


def _score(member: StaffMember, heard: Sequence[str]) -> float:
    """How well all that was heard fits, on average; nothing where no word of it surely does."""
    known = Vocabulary(keyed=True)
    for word in words(f"{member.name} {member.username}"):
        known.add(word)
    each = [max(known.alike(word).values(), default=0.0) for word in heard]
    return sum(each) / len(each) if max(each) >= _SURE else 0.0


def _named(heard: Sequence[str]) -> Sequence[str]:
    """What may be a name: of 'mluvit s paní Novákovou z dokladů' only 'Novákovou'.

    A whole sentence is typed as it was said. Without an address all of it may be a name.
    """
    at = next((at for at, word in enumerate(heard) if word in _ADDRESSED), None)
    if at is None:
        return heard
    after = heard[at + 1 :]
    end = next((at for at, word in enumerate(after) if word in _FROM), len(after))
    return after[:end] or heard
