"""What messages are about has a name on the staff's pages."""

from datetime import date

import pytest

from booking.api import Language, MessageBudgetReached
from notifier.reactions import react
from notifier.templates.library import Library
from operator_console.messages.names import Names
from operator_console.words import Words
from tests.support.messages import KNOWN, every_event

WORDS = Words()
BUDGET = MessageBudgetReached(date(2026, 11, 23), 80, 100_000, ("spravce@lipov.example",))


@pytest.mark.parametrize("language", [Language.CS, Language.EN])
def test_no_record_is_shown_by_its_key(language: Language) -> None:
    names = Names(lambda key, **slots: WORDS.say(language, key, **slots), WORDS.texts)
    events = [*every_event(Language.CS), BUDGET]
    told = {draft.about for event in events for draft in react(event, KNOWN, Library())}
    for record in [*told, "inbound:7"]:
        kind, _, number = record.partition(":")
        shown = names.about(record)
        assert f"audit.record.{kind}" in WORDS.texts
        assert ":" not in shown
        assert shown.endswith(number.rpartition(":")[2])
