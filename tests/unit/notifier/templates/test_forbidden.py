"""What no wording may hold, and what it may."""

import pytest

from booking.api import Language
from notifier.templates.checks import Flaw
from notifier.templates.forbidden import Forbidden, found
from tests.unit.notifier.templates.wordings import BOOKED, LIBRARY, flaws, said, with_sms


@pytest.mark.parametrize(
    "text",
    [
        "Více na www.lipov.example nebo https://www.lipov.example/kontakty.",
        "Pište na podatelna@lipov.example.",
        "Volejte 583 301 234 nebo +420583301234, čísla tísně 112 a 158.",
        "Volejte 325512345.",
        "Otevřeno po–pá 8.00–17.00, č. j. 12/2026, zákon č. 329/1999 Sb.",
        "Do 24. 11. 2026 v 9:00, tj. příští týden.",
        "Poplatek 1 200 Kč, sleva 50 %, např. pro děti.",
        "Připojte přílohu, opište ji, a.s. i s.r.o. platí stejně.",
        "Spinning, hesitace a shopping nejsou tajné.",
    ],
)
def test_what_a_town_writes_every_day_passes(text: str) -> None:
    assert flaws(said(text)) == []


def test_a_number_that_only_its_parts_together_are_is_found() -> None:
    assert BOOKED.sms is not None
    split = with_sms(*BOOKED.sms[Language.CS], "736028/", "5163")
    assert ("sms.cs", Flaw.BIRTH_NUMBER) in flaws(split)


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("PIN nikomu nesdělujte.", True),
        ("Nový PIN dostanete u přepážky.", True),
        ("Váš PIN: 1234", False),
        ("PIN je 1234", False),
        ("PIN {{ number }}", False),
        ("Odpovězte a pošlete nám PIN.", False),
        ("Reply with your PIN.", False),
        ("Надішліть пароль.", False),
    ],
)
def test_only_messages_about_a_pin_name_it_and_none_tells_it_or_asks_for_it(
    text: str, allowed: bool
) -> None:
    file = LIBRARY.file("agreement_concluded")
    assert file.sms is not None
    template = with_sms(*file.sms[Language.CS], text, of=file)
    assert (flaws(template, file) == []) is allowed


def test_a_digit_of_another_script_is_a_digit() -> None:
    assert (Forbidden.BIRTH_NUMBER, "736028/5163") in list(
        found("٧٣٦٠٢٨/٥١٦٣", None, secrets=False)
    )
