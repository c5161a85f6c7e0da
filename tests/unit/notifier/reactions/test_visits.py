"""What is told about visits."""

from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from booking.api import (
    VisitBooked,
    VisitCancelled,
    VisitContactGiven,
    VisitMoved,
    VisitReminderDue,
    VisitRestored,
)
from notifier.outbox import ChannelKind, Priority
from notifier.reactions import react
from tests.support.messages import (
    ADDRESS,
    KNOWN,
    MOBILE,
    START,
    visit,
)
from tests.unit.notifier.reactions.told import LIBRARY, calendar, sms


def test_a_booked_visit_is_confirmed_by_sms() -> None:
    expected = (
        "Objednano: utery 24. 11. 2026 v 9:00, Lidicka 5, podani zadosti o cestovni pas. "
        "Kod objednavky 472015. Prineste obcansky prukaz a dosavadni pas, pokud jej mate. "
        "Zmena nebo zruseni na cisle 844121314. MeU Lipov"
    )
    assert sms(react(visit(VisitBooked), KNOWN, LIBRARY)) == [expected]


def test_a_known_address_gets_a_letter_with_an_entry_for_the_calendar() -> None:
    drafts = react(visit(VisitBooked, email=ADDRESS, verified=True), KNOWN, LIBRARY)
    letter = next(draft for draft in drafts if draft.channel is ChannelKind.EMAIL)
    assert letter.subject == "Objednávka 472015: úterý 24. 11. 2026 v 9:00"
    assert "Přineste občanský průkaz" in letter.text
    whole, entry = calendar(letter)
    assert whole["method"] == "PUBLISH"
    assert (entry.start, "TZID=Europe/Prague" in str(letter.calendar)) == (START, True)
    assert entry.end == START + timedelta(minutes=15)
    assert entry["location"] == "Lidická 5, 789 95 Lípov"
    assert "472015" in str(entry["description"])
    assert "občanský průkaz" in str(entry["description"])


def test_a_cancelled_visit_leaves_the_calendar_by_the_same_number() -> None:
    contact = {"email": ADDRESS, "verified": True}
    booked = react(visit(VisitBooked, **contact), KNOWN, LIBRARY)[-1]
    cancelled = react(visit(VisitCancelled, **contact, by="x"), KNOWN, LIBRARY)[-1]
    (_, before), (whole, after) = calendar(booked), calendar(cancelled)
    assert before["uid"] == after["uid"]
    assert before.sequence == 0 < after.sequence
    assert (whole["method"], after["status"]) == ("CANCEL", "CANCELLED")


def test_a_moved_visit_is_told_to_everybody_who_knows_of_it() -> None:
    moved = visit(
        VisitMoved,
        start=START + timedelta(days=1),
        start_before=START,
        office_before="lidicka",
        by="novakova",
    )
    expected = (
        "Objednavka 472015 ma novy termin: streda 25. 11. 2026 v 9:00, Lidicka 5, "
        "podani zadosti o cestovni pas. Predchozi termin neplati, kod zustava. Prineste obcansky "
        "prukaz a dosavadni pas, pokud jej mate. Zmena nebo zruseni na cisle 844121314. MeU Lipov"
    )
    assert sms(react(moved, KNOWN, LIBRARY)) == [expected]


def test_each_change_of_a_visit_comes_after_the_one_before_in_the_calendar() -> None:
    contact = {"email": ADDRESS, "verified": True}
    before = {"start_before": START, "office_before": "lidicka", "by": "x"}
    told = [
        visit(VisitBooked, **contact),
        visit(VisitMoved, **contact, **before),
        visit(VisitMoved, **contact, **before),
        visit(VisitCancelled, **contact, by="x"),
        visit(VisitRestored, **contact, by="x"),
    ]
    entries = []
    for minute, event in enumerate(told):
        known = replace(KNOWN, happened_at=KNOWN.happened_at + timedelta(minutes=minute))
        entries.append(calendar(react(event, known, LIBRARY)[-1])[1])
    sequences = [entry.sequence for entry in entries]
    assert sequences == sorted(set(sequences))
    assert len({str(entry["uid"]) for entry in entries}) == 1
    assert entries[-1]["status"] == "CONFIRMED"


def test_a_cancellation_taken_back_is_told_to_whoever_heard_of_it() -> None:
    for verified in (False, True):
        [draft] = react(visit(VisitRestored, by="x", verified=verified), KNOWN, LIBRARY)
        assert "plati dal" in draft.text


@pytest.mark.parametrize("by", ["novakova", "caller", "citizen"])
def test_an_unverified_number_hears_that_its_visit_was_cancelled(by: str) -> None:
    [draft] = react(visit(VisitCancelled, by=by), KNOWN, LIBRARY)
    assert (draft.recipient, draft.withheld) == (MOBILE, None)
    assert draft.text.startswith("Objednavka 472015 je zrusena: utery 24. 11. 2026 v 9:00")


def test_booking_and_keying_the_same_number_ask_for_one_message() -> None:
    booked = react(visit(VisitBooked), KNOWN, LIBRARY)[0]
    keyed = react(visit(VisitContactGiven), KNOWN, LIBRARY)[0]
    assert booked.only_once == keyed.only_once
    assert booked.only_once is not None


def test_another_number_keyed_later_gets_its_own_confirmation() -> None:
    booked = react(visit(VisitBooked), KNOWN, LIBRARY)[0]
    keyed = react(visit(VisitContactGiven, phone="+420602123456"), KNOWN, LIBRARY)[0]
    assert booked.only_once != keyed.only_once


def test_a_confirmation_is_useless_once_the_visit_has_begun() -> None:
    assert react(visit(VisitBooked), KNOWN, LIBRARY)[0].useful_until == START


def test_the_visit_is_written_on_the_towns_wall_clock() -> None:
    in_utc = visit(VisitBooked, start=START.astimezone(UTC))
    assert "v 9:00" in sms(react(in_utc, KNOWN, LIBRARY))[0]


def test_a_reminder_goes_where_the_confirmation_went_and_says_how_to_cancel() -> None:
    reminder = visit(VisitReminderDue, days_before=1)
    [draft] = react(reminder, KNOWN, LIBRARY)
    assert (draft.recipient, draft.priority) == (reminder.phone, Priority.LATER)
    assert draft.useful_until == reminder.start
    assert reminder.code in draft.text
    assert "ZRUS" not in draft.text
    [draft] = react(reminder, replace(KNOWN, can_reply=True), LIBRARY)
    assert f"ZRUS {reminder.code}" in draft.text
