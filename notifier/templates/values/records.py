"""What messages about applications, topics, agreements and contacts may name.

All words are those of the message's language.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ApplicationValues:
    """How an application stands.

    Attributes:
        kind: begins the sentence: 'Žádost o kácení dřevin'.
        reference: the reference number in full.
        state: ends the sentence: 'se vyřizuje'.
        deadline: the day by which it is decided, empty where none runs.
        remark: the clerk's word to the citizen, empty where there is none.
        town: who signs.
        number: the line for questions.
    """

    kind: str
    reference: str
    state: str
    deadline: str
    remark: str
    town: str
    number: str


@dataclass(frozen=True, slots=True)
class FilingValues:
    """What somebody has filed, told by number and code.

    Attributes:
        kind: what it is: 'Podnět ke svozu odpadu'.
        reference: the reference number in full.
        short: number and year, as callers key them: '12/2026'.
        code: of the receipt; empty where it is not told.
        state: ends the sentence that the kind begins: 'se vyřizuje'.
        deadline: the day by which it is answered, empty where none runs.
        answered: a clerk has written an answer.
        town: who signs.
        number: the line to ask on.
    """

    kind: str
    reference: str
    short: str
    code: str
    state: str
    deadline: str
    answered: bool
    town: str
    number: str


@dataclass(frozen=True, slots=True)
class TopicValues:
    """A life situation; whole sentences, empty where the town says nothing.

    Attributes:
        title: what the caller needs.
        who: who may ask for it.
        where: at which office.
        bring: what to bring along.
        fee: what it costs.
        deadline: how long it takes.
        law: which act governs it.
        source: the official page's name.
        source_url: its address.
        town: who signs.
        number: the line for questions.
    """

    title: str
    who: str
    where: str
    bring: str
    fee: str
    deadline: str
    law: str
    source: str
    source_url: str
    town: str
    number: str


@dataclass(frozen=True, slots=True)
class AgreementValues:
    """What happened to an agreement; nothing of what it opens.

    Attributes:
        town: who signs.
        number: the line to call if it was somebody else.
    """

    town: str
    number: str


@dataclass(frozen=True, slots=True)
class ContactValues:
    """A number or an address that is proven, or has changed.

    Attributes:
        code: what stands in the code's place until it is sent; empty where there is none.
        minutes: how long the code lasts.
        ending: the end of the new number, empty where it is an address.
        town: who signs.
        number: the line to call if it was somebody else.
    """

    code: str
    minutes: int
    ending: str
    town: str
    number: str
