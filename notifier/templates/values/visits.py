"""What messages about visits may name. All words are those of the message's language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VisitValues:
    """A visit, in the words of the message's language.

    Attributes:
        code: six digits.
        activity: what is to be done.
        when: day and time.
        street: where, without post code and town.
        address: where, as it is written on an envelope.
        bring: a whole sentence, empty where nothing is needed.
        persons: how many; 1 is not worth a word.
        town: who signs.
        number: the line to change or cancel it.
    """

    code: str
    activity: str
    when: str
    street: str
    address: str
    bring: str
    persons: int
    town: str
    number: str


@dataclass(frozen=True, slots=True)
class ReminderValues(VisitValues):
    """A visit that is near.

    Attributes:
        can_reply: the number that the SMS comes from takes answers.
    """

    can_reply: bool


@dataclass(frozen=True, slots=True)
class ClosedValues:
    """A visit whose counter is closed.

    Attributes:
        code: of the visit, six digits.
        activity: what is to be done.
        closed: the number of the counter that is closed.
        closed_on: the day on which it is, short.
        was: when the visit was to begin, short.
        was_long: the same with the weekday.
        when: when it begins now, or would.
        counter: the number of the counter where it is now.
        same_time: it begins when it was to begin.
        street: where it is now, or would be, without post code and town.
        address: the same as it is written on an envelope.
        persons: how many; 1 is not worth a word.
        until: when the answer must be there, empty where nothing is asked.
        will_ring: an operator rings them.
        can_reply: the number that the SMS comes from takes answers.
        town: who signs.
        number: the line to answer on.
    """

    code: str
    activity: str
    closed: str
    closed_on: str
    was: str
    was_long: str
    when: str
    counter: str
    same_time: bool
    street: str
    address: str
    persons: int
    until: str
    will_ring: bool
    can_reply: bool
    town: str
    number: str


@dataclass(frozen=True, slots=True)
class OfferValues:
    """A slot that is offered to somebody who waits.

    Attributes:
        code: of the offer, six digits.
        activity: what is to be done.
        when: day and time.
        street: where, without post code and town.
        address: where, as it is written on an envelope.
        persons: how many; 1 is not worth a word.
        is_earlier: they have a visit, and this one is earlier.
        until: when the answer must be there.
        can_reply: the number that the SMS comes from takes answers.
        town: who signs.
        number: the line to answer on.
    """

    code: str
    activity: str
    when: str
    street: str
    address: str
    persons: int
    is_earlier: bool
    until: str
    can_reply: bool
    town: str
    number: str


@dataclass(frozen=True, slots=True)
class WaitValues:
    """Somebody on the waiting list.

    Attributes:
        activity: what they wait for.
        town: who signs.
        number: the line to go on waiting.
    """

    activity: str
    town: str
    number: str
