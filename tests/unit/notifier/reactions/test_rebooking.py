"""What those whose counter closes are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from booking.api import (
    Language,
    RebookingOffered,
    RebookingWithdrawn,
    VisitMoved,
    VisitRebooked,
    VisitUnplaced,
)
from notifier.outbox import ChannelKind
from notifier.reactions import react
from notifier.reactions.knowledge import ClosedKnowledge
from notifier.templates.library import Library
from tests.support.messages import ADDRESS, KNOWN, LANDLINE, LIDICKA, START, visit

LIBRARY = Library()
CLOSED = replace(KNOWN, of_closed=ClosedKnowledge(3, 5, LIDICKA))
LATER = START + timedelta(days=7)


def rebooked(**other: Any) -> VisitRebooked:
    fields = {"rebooking_id": 1, "counter_before": "lidicka-3", "start_before": START}
    return visit(VisitRebooked, **(fields | other))


def offered(**other: Any) -> RebookingOffered:
    fields = {"rebooking_id": 1, "new_office": "lidicka", "new_start": LATER}
    until = START - timedelta(hours=21)
    return visit(RebookingOffered, **(fields | {"answer_by": until} | other))


def test_who_is_moved_beside_hears_of_the_other_counter_and_nothing_else() -> None:
    (draft,) = react(rebooked(), CLOSED, LIBRARY)
    assert draft.text == (
        "Prepazka 3 je dne 24. 11. zavrena. Vas termin plati u prepazky 5: utery 24. 11. 2026 "
        "v 9:00, Lidicka 5, podani zadosti o cestovni pas. Kod objednavky 472015 zustava. Zmena "
        "nebo zruseni na cisle 844121314. MeU Lipov"
    )
    before = {"start_before": START, "office_before": "lidicka", "by": "rebooking"}
    assert react(visit(VisitMoved, told_apart=True, **before), KNOWN, LIBRARY) == []


def test_who_is_moved_by_some_minutes_hears_the_new_time() -> None:
    (draft,) = react(rebooked(start_before=START - timedelta(minutes=10)), CLOSED, LIBRARY)
    assert "Vas termin jsme presunuli, prepazka 5: utery 24. 11. 2026 v 9:00" in draft.text


def test_the_letter_puts_the_calendar_right() -> None:
    _, letter = react(rebooked(email=ADDRESS), CLOSED, LIBRARY)
    assert letter.channel is ChannelKind.EMAIL
    assert letter.calendar is not None
    assert "Přepážka 5." in letter.calendar.replace("\r\n ", "")


def test_an_offer_says_what_closes_what_is_kept_until_when_and_how_to_answer() -> None:
    (draft,) = react(offered(), CLOSED, LIBRARY)
    assert draft.text == (
        "Prepazka 3 je dne 24. 11. zavrena, Vas termin 24. 11. v 9:00 neplati. Nabizime jiny: "
        "utery 1. 12. 2026 v 9:00, Lidicka 5, podani zadosti o cestovni pas. Odpovezte nejpozdeji "
        "23. 11. ve 12:00: z tohoto cisla zavolejte 844121314, prijeti 1, jiny termin 2, zruseni "
        "3. Bez odpovedi Vam zavolame. Kod objednavky 472015. MeU Lipov"
    )
    assert draft.useful_until == offered().answer_by


def test_a_landline_gets_no_sms_and_nobody_is_told_without_a_contact() -> None:
    (draft,) = react(offered(phone=LANDLINE), CLOSED, LIBRARY)
    assert draft.withheld == "not-a-mobile"
    assert react(offered(phone=None), CLOSED, LIBRARY) == []


@pytest.mark.parametrize("language", Language)
def test_every_message_is_in_every_language_without_a_name(language: Language) -> None:
    events = [
        rebooked(language=language, email=ADDRESS),
        offered(language=language, email=ADDRESS),
        visit(VisitUnplaced, rebooking_id=1, language=language, email=ADDRESS),
        visit(RebookingWithdrawn, rebooking_id=1, language=language, email=ADDRESS),
    ]
    for event in events:
        sms, letter = react(event, CLOSED, LIBRARY)
        assert "472015" in sms.text
        assert letter.language is language
        assert "844121314" in letter.text


def test_who_cannot_be_placed_is_told_not_to_set_out() -> None:
    (sms,) = react(visit(VisitUnplaced, rebooking_id=1), CLOSED, LIBRARY)
    assert "Vas termin 24. 11. v 9:00 neplati" in sms.text
    assert "Zavolame Vam a domluvime jiny." in sms.text
    event = visit(VisitUnplaced, rebooking_id=1, phone=None, email=ADDRESS)
    (letter,) = react(event, CLOSED, LIBRARY)
    assert "Zavoláme" not in letter.text
