"""Answers are short, and offers say that they can be answered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from booking.api import Language
from notifier.reactions import react
from notifier.templates import checks, samples
from notifier.templates.gsm import Encoding, size
from notifier.templates.library import Library
from notifier.templates.samples import SampleSize, Sign
from tests.support.messages import KNOWN, slot_offered

LIBRARY = Library()
SIGN = Sign("MěÚ Lípov", "844121314", "www.lipov.example")
REPLIES = [name for name in LIBRARY.names() if name.startswith("reply_")]


def test_there_are_answers() -> None:
    assert len(REPLIES) > 40


@pytest.mark.parametrize("name", REPLIES)
def test_an_answer_takes_one_segment_and_in_cyrillic_two(name: str) -> None:
    kind = LIBRARY.template(name).values
    for language in Language:
        values = samples.sample(kind, SampleSize.USUAL, language, SIGN)
        taken = size(LIBRARY.sms(name, language, values))
        if language is Language.UK:
            assert taken.segments <= 2
        else:
            assert (taken.encoding, taken.segments <= 2) == (Encoding.GSM7, True)
            assert taken.segments == 1 or language is Language.EN


@pytest.mark.parametrize("name", REPLIES)
def test_the_checks_of_wording_find_nothing(name: str) -> None:
    template = LIBRARY.template(name)
    assert checks.faults(template, template, SIGN) == []


def test_an_offer_says_that_it_can_be_answered_where_the_number_takes_answers() -> None:
    (told,) = react(slot_offered(), replace(KNOWN, can_reply=True), LIBRARY)
    (untold,) = react(slot_offered(), KNOWN, LIBRARY)
    assert "Odpovezte ANO nebo NE nejpozdeji" in told.text
    assert "ANO" not in untold.text
