from dataclasses import replace
from datetime import UTC, date, timedelta

import icalendar
import pytest

from booking.api import (
    AgreementConcluded,
    ChannelWish,
    ClerkMessageAsked,
    Language,
    MessageBudgetReached,
    MessageKind,
    RingRequested,
    Secret,
    VisitBooked,
    VisitCancelled,
    VisitContactGiven,
    VisitMoved,
    VisitReminderDue,
    VisitRestored,
    Wishes,
)
from notifier.codes import PLACE, with_code
from notifier.outbox import ChannelKind, Draft, Priority
from notifier.reactions import Knowledge, react
from notifier.reactions.react import REACTIONS
from notifier.templates.gsm import size
from notifier.templates.library import Library
from notifier.templates.written import MOST_CHARACTERS
from tests.support.messages import (
    ADDRESS,
    KNOWN,
    LANDLINE,
    MOBILE,
    START,
    contact_events,
    every_event,
    filed,
    filing_changed,
    message,
    receipt_asked,
    status_asked,
    status_changed,
    topic_asked,
    visit,
)

LIBRARY = Library()


def sms(drafts: list[Draft]) -> list[str]:
    return [draft.text for draft in drafts if draft.channel is ChannelKind.SMS]


def calendar(draft: Draft) -> tuple[icalendar.Calendar, icalendar.Event]:
    assert draft.calendar is not None
    parsed = icalendar.Calendar.from_ical(draft.calendar)
    assert isinstance(parsed, icalendar.Calendar)
    return parsed, parsed.events[0]


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


def test_no_contact_asks_for_no_message() -> None:
    assert react(visit(VisitBooked, phone=None), KNOWN, LIBRARY) == []
    assert react(visit(VisitContactGiven, phone=None), KNOWN, LIBRARY) == []


@pytest.mark.parametrize("phone", [LANDLINE, "+4201", "nonsense"])
def test_a_number_that_no_sms_reaches_leaves_a_trace_only(phone: str) -> None:
    drafts = react(visit(VisitBooked, phone=phone), KNOWN, LIBRARY)
    assert [draft.withheld for draft in drafts] == ["not-a-mobile"]


@pytest.mark.parametrize("email", ["nobody", "a@b\r\nBcc: c@d.example", "@x", "two words@x"])
def test_an_address_that_is_none_leaves_a_trace_only(email: str) -> None:
    drafts = react(visit(VisitBooked, phone=None, email=email), KNOWN, LIBRARY)
    assert [draft.withheld for draft in drafts] == ["no-address"]


def test_a_confirmation_is_useless_once_the_visit_has_begun() -> None:
    assert react(visit(VisitBooked), KNOWN, LIBRARY)[0].useful_until == START


def test_the_visit_is_written_on_the_towns_wall_clock() -> None:
    in_utc = visit(VisitBooked, start=START.astimezone(UTC))
    assert "v 9:00" in sms(react(in_utc, KNOWN, LIBRARY))[0]


def test_a_change_of_an_application_goes_to_the_verified_contacts() -> None:
    drafts = react(status_changed(), KNOWN, LIBRARY)
    assert [draft.recipient for draft in drafts] == [MOBILE, ADDRESS]
    assert drafts[0].text == (
        "Zadost o kaceni drevin, c. j. MULI/000123/2026, se vyrizuje. "
        "Lhuta konci: ctvrtek 3. 12. 2026. Dotazy na cisle 844121314. MeU Lipov"
    )


def test_without_verified_contacts_nobody_hears_of_an_application() -> None:
    assert react(status_changed(phone=None, email=None), KNOWN, LIBRARY) == []


def test_what_a_caller_asks_for_goes_to_the_chosen_number() -> None:
    for event in (status_asked(), topic_asked()):
        assert [draft.recipient for draft in react(event, KNOWN, LIBRARY)] == [MOBILE]


def test_a_request_to_be_rung_asks_for_no_message() -> None:
    assert RingRequested not in REACTIONS


@pytest.mark.parametrize("language", list(Language))
def test_every_event_can_be_told_in_every_language(language: Language) -> None:
    for event in every_event(language):
        drafts = react(event, KNOWN, LIBRARY)
        assert drafts
        for draft in drafts:
            assert draft.language is language
            assert draft.withheld is None
            assert "{" not in draft.text
            assert "None" not in draft.text
            assert "  " not in draft.text
            if draft.channel is ChannelKind.SMS:
                assert size(draft.text).places <= MOST_CHARACTERS
            else:
                assert draft.subject
                assert f'lang="{language.value}"' in (draft.html or "")


