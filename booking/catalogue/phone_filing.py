"""What anybody may file by keys alone: which kinds, what is asked about each, and the streets."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from booking.language import Wording


class PlaceKind(StrEnum):
    """How a caller says where something is."""

    POINT = "point"
    """By a number that stands there: on containers, on a lamp."""
    STREET = "street"


@dataclass(frozen=True, slots=True)
class PhoneKind:
    """A kind of application that can be filed by keys.

    Attributes:
        kind: its code.
        problems: what may be the matter, each on a key; empty where that is not asked.
        places: how the place can be told; empty where there is none.
        point: which number stands there: 'číslo stanoviště'; None without such a way.
    """

    kind: str
    problems: tuple[Wording, ...] = ()
    places: tuple[PlaceKind, ...] = ()
    point: Wording | None = None


@dataclass(frozen=True, slots=True)
class Street:
    """A street.

    Attributes:
        name: as it stands on its sign: '28. října'.
        spoken: as it is said: 'dvacátého osmého října'.
    """

    name: str
    spoken: str

    @property
    def wording(self) -> Wording:
        """A proper name, the same in every language: so it is said by the Czech voice."""
        return Wording(self.spoken)


@dataclass(frozen=True, slots=True)
class PhoneFiling:
    """What a town takes by keys; nothing where its files say nothing.

    Attributes:
        kinds: in the order of their keys.
        streets: all of the town's, in the alphabet's order.
    """

    kinds: tuple[PhoneKind, ...] = ()
    streets: tuple[Street, ...] = ()

    def spoken(self) -> list[Wording]:
        """What of it is said on the telephone; the kinds' own names stand with the kinds."""
        said = [problem for kind in self.kinds for problem in kind.problems]
        said += [kind.point for kind in self.kinds if kind.point is not None]
        return [*said, *(street.wording for street in self.streets)]
