"""What those on the waiting list are told."""

from __future__ import annotations

from booking.api import Language, WaitChannel
from notifier.outbox import ChannelKind
from notifier.reactions import react
from notifier.templates.library import Library
from tests.support.messages import KNOWN, MOBILE, START, slot_offered

LIBRARY = Library()


def test_an_offer_says_what_when_where_until_when_and_how() -> None:
    (draft,) = react(slot_offered(replaces=START), KNOWN, LIBRARY)
    assert (draft.channel, draft.recipient) == (ChannelKind.SMS, MOBILE)
    assert draft.text == (
        "Nabizime drivejsi termin: utery 24. 11. 2026 v 9:00, Lidicka 5, podani zadosti o cestovni "
        "pas. Odpovezte nejpozdeji 23. 11. v 11:00: z tohoto cisla zavolejte 844121314, prijeti 1, "
        "odmitnuti 2. Bez odpovedi plati dosavadni termin. Kod nabidky 472015. MeU Lipov"
    )


def test_an_offer_is_not_told_when_it_is_over() -> None:
    event = slot_offered()
    (draft,) = react(event, KNOWN, LIBRARY)
    assert draft.useful_until == event.answer_by


def test_who_wants_a_letter_gets_a_letter_and_who_wants_to_be_rung_gets_nothing() -> None:
    (letter,) = react(slot_offered(channel=WaitChannel.EMAIL), KNOWN, LIBRARY)
    assert letter.channel is ChannelKind.EMAIL
    assert letter.subject == "Nabídka volného termínu: úterý 24. 11. 2026 v 9:00"
    assert react(slot_offered(channel=WaitChannel.RING), KNOWN, LIBRARY) == []


def test_an_offer_goes_out_in_the_language_of_whoever_waits() -> None:
    (draft,) = react(slot_offered(language=Language.EN), KNOWN, LIBRARY)
    assert draft.text.startswith("We offer a free appointment: Tuesday 24 November 2026 at 9:00")
