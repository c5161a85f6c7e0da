"""A life situation, spoken and written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from booking.ground.events import Event, event
from booking.language import Language, Wording

CHECK_DAYS = 365
"""A topic that nobody has compared with its source for so long is told no more."""


@dataclass(frozen=True, slots=True)
class TopicTexts:
    """The six answers of a topic.

    Attributes:
        who: who may ask for it.
        where: at which office.
        bring: what to bring along.
        fee: what it costs.
        deadline: how long it takes, or until when it must be done.
        law: which act governs it.
    """

    who: Wording
    where: Wording
    bring: Wording
    fee: Wording
    deadline: Wording
    law: Wording


@dataclass(frozen=True, slots=True)
class Topic:
    """'I need a new passport.'

    The answers are there twice: `who`, `where` … to be spoken, without digits and abbreviations,
    and in `written` for messages and pages, where '600 Kč' reads better.

    Attributes:
        code: the town's stable name.
        title: what the caller needs, as a phrase.
        written: the same answers as they are written.
        source: the official page's name.
        source_url: its address.
        owner: the department that answers for the content.
        checked_on: the day somebody compared it with its source, None where nobody has.
        valid_to: the last day on which it may be told, None where no end is known.
        activity: what to book for it, None where no visit is needed.
        demo: it belongs to the demo town; a real one must check it before use.
        also: words that callers use for it besides those of its title, for the search.
        group: with which others it stands in the menu.
        check_days: so many days after a check the next one is due.
    """

    code: str
    title: Wording
    who: Wording
    where: Wording
    bring: Wording
    fee: Wording
    deadline: Wording
    law: Wording
    written: TopicTexts
    source: str
    source_url: str
    owner: str
    checked_on: date | None
    valid_to: date | None
    activity: str | None
    demo: bool
    also: str = ""
    group: str = ""
    check_days: int = CHECK_DAYS

    @property
    def told_until(self) -> date | None:
        """The last day on which it may be told; None where nobody has checked it."""
        if self.checked_on is None:
            return None
        checked_until = self.checked_on + timedelta(days=self.check_days)
        return checked_until if self.valid_to is None else min(checked_until, self.valid_to)

    def is_current(self, today: date) -> bool:
        """Whether it may be told today; what is not checked or out of date is not."""
        until = self.told_until
        return until is not None and today <= until

    def spoken(self) -> list[Wording]:
        """Everything of it that is said; its law is only written, for nobody notes it down."""
        answers = [self.who, self.where, self.bring, self.fee, self.deadline]
        return [self.title, *answers]


@event
class TopicMessageAsked(Event):
    """A caller wants a topic in writing; the texts are those of that moment, in one language.

    Attributes:
        code: which topic.
        phone: where to, in E.164; the caller chose it. None for an e-mail.
        language: which language.
        email: the address, where it goes by e-mail.
    """

    code: str
    phone: str | None
    language: Language
    title: str
    who: str
    where: str
    bring: str
    fee: str
    deadline: str
    law: str
    source: str
    source_url: str
    email: str | None = None
