"""What answers to citizens' SMS may name. All words are those of the answer's language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReplyValues:
    """An answer that tells nothing of anybody.

    Attributes:
        example: a word by which something of this town can be asked for: 'PASY'.
        minutes: how long something is locked; 0 where nothing is.
        town: who signs.
        number: the line for questions.
    """

    example: str
    minutes: int
    town: str
    number: str


@dataclass(frozen=True, slots=True)
class ReplyChoiceValues:
    """Several things may be meant.

    Attributes:
        options: what can be written, apart by '; '.
        town: who signs.
        number: the line for questions.
    """

    options: str
    town: str
    number: str


@dataclass(frozen=True, slots=True)
class ReplySlotValues:
    """A time: one that is kept, booked, cancelled or asked for.

    Attributes:
        taken: what was asked for is somebody else's.
        past: it is over.
        closed: nobody is there then.
        soon: it begins too soon.
        far: it is further ahead than can be booked.
        lost: what was kept was taken meanwhile.
        wished: the day or the time that was asked for, short.
        activity: what is to be done.
        when: weekday, day and time.
        street: where, without post code and town.
        code: of the visit, six digits; empty where there is none, or it is not told.
        persons: how many; 1 is not worth a word.
        until: when the answer must be there; empty where nothing is asked.
        others: further free times, apart by commas; empty where there are none.
        days: so many days ahead can be booked.
        word: by which it can be asked for: 'PASY'.
        town: who signs.
        number: the line for questions.
    """

    taken: bool
    past: bool
    closed: bool
    soon: bool
    far: bool
    lost: bool
    wished: str
    activity: str
    when: str
    street: str
    code: str
    persons: int
    until: str
    others: str
    days: int
    word: str
    town: str
    number: str


@dataclass(frozen=True, slots=True)
class ReplyStatusValues:
    """How an application stands, for somebody who has its receipt.

    Attributes:
        kind: begins the sentence: 'Podnět ke svozu odpadu'.
        short: number and year: '12/2026'.
        state: ends the sentence: 'se vyřizuje'.
        deadline: the day by which it is decided, empty where none runs.
        answered: a clerk has written an answer.
        town: who signs.
        number: the line for questions.
    """

    kind: str
    short: str
    state: str
    deadline: str
    answered: bool
    town: str
    number: str


@dataclass(frozen=True, slots=True)
class ReplyReadyValues:
    """Whether documents are ready.

    Attributes:
        service: what they are: 'cestovní pasy'.
        filed: the day on which they were asked for, empty where it was not said.
        until: documents asked for up to this day are ready.
        word: by which their collection can be booked, empty where it cannot.
        town: who signs.
        number: the line for questions.
    """

    service: str
    filed: str
    until: str
    word: str
    town: str
    number: str


@dataclass(frozen=True, slots=True)
class ReplyTopicValues:
    """A life situation, in short; empty where the town says nothing.

    Attributes:
        title: what is needed.
        bring: what to bring along.
        fee: what it costs.
        town: who signs.
        number: the line for questions.
    """

    title: str
    bring: str
    fee: str
    town: str
    number: str