@pytest.mark.parametrize("language", list(Language))
def test_no_message_names_anybody(language: Language) -> None:
    for event in every_event(language):
        for draft in react(event, KNOWN, LIBRARY):
            whole = f"{draft.subject}{draft.text}{draft.html}{draft.calendar}"
            assert "Jana" not in whole
            assert "Kov" not in whole


def test_a_conclusion_is_told_to_every_verified_contact_and_tells_no_secret() -> None:
    event = AgreementConcluded(7, 1, "vesely", Language.CS, (MOBILE, "+420777000999"), (ADDRESS,))
    drafts = react(event, KNOWN, LIBRARY)
    assert [draft.recipient for draft in drafts] == [MOBILE, "+420777000999", ADDRESS]
    assert sms(drafts)[0] == (
        "Na urade jste uzavreli dohodu o sluzbach po telefonu. Nebyli jste to Vy? "
        "Zavolejte 844121314. PIN nikomu nesdelujte, urad se na nej nepta. MeU Lipov"
    )


def test_an_agreement_of_the_records_is_told_to_nobody() -> None:
    assert react(AgreementConcluded(7, 1, "town-import"), KNOWN, LIBRARY) == []


def test_a_topic_asked_for_again_the_same_day_is_the_same_message() -> None:
    [first] = react(topic_asked(), KNOWN, LIBRARY)
    [again] = react(topic_asked(), KNOWN, LIBRARY)
    [tomorrow] = react(
        topic_asked(), replace(KNOWN, happened_at=KNOWN.happened_at + timedelta(days=1)), LIBRARY
    )
    assert first.only_once == again.only_once is not None
    assert tomorrow.only_once != first.only_once


def wishing(kind: MessageKind, way: ChannelWish) -> Knowledge:
    return replace(KNOWN, wishes=Wishes({kind: way}))


def ways_of(drafts: list[Draft]) -> set[tuple[ChannelKind, str | None]]:
    return {(draft.channel, draft.withheld) for draft in drafts}


def test_a_confirmation_comes_the_way_that_the_citizen_wishes() -> None:
    event = visit(VisitBooked, email=ADDRESS, verified=True, citizen_id=1)
    by_mail = react(event, wishing(MessageKind.VISITS, ChannelWish.EMAIL), LIBRARY)
    assert ways_of(by_mail) == {(ChannelKind.EMAIL, None)}
    only_phone = visit(VisitBooked, verified=True, citizen_id=1)
    sent = react(only_phone, wishing(MessageKind.VISITS, ChannelWish.EMAIL), LIBRARY)
    assert ways_of(sent) == {(ChannelKind.SMS, None)}


def test_whoever_wants_no_messages_hears_of_changes_only() -> None:
    known = wishing(MessageKind.VISITS, ChannelWish.NONE)
    booked = react(visit(VisitBooked, citizen_id=1), known, LIBRARY)
    assert ways_of(booked) == {(ChannelKind.SMS, "not-wanted")}
    event = visit(VisitMoved, citizen_id=1, start_before=START, office_before="lidicka", by="x")
    assert ways_of(react(event, known, LIBRARY)) == {(ChannelKind.SMS, None)}
    told = react(status_changed(), wishing(MessageKind.APPLICATIONS, ChannelWish.NONE), LIBRARY)
    assert {draft.withheld for draft in told} == {"not-wanted"}


async def test_a_code_is_in_its_message_only_while_it_is_sent() -> None:
    for event in contact_events(Language.CS)[:2]:
        (draft,) = react(event, KNOWN, LIBRARY)
        kept = message(draft)
        assert PLACE in kept.text

        async def code_of(proof: int) -> Secret:
            return Secret(f"00472{proof}")

        sent = await with_code(kept, code_of)
        assert sent is not None
        assert PLACE not in sent.text + (sent.html or "")
        assert "00472" in sent.text
        assert "00472" not in kept.text + (kept.html or "") + repr(draft)


