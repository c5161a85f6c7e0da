"""What a wording must hold and must not, before it is kept."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking.api import Language
from notifier.templates import bodies, checks
from notifier.templates.checks import Fault, Flaw
from notifier.templates.forbidden import Forbidden, found
from notifier.templates.library import Library
from notifier.templates.places import texts
from notifier.templates.samples import SampleSize, Sign, all_samples, sample
from notifier.templates.schema import Fact, Spare, Template
from notifier.templates.trying import tried
from notifier.templates.values import KINDS, fields_of

LIBRARY = Library()
SIGN = Sign("MěÚ Lípov", "844121314", "www.lipov.example")
BOOKED = LIBRARY.file("visit_booked")


def with_sms(*parts: str | Spare, of: Template = BOOKED) -> Template:
    """The template with these parts in the Czech SMS."""
    assert of.sms is not None
    return of.model_copy(update={"sms": of.sms | {Language.CS: list(parts)}})


def said(text: str) -> Template:
    """The confirmation with one more sentence in the Czech SMS."""
    assert BOOKED.sms is not None
    return with_sms(*BOOKED.sms[Language.CS], text)


def flaws(template: Template, file: Template = BOOKED) -> list[tuple[str, Flaw]]:
    return [(one.place, one.flaw) for one in checks.faults(template, file, SIGN)]


@pytest.mark.parametrize("name", LIBRARY.names())
def test_every_file_that_ships_passes_its_own_checks(name: str) -> None:
    file = LIBRARY.file(name)
    assert checks.faults(file, file, SIGN) == []


@pytest.mark.parametrize("name", LIBRARY.names())
def test_a_body_is_read_as_it_was_written(name: str) -> None:
    file = LIBRARY.file(name)
    assert bodies.read(bodies.body(file), file) == file


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_values_has_samples_of_its_own(kind: str) -> None:
    for size in SampleSize:
        given_names = set(all_samples()[kind][size.value]) | {"town", "number"}
        assert given_names == set(KINDS[kind].__dataclass_fields__)
        for language in Language:
            values = fields_of(sample(kind, size, language, SIGN))
            for name, field in KINDS[kind].__dataclass_fields__.items():
                assert type(values[name]).__name__ == field.type, name


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


HOSTILE = st.one_of(
    st.text(max_size=200),
    st.lists(
        st.sampled_from(
            [
                "{{ code }}",
                "{{",
                "{% if ",
                "%}",
                "1",
                "/",
                "www.",
                ".cz",
                "pin",
                " ",
                "@",
                "-",
                "://",
            ]
        ),
        max_size=80,
    ).map("".join),
    st.from_regex(r"[0-9./ -]{1,120}", fullmatch=True),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(HOSTILE, min_size=1, max_size=6), HOSTILE)
def test_whatever_is_written_is_judged_and_can_be_tried(parts: list[str], subject: str) -> None:
    assert BOOKED.email is not None
    letter = BOOKED.email[Language.CS].model_copy(update={"subject": subject})
    template = with_sms(*parts).model_copy(update={"email": BOOKED.email | {Language.CS: letter}})
    faults = checks.faults(template, BOOKED, SIGN)
    assert {one.place.split(".")[0] for one in faults} <= {"sms", "email"}
    shown = tried(template, Language.CS, SampleSize.LONGEST, SIGN, 100)
    assert shown.sms is not None
    assert shown.sms.places <= 918
    assert shown.mail is not None
    assert "\n" not in shown.mail.subject
    if not faults:
        assert bodies.read(bodies.body(template), BOOKED) == template


@pytest.mark.parametrize(
    "make",
    [
        lambda n: "1 " * n,
        lambda n: "a." * n,
        lambda n: "a@" * n,
        lambda n: "{{" * n,
        lambda n: "{% if " * n,
        lambda n: "zadejte " * (n // 8),
        lambda n: "12-" * n,
        lambda n: "CZ65" * n,
        lambda n: "a:" * n,
        lambda n: "a" * n,
        lambda n: "a " * n,
        lambda n: "přihlašovací" * n,
        lambda n: "zadejte !!!" * n,
        lambda n: "😀" * n,
        lambda n: "{{ code }}" * 30 + "á" * n,
    ],
)
def test_a_hostile_text_is_judged_in_no_time(make: Callable[[int], str]) -> None:
    text = make(2000)[:2000]
    template = with_sms(*[text] * checks.MOST_PARTS)
    began = time.process_time()
    checks.faults(template, BOOKED, SIGN)
    tried(template, Language.CS, SampleSize.LONGEST, SIGN, None)
    assert time.process_time() - began < 2
    endless = with_sms(*[text * 200] * 100)
    checks.faults(endless, BOOKED, SIGN)
    tried(endless, Language.CS, SampleSize.LONGEST, SIGN, None)
    assert time.process_time() - began < 6


def test_a_digit_of_another_script_is_a_digit() -> None:
    assert (Forbidden.BIRTH_NUMBER, "736028/5163") in list(
        found("٧٣٦٠٢٨/٥١٦٣", None, secrets=False)
    )


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[",
        "values: visit",
        "values: topic\nsms: {cs: [a], en: [a], uk: [a]}",
        "a: &a [x]\nb: *a",
        "[" * 5000,
        "x" * 200_000,
        "!!python/object/apply:os.system ['true']",
        "values: visit\nsms: {cs: ['{{ code }}']}",
        "\x00",
    ],
)
def test_a_kept_body_that_fits_no_more_is_none(body: str) -> None:
    assert bodies.read(body, BOOKED) is None


def test_what_only_the_file_says_stays_the_files() -> None:
    file = LIBRARY.file("visit_moved")
    read = bodies.read(bodies.body(file), file)
    assert read is not None
    assert (read.escalation, read.supersedes, read.needs) == (
        file.escalation,
        file.supersedes,
        file.needs,
    )
    assert "escalation" not in bodies.body(file)


def test_places_name_every_text_once() -> None:
    found_places = texts(BOOKED)
    assert found_places["sms.cs.1"] == "Kód objednávky {{ code }}."
    assert found_places["email.en.facts.0.name"] == "When"
    assert found_places["calendar.uk.title"].startswith("Управління")
