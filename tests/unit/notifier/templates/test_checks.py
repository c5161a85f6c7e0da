"""What a wording must hold, and how long it may be, before it is kept."""

import pytest

from booking.api import Language
from notifier.templates import checks
from notifier.templates.checks import Fault, Flaw
from notifier.templates.schema import Fact, Spare
from tests.unit.notifier.templates.wordings import BOOKED, LIBRARY, SIGN, flaws, said, with_sms


@pytest.mark.parametrize("name", LIBRARY.names())
def test_every_file_that_ships_passes_its_own_checks(name: str) -> None:
    file = LIBRARY.file(name)
    assert checks.faults(file, file, SIGN) == []


def test_what_a_message_must_hold_cannot_be_left_out() -> None:
    assert flaws(with_sms("Objednáno: {{ when }}, {{ street }}, {{ number }}", "{{ town }}")) == [
        ("sms.cs", Flaw.NEEDED)
    ]
    without_town = with_sms("{{ when }} {{ street }} {{ code }} {{ number }}")
    assert checks.faults(without_town, BOOKED, SIGN) == [Fault("sms.cs", Flaw.NEEDED, "town")]


def test_one_of_two_fields_is_enough_where_either_says_it() -> None:
    told = "{{ when }}, {{ address }}, {{ code }}, {{ number }}, {{ town }}"
    assert flaws(with_sms(told)) == []
    nowhere = told.replace("{{ address }}, ", "")
    assert checks.faults(with_sms(nowhere), BOOKED, SIGN) == [
        Fault("sms.cs", Flaw.NEEDED, "street/address")
    ]


@pytest.mark.parametrize(
    "code",
    [
        "{% if bring %}{{ code }}{% endif %}",
        "{% if persons > 1 %}{{ code }}{% endif %}",
        "{% if persons > 1 %}x{% else %}{{ code }}{% endif %}",
    ],
)
def test_what_is_needed_must_be_there_however_conditions_go(code: str) -> None:
    template = with_sms("{{ when }} {{ street }} {{ number }} {{ town }}", code)
    assert flaws(template) == [("sms.cs", Flaw.NEEDED)]


def test_what_is_needed_may_not_stand_in_a_part_that_can_be_left_out() -> None:
    template = with_sms(
        "{{ when }} {{ street }} {{ number }} {{ town }}", Spare(spare="{{ code }}")
    )
    assert flaws(template) == [("sms.cs", Flaw.NEEDED)]


def test_a_condition_that_says_it_either_way_is_enough() -> None:
    either = "{% if persons > 1 %}Pro více osob, {{ code }}{% else %}Kód {{ code }}{% endif %}"
    assert flaws(with_sms("{{ when }} {{ street }} {{ number }} {{ town }}", either)) == []


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("{{ kod }}", Flaw.FIELD),
        ("{% if kod %}x{% endif %}", Flaw.FIELD),
        ("{{ pin }}", Flaw.FIELD),
        ("{% if street > 1 %}x{% endif %}", Flaw.COMPARED),
        ("{{ code", Flaw.GRAMMAR),
        ("{{ code.x }}", Flaw.GRAMMAR),
        ("", Flaw.EMPTY),
        ("RČ 736028/5163", Flaw.BIRTH_NUMBER),
        ("RČ 7360285163", Flaw.BIRTH_NUMBER),
        ("RČ 736028 / 5163", Flaw.BIRTH_NUMBER),
        ("736{% if code %}028/51{% endif %}63", Flaw.BIRTH_NUMBER),
        ("٧٣٦٠٢٨/٥١٦٣", Flaw.BIRTH_NUMBER),
        ("736028/5163", Flaw.BIRTH_NUMBER),
        ("Účet 19-2000145399/0800", Flaw.ACCOUNT),
        ("Účet 2000145399/0800", Flaw.ACCOUNT),
        ("CZ65 0800 0000 1920 0014 5399", Flaw.ACCOUNT),
        ("cz6508000000192000145399", Flaw.ACCOUNT),
        ("4111 1111 1111 1111", Flaw.LONG_NUMBER),
        ("Váš PIN 1234", Flaw.SECRET),
        ("Pošlete nám heslo.", Flaw.SECRET),
        ("Your password", Flaw.SECRET),
        ("Ваш пароль", Flaw.SECRET),
        ("https://podvod.example/x", Flaw.LINK),
        ("www.podvod.example", Flaw.LINK),
        ("podvod.example/prihlaseni", Flaw.LINK),
        ("https://lipov.example.podvod.cz", Flaw.LINK),
        ("https://podvod.cz/lipov.example", Flaw.LINK),
        ("https://lipov.example@podvod.cz", Flaw.LINK),
        ("https://{{ town }}.podvod.cz", Flaw.LINK),
        ("lipov。example.cz", Flaw.LINK),
        ("ľipov.example", Flaw.LINK),
        ("pište na nekdo@podvod.cz", Flaw.LINK),
        ("javascript:alert(1)", Flaw.LINK),
        ("10.0.0.1", Flaw.LINK),
        ("nic\u200bvidět", Flaw.CHARACTER),
        ("zpět\u202etxet", Flaw.CHARACTER),
        ("nula\x00", Flaw.CHARACTER),
    ],
)
def test_what_is_wrong_in_a_text_is_found_at_its_place(text: str, flaw: Flaw) -> None:
    assert ("sms.cs.5", flaw) in flaws(said(text))


def test_an_sms_that_grows_too_long_with_the_longest_values_is_refused() -> None:
    wrong = checks.faults(said("slovo " * 120), BOOKED, SIGN)
    assert [(one.place, one.flaw) for one in wrong] == [("sms.cs", Flaw.LONG)]
    assert int(wrong[0].found) > 918
    assert flaws(with_sms(*(BOOKED.sms or {})[Language.CS], Spare(spare="slovo " * 120))) == []


def test_a_subject_that_grows_too_long_is_refused() -> None:
    assert BOOKED.email is not None
    letter = BOOKED.email[Language.EN].model_copy(update={"subject": "word " * 30 + "{{ code }}"})
    template = BOOKED.model_copy(update={"email": BOOKED.email | {Language.EN: letter}})
    assert flaws(template) == [("email.en.subject", Flaw.SUBJECT)]


def test_other_channels_than_the_files_are_refused() -> None:
    assert flaws(BOOKED.model_copy(update={"email": None})) == [("email", Flaw.KIND)]
    assert flaws(BOOKED, LIBRARY.file("topic"))[0] == ("", Flaw.KIND)


def test_too_many_parts_are_refused_and_cost_no_time() -> None:
    assert BOOKED.email is not None
    letter = BOOKED.email[Language.CS].model_copy(
        update={"facts": [Fact(name="a", value="b")] * 300}
    )
    template = BOOKED.model_copy(update={"email": BOOKED.email | {Language.CS: letter}})
    assert ("email.cs", Flaw.MANY) in flaws(template)