async def test_a_code_that_is_over_is_not_sent_and_other_messages_are_not_touched() -> None:
    async def over(_: int) -> None:
        return None

    (draft,) = react(contact_events(Language.CS)[0], KNOWN, LIBRARY)
    assert await with_code(message(draft), over) is None
    booked = message(react(visit(VisitBooked), KNOWN, LIBRARY)[0])
    assert await with_code(booked, over) is booked


def test_the_old_number_hears_of_the_new_one_by_its_end_only() -> None:
    (text,) = sms(react(contact_events(Language.CS)[2], KNOWN, LIBRARY))
    assert "321" in text
    assert "777" not in text


def test_number_and_code_of_a_filing_go_to_the_number_it_came_from() -> None:
    expected = (
        "Podnet ke svozu odpadu: cislo 12/2026, kod 472015. Odpovime do streda 23. 12. 2026. "
        "Stav zjistite na cisle 844121314: stisknete 2, pak 3 a zadejte cislo, rok a kod. MeU Lipov"
    )
    (draft,) = react(filed(), KNOWN, LIBRARY)
    assert (draft.channel, draft.recipient, draft.text) == (ChannelKind.SMS, MOBILE, expected)
    (asked,) = react(receipt_asked(), KNOWN, LIBRARY)
    assert asked.text == expected
    assert draft.only_once == asked.only_once, "whoever asks again gets it once"


def test_a_filing_from_a_landline_or_a_hidden_number_sends_nothing_by_itself() -> None:
    assert react(filed(phone=LANDLINE), KNOWN, LIBRARY) == []
    assert react(filed(phone=None), KNOWN, LIBRARY) == []


def test_the_answer_to_somebody_unknown_is_announced_and_not_sent() -> None:
    (draft,) = react(filing_changed(is_answered=True), KNOWN, LIBRARY)
    assert draft.text == (
        "Podnet ke svozu odpadu, cislo 12/2026, ma vyrizeni hotové. Urad napsal odpoved. "
        "Odpoved zjistite na cisle 844121314: stisknete 2, pak 3 a zadejte cislo, rok "
        "a kod z potvrzeni. MeU Lipov"
    )
    assert react(filing_changed(phone=None), KNOWN, LIBRARY) == []


def test_a_clerk_is_told_of_number_and_state_and_nothing_of_the_applicant() -> None:
    changed = status_changed(remark="Doložte souhlas.", clerk_email="clerk@lipov.example")
    *_, letter = react(changed, KNOWN, LIBRARY)
    assert (letter.channel, letter.recipient) == (ChannelKind.EMAIL, "clerk@lipov.example")
    assert letter.template == "clerk_application"
    whole = f"{letter.subject} {letter.text} {letter.html}"
    assert changed.reference in whole
    assert f"/clerk/applications/{changed.application_id}" in whole
    assert changed.citizen_name not in whole
    assert "souhlas" not in whole
    came = ClerkMessageAsked(
        changed.application_id,
        changed.reference,
        changed.kind_name,
        changed.state_name,
        "clerk@lipov.example",
    )
    [letter] = react(came, KNOWN, LIBRARY)
    assert "Přidělená žádost" in (letter.subject or "")


def test_a_reminder_goes_where_the_confirmation_went_and_says_how_to_cancel() -> None:
    reminder = visit(VisitReminderDue, days_before=1)
    [draft] = react(reminder, KNOWN, LIBRARY)
    assert (draft.recipient, draft.priority) == (reminder.phone, Priority.LATER)
    assert draft.useful_until == reminder.start
    assert reminder.code in draft.text
    assert "ZRUS" not in draft.text
    [draft] = react(reminder, replace(KNOWN, can_reply=True), LIBRARY)
    assert f"ZRUS {reminder.code}" in draft.text


def test_administrators_are_told_of_the_budget_in_czech() -> None:
    event = MessageBudgetReached(date(2026, 11, 23), 80, 50_000, ("it@lipov.example", "b@c.cz"))
    drafts = react(event, KNOWN, LIBRARY)
    assert [one.recipient for one in drafts] == ["it@lipov.example", "b@c.cz"]
    assert drafts[0].subject == "Zprávy: 80 % denního rozpočtu"
    assert "500" in drafts[0].text
    [used_up] = react(replace(event, percent=100, tell=("a@b.cz",)), KNOWN, LIBRARY)
    assert "vyčerpán" in (used_up.subject or "")
