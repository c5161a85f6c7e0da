"""Where something is, by keys alone: a number that stands there, or a street by its letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from booking.api import (
    LEAST_LETTERS,
    MOST_LETTERS,
    PhoneKind,
    PlaceKind,
    Street,
    Wording,
    streets_by_keys,
)
from ivr.call.asking import Form
from ivr.call.call import Call
from ivr.call.digits import Patience
from ivr.call.errors import TriesUsedUp
from ivr.call.prompts import Prompt, phrase, together

AT_ONCE = 3
"""Streets that are offered for the letters keyed; the key after them is for another one."""

TRIES = 3

POINT = Form(
    6,
    silence="place.point_silence",
    wrong="place.point_wrong",
    incomplete="place.point_wrong",
    least=1,
)
LETTERS = Form(
    MOST_LETTERS,
    silence="place.letters_silence",
    wrong="place.letters_wrong",
    incomplete="place.letters_wrong",
    least=LEAST_LETTERS,
    patience=Patience(first=15.0, between=6.0, total=90.0),
)
"""Letters must be looked for on the keys."""
HOUSE = Form(
    4,
    silence="place.house_silence",
    wrong="place.house_wrong",
    incomplete="place.house_wrong",
    least=1,
)


@dataclass(frozen=True, slots=True)
class Place:
    """A place as it is written down for clerks, and as it is read back."""

    written: str
    said: Prompt


async def ask_place(call: Call, kind: PhoneKind, streets: Sequence[Street]) -> Place | None:
    """Where it is, in one of the ways that the kind has; None where the caller leaves it out."""
    ways = [way for way in kind.places if streets or way is not PlaceKind.STREET]
    if not ways:
        return None
    options: dict[str, PlaceKind | None] = {str(n): way for n, way in enumerate(ways, 1)}
    options[str(len(ways) + 1)] = None
    way = await call.choose("where", _offer(ways, kind.point), options)
    match way:
        case PlaceKind.POINT if kind.point is not None:
            return await _point(call, kind.point)
        case PlaceKind.STREET:
            return await _address(call, streets)
        case _:
            return None


def _offer(ways: Sequence[PlaceKind], point: Wording | None) -> Prompt:
    if len(ways) > 1:
        return phrase("place.where", point=point)
    if ways[0] is PlaceKind.POINT:
        return phrase("place.where_point", point=point)
    return phrase("place.where_street")


async def _point(call: Call, point: Wording) -> Place:
    number = await call.ask(
        "point", phrase("place.ask_point", point=point), POINT, lambda digits: digits
    )
    said = phrase("place.at_point", point=point, number=number)
    return Place(f"{point.cs} {number}", said)


async def _address(call: Call, streets: Sequence[Street]) -> Place:
    street = await _street(call, streets)
    digits = await call.ask("house", phrase("place.ask_house"), HOUSE, lambda digits: digits)
    house = int(digits)
    if not house:
        return Place(street.name, phrase("place.at_street", street=street.wording))
    said = phrase("place.at_house", street=street.wording, house=house)
    return Place(f"{street.name} {house}", said)


async def _street(call: Call, streets: Sequence[Street]) -> Street:
    """The street that the caller means, by its first letters and one more key."""

    def meant(keyed: str) -> list[Street] | None:
        return streets_by_keys(streets, keyed, AT_ONCE) or None

    prompt = phrase("place.ask_letters")
    for _ in range(TRIES):
        found = await call.ask("letters", prompt, LETTERS, meant)
        options: dict[str, Street | None] = {str(n): one for n, one in enumerate(found, 1)}
        other = str(len(found) + 1)
        options[other] = None
        said = [
            phrase("place.street_option", street=one.wording, key=str(n))
            for n, one in enumerate(found, 1)
        ]
        offer = together(*said, phrase("place.street_other", key=other))
        chosen = await call.choose("street", offer, options)
        if chosen is not None:
            return chosen
        prompt = phrase("place.ask_more_letters")
    raise TriesUsedUp
