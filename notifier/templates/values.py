"""What a template may name. The names of these fields are the only ones a text can hold."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from notifier.templates.reply_values import (
    ReplyChoiceValues,
    ReplyReadyValues,
    ReplySlotValues,
    ReplyStatusValues,
    ReplyTopicValues,
    ReplyValues,
)


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


Values = (
    VisitValues
    | ReminderValues
    | BudgetValues
    | ApplicationValues
    | ClerkValues
    | FilingValues
    | TopicValues
    | StaleTopicValues
    | AgreementValues
    | ContactValues
    | OfferValues
    | WaitValues
    | ClosedValues
    | ReplyValues
    | ReplyChoiceValues
    | ReplySlotValues
    | ReplyStatusValues
    | ReplyReadyValues
    | ReplyTopicValues
)

KINDS: dict[str, type[Values]] = {
    "visit": VisitValues,
    "reminder": ReminderValues,
    "budget": BudgetValues,
    "application": ApplicationValues,
    "clerk": ClerkValues,
    "filing": FilingValues,
    "topic": TopicValues,
    "stale_topic": StaleTopicValues,
    "agreement": AgreementValues,
    "contact": ContactValues,
    "offer": OfferValues,
    "wait": WaitValues,
    "closed": ClosedValues,
    "reply": ReplyValues,
    "reply_choice": ReplyChoiceValues,
    "reply_slot": ReplySlotValues,
    "reply_status": ReplyStatusValues,
    "reply_ready": ReplyReadyValues,
    "reply_topic": ReplyTopicValues,
}
"""By the word with which a template says what it is about."""


def fields_of(values: Values) -> dict[str, object]:
    """The fields by name, for the template."""
    return asdict(values)
