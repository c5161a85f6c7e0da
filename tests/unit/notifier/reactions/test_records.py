"""What is told about applications, filings, topics and agreements."""

from dataclasses import replace
from datetime import timedelta

from booking.api import (
    AgreementConcluded,
    Language,
)
from notifier.outbox import ChannelKind
from notifier.reactions import react
from tests.support.messages import (
    ADDRESS,
    KNOWN,
    LANDLINE,
    MOBILE,
    filed,
    filing_changed,
    receipt_asked,
    status_asked,
    status_changed,
    topic_asked,
)
from tests.unit.notifier.reactions.told import LIBRARY, sms


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


def test_a_topic_asked_for_again_the_same_day_is_the_same_message() -> None:
    [first] = react(topic_asked(), KNOWN, LIBRARY)
    [again] = react(topic_asked(), KNOWN, LIBRARY)
    [tomorrow] = react(
        topic_asked(), replace(KNOWN, happened_at=KNOWN.happened_at + timedelta(days=1)), LIBRARY
    )
    assert first.only_once == again.only_once is not None
    assert tomorrow.only_once != first.only_once


def test_a_conclusion_is_told_to_every_verified_contact_and_tells_no_secret() -> None:
    event = AgreementConcluded(7, 1, "vesely", Language.CS, (MOBILE, "+420777000999"), (ADDRESS,))
    drafts = react(event, KNOWN, LIBRARY)
    assert [draft.recipient for draft in drafts] == [MOBILE, "+420777000999", ADDRESS]
    assert sms(drafts)[0] == (
        "Na Vase jméno je uzavrena dohoda o sluzbach po telefonu. Nebylo to na Vase prani? "
        "Zavolejte 844121314. PIN nikomu nesdelujte, urad se na nej nepta. MeU Lipov"
    )


def test_an_agreement_of_the_records_is_told_to_nobody() -> None:
    assert react(AgreementConcluded(7, 1, "town-import"), KNOWN, LIBRARY) == []
