"""What messages to colleagues may name. All words are those of the message's language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClerkValues:
    """An application, told to the clerk who works on it.

    Attributes:
        kind: begins the sentence: 'Žádost o kácení dřevin'.
        reference: the reference number in full.
        state: ends the sentence: 'se vyřizuje'.
        is_new: it came to them now; else somebody else has changed it.
        link: its page in the console.
        town: who signs.
        number: the line.
    """

    kind: str
    reference: str
    state: str
    is_new: bool
    link: str
    town: str
    number: str


@dataclass(frozen=True, slots=True)
class StaleTopicValues:
    """A life situation that its owner has to look at; empty where there is no such day.

    Attributes:
        title: what callers need.
        owner: the department that answers for it.
        ahead: it is still told; this is the warning.
        until: the last day on which it is told.
        checked_on: when somebody compared it with its source last.
        valid_to: the end that it names itself.
        link: its page in the console.
        town: who signs.
        number: the line.
    """

    title: str
    owner: str
    ahead: bool
    until: str
    checked_on: str
    valid_to: str
    link: str
    town: str
    number: str


@dataclass(frozen=True, slots=True)
class BudgetValues:
    """What messages have cost today.

    Attributes:
        percent: of the day's budget.
        used_up: nothing is left of it.
        crowns: the budget.
        day: which day.
        link: the page of messages in the console.
        town: who signs.
        number: the line.
    """

    percent: int
    used_up: bool
    crowns: int
    day: str
    link: str
    town: str
    number: str
