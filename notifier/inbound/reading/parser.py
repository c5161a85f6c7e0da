"""Reads a command from a text. Pure; whatever is written, it never raises.

The first word that is no courtesy says what is wanted; what belongs to it may follow in any order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from notifier.inbound.reading.commands import (
    Answer,
    AskApplication,
    AskReady,
    AskVisit,
    AskVisits,
    Book,
    CallMe,
    Cancel,
    Change,
    Help,
    Inform,
    Leave,
    NotUnderstood,
    Start,
    Stop,
    Understood,
    Wait,
    Why,
)
from notifier.inbound.reading.days import take_day, take_time
from notifier.inbound.reading.text import (
    WORD,
    code_in,
    folded,
    has_digits,
    holds_login,
    language_by_script,
    take_code,
    take_persons,
    telling_words,
    without,
)
from notifier.inbound.reading.verbs import Found, find, known_as
from notifier.inbound.reading.words import Verb

_REFERENCE = re.compile(r"(?<!\d)0*(\d{1,6})\s?/\s?((?:19|20)\d\d)(?!\d)")
_APART = re.compile(r"(?<![\d.])0*(\d{1,6})[\s-]+((?:19|20)\d\d)(?![\d.])")
_SHORT_YEAR = re.compile(r"(?<!\d)0*(\d{1,6})\s?/\s?(\d\d)(?!\d)")
_RECEIPT = re.compile(r"(?<!\d)\d[\d ]{2,8}\d(?!\d)")
_CENTURY = 2000
_HUNDRED = 100


def parse(text: str) -> Understood:
    """What is asked; `NotUnderstood` where nothing is."""
    said = folded(text)
    if holds_login(said):
        return NotUnderstood(language_by_script(said), Why.SECRET)
    found = find(said)
    if found is not None:
        return _READERS[found.verb](found)
    if WORD.search(said) or has_digits(said):
        return NotUnderstood(language_by_script(said), Why.UNKNOWN)
    return Help(None) if "?" in said else NotUnderstood(None, Why.EMPTY)


def _status(found: Found) -> Understood:
    language, rest = found.language, found.rest
    match = _REFERENCE.search(rest) or _APART.search(rest)
    day, without_day = (None, rest) if match else take_day(rest)
    if match is None and day is None:
        match = _SHORT_YEAR.search(rest)
    if match:
        year = int(match[2])
        receipt = _RECEIPT.search(without(rest, match))
        return AskApplication(
            language,
            int(match[1]),
            year if year >= _HUNDRED else _CENTURY + year,
            receipt[0].replace(" ", "") if receipt else None,
        )
    code = code_in(rest)
    if day is None and code is not None:
        return AskVisit(language, code)
    what = " ".join(telling_words(without_day))
    return AskReady(language, what, day) if what or day else AskVisits(language)


def _book(found: Found) -> Understood:
    persons, rest = take_persons(found.rest)
    day, rest = take_day(rest)
    at, rest = take_time(rest, bare=day is not None)
    what = " ".join(telling_words(rest))
    return Book(found.language, what, persons, day, at, has_digits(rest))


def _change(found: Found) -> Understood:
    code, rest = take_code(found.rest)
    day, rest = take_day(rest)
    at, rest = take_time(rest, bare=day is not None)
    return Change(found.language, code, day, at, has_digits(rest))


def _answer(found: Found) -> Understood:
    booking, others = False, []
    for word in telling_words(found.rest):
        known = known_as(word)
        if known is not None and known[0] is Verb.BOOK:
            booking = True
        elif known is None or known[0] is not found.verb:
            others.append(word)
    code = code_in(found.rest)
    if others or (has_digits(found.rest) and code is None):  # 'ano, ale jindy' is no yes
        return NotUnderstood(found.language, Why.UNKNOWN)
    return Answer(found.language, found.verb is Verb.YES, found.word, code, booking)


def _inform(found: Found) -> Understood:
    what = " ".join(telling_words(found.rest))
    return Inform(found.language, what) if what else Help(found.language)


def _wait(found: Found) -> Understood:
    return Wait(found.language, " ".join(telling_words(found.rest)), code_in(found.rest))


def _leave(found: Found) -> Understood:
    return Leave(found.language, " ".join(telling_words(found.rest)))


_READERS: Mapping[Verb, Callable[[Found], Understood]] = {
    Verb.STATUS: _status,
    Verb.BOOK: _book,
    Verb.CHANGE: _change,
    Verb.CANCEL: lambda found: Cancel(found.language, code_in(found.rest)),
    Verb.YES: _answer,
    Verb.NO: _answer,
    Verb.INFORM: _inform,
    Verb.WAIT: _wait,
    Verb.LEAVE: _leave,
    Verb.CALL: lambda found: CallMe(found.language),
    Verb.STOP: lambda found: Stop(found.language),
    Verb.START: lambda found: Start(found.language),
    Verb.HELP: lambda found: Help(found.language),
}
