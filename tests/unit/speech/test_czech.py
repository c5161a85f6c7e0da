import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.api import Language
from ivr.speech.grammar import grammar_of
from ivr.speech.grammar.base import words as listed
from ivr.speech.grammar.cs_numbers import Case, Gender, cardinal, declined

FORMATS = grammar_of(Language.CS).formats


def said(name: str, value: object) -> str:
    return " ".join(FORMATS[name].say(value))


DAYS = listed("""
prvního druhého třetího čtvrtého pátého šestého sedmého osmého devátého desátého jedenáctého
dvanáctého třináctého čtrnáctého patnáctého šestnáctého sedmnáctého osmnáctého devatenáctého
dvacátého dvacátého_prvního dvacátého_druhého dvacátého_třetího dvacátého_čtvrtého
dvacátého_pátého dvacátého_šestého dvacátého_sedmého dvacátého_osmého dvacátého_devátého
třicátého třicátého_prvního
""")
DAYS_NOMINATIVE = listed("""
první druhý třetí čtvrtý pátý šestý sedmý osmý devátý desátý jedenáctý dvanáctý třináctý
čtrnáctý patnáctý šestnáctý sedmnáctý osmnáctý devatenáctý dvacátý dvacátý_první dvacátý_druhý
dvacátý_třetí dvacátý_čtvrtý dvacátý_pátý dvacátý_šestý dvacátý_sedmý dvacátý_osmý
dvacátý_devátý třicátý třicátý_první
""")


@pytest.mark.parametrize(("day", "words"), list(enumerate(DAYS, 1)))
def test_each_day_of_a_month_has_its_genitive(day: int, words: str) -> None:
    expected = f"{words.replace('_', ' ')} ledna"
    assert said("date_genitive", dt.date(2026, 1, day)) == expected


@pytest.mark.parametrize(("day", "words"), list(enumerate(DAYS_NOMINATIVE, 1)))
def test_each_day_of_a_month_has_its_nominative(day: int, words: str) -> None:
    assert said("date", dt.date(2026, 1, day)) == f"{words.replace('_', ' ')} leden"


@pytest.mark.parametrize(
    ("month", "nominative", "genitive"),
    [
        (1, "leden", "ledna"),
        (2, "únor", "února"),
        (3, "březen", "března"),
        (4, "duben", "dubna"),
        (5, "květen", "května"),
        (6, "červen", "června"),
        (7, "červenec", "července"),
        (8, "srpen", "srpna"),
        (9, "září", "září"),
        (10, "říjen", "října"),
        (11, "listopad", "listopadu"),
        (12, "prosinec", "prosince"),
    ],
)
def test_each_month_has_its_cases(month: int, nominative: str, genitive: str) -> None:
    day = dt.date(2026, month, 3)
    assert said("date", day) == f"třetí {nominative}"
    assert said("date_genitive", day) == f"třetího {genitive}"


@pytest.mark.parametrize(
    ("day", "name", "on", "accusative"),
    [
        (23, "pondělí", "v pondělí", "pondělí"),
        (24, "úterý", "v úterý", "úterý"),
        (25, "středa", "ve středu", "středu"),
        (26, "čtvrtek", "ve čtvrtek", "čtvrtek"),
        (27, "pátek", "v pátek", "pátek"),
        (28, "sobota", "v sobotu", "sobotu"),
        (29, "neděle", "v neděli", "neděli"),
    ],
)
def test_each_weekday_has_its_preposition(day: int, name: str, on: str, accusative: str) -> None:
    november = dt.date(2026, 11, day)
    assert said("weekday", november) == name
    assert said("weekday_on", november) == on
    assert said("day_accusative", november).startswith(f"{accusative} ")


@pytest.mark.parametrize(
    ("hour", "words"),
    list(
        enumerate(
            listed("""
        v_nula_hodin v_jednu_hodinu ve_dvě_hodiny ve_tři_hodiny ve_čtyři_hodiny v_pět_hodin
        v_šest_hodin v_sedm_hodin v_osm_hodin v_devět_hodin v_deset_hodin v_jedenáct_hodin
        ve_dvanáct_hodin ve_třináct_hodin ve_čtrnáct_hodin v_patnáct_hodin v_šestnáct_hodin
        v_sedmnáct_hodin v_osmnáct_hodin v_devatenáct_hodin ve_dvacet_hodin
        ve_dvacet_jedna_hodin ve_dvacet_dva_hodin ve_dvacet_tři_hodin
    """)
        )
    ),
)
def test_each_hour_has_its_preposition_and_case(hour: int, words: str) -> None:
    assert said("time", dt.time(hour)) == words.replace("_", " ")


@pytest.mark.parametrize(
    ("minute", "words"),
    [
        (1, "jednu minutu"),
        (2, "dvě minuty"),
        (4, "čtyři minuty"),
        (5, "pět minut"),
        (21, "dvacet jedna minut"),
        (22, "dvacet dva minut"),
        (30, "třicet minut"),
        (45, "čtyřicet pět minut"),
        (59, "padesát devět minut"),
    ],
)
def test_minutes_follow_the_hours(minute: int, words: str) -> None:
    assert said("time", dt.time(9, minute)) == f"v devět hodin {words}"


def test_a_moment_is_weekday_date_and_time() -> None:
    moment = dt.datetime(2026, 11, 20, 9, 30)  # noqa: DTZ001  # what is spoken has no zone
    assert said("when", moment) == "v pátek dvacátého listopadu v devět hodin třicet minut"


@pytest.mark.parametrize(
    ("at", "from_hour", "from_time", "until_time"),
    [
        (dt.time(1), "od jedné", "od jedné hodiny", "do jedné hodiny"),
        (dt.time(2), "od dvou", "od dvou hodin", "do dvou hodin"),
        (dt.time(3), "od tří", "od tří hodin", "do tří hodin"),
        (dt.time(4), "od čtyř", "od čtyř hodin", "do čtyř hodin"),
        (dt.time(7), "od sedmi", "od sedmi hodin", "do sedmi hodin"),
        (dt.time(9), "od devíti", "od devíti hodin", "do devíti hodin"),
        (dt.time(10), "od deseti", "od deseti hodin", "do deseti hodin"),
        (dt.time(17), "od sedmnácti", "od sedmnácti hodin", "do sedmnácti hodin"),
        (dt.time(22), "od dvaceti dvou", "od dvaceti dvou hodin", "do dvaceti dvou hodin"),
        (
            dt.time(7, 30),
            "od sedmi třiceti",
            "od sedmi hodin třiceti minut",
            "do sedmi hodin třiceti minut",
        ),
    ],
)
def test_opening_hours_are_in_the_genitive(
    at: dt.time, from_hour: str, from_time: str, until_time: str
) -> None:
    assert said("from_hour", at) == from_hour
    assert said("from_time", at) == from_time
    assert said("until_time", at) == until_time


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nula"),
        (1, "jedna"),
        (2, "dva"),
        (11, "jedenáct"),
        (14, "čtrnáct"),
        (15, "patnáct"),
        (19, "devatenáct"),
        (20, "dvacet"),
        (21, "dvacet jedna"),
        (99, "devadesát devět"),
        (100, "sto"),
        (101, "sto jedna"),
        (123, "sto dvacet tři"),
        (200, "dvě stě"),
        (300, "tři sta"),
        (400, "čtyři sta"),
        (500, "pět set"),
        (600, "šest set"),
        (999, "devět set devadesát devět"),
        (1000, "tisíc"),
        (1200, "tisíc dvě stě"),
        (2000, "dva tisíce"),
        (4001, "čtyři tisíce jedna"),
        (5000, "pět tisíc"),
        (12345, "dvanáct tisíc tři sta čtyřicet pět"),
        (21000, "dvacet jedna tisíc"),
        (22000, "dvacet dva tisíc"),
        (100000, "sto tisíc"),
        (102000, "sto dva tisíc"),
        (999999, "devět set devadesát devět tisíc devět set devadesát devět"),
    ],
)
def test_numbers_are_in_words(number: int, words: str) -> None:
    assert said("number", number) == words


@pytest.mark.parametrize(
    ("gender", "one", "two"),
    [
        (Gender.COUNTING, "jedna", "dva"),
        (Gender.MASCULINE, "jeden", "dva"),
        (Gender.FEMININE, "jedna", "dvě"),
        (Gender.NEUTER, "jedno", "dvě"),
    ],
)
def test_one_and_two_have_a_gender(gender: Gender, one: str, two: str) -> None:
    assert cardinal(1, gender) == (one,)
    assert cardinal(2, gender) == (two,)
    assert cardinal(22, gender) == ("dvacet dva",)


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (Case.NOMINATIVE, ("jedna", "dvě", "tři", "čtyři", "pět", "devět", "dvacet tři")),
        (Case.GENITIVE, ("jedné", "dvou", "tří", "čtyř", "pěti", "devíti", "dvaceti tří")),
        (Case.DATIVE, ("jedné", "dvěma", "třem", "čtyřem", "pěti", "devíti", "dvaceti třem")),
        (Case.ACCUSATIVE, ("jednu", "dvě", "tři", "čtyři", "pět", "devět", "dvacet tři")),
        (Case.LOCATIVE, ("jedné", "dvou", "třech", "čtyřech", "pěti", "devíti", "dvaceti třech")),
        (
            Case.INSTRUMENTAL,
            ("jednou", "dvěma", "třemi", "čtyřmi", "pěti", "devíti", "dvaceti třemi"),
        ),
    ],
)
def test_numerals_are_declined_in_every_case(case: Case, words: tuple[str, ...]) -> None:
    numbers = (1, 2, 3, 4, 5, 9, 23)
    assert tuple(declined(number, Gender.FEMININE, case) for number in numbers) == words


@pytest.mark.parametrize(
    ("crowns", "words"),
    [
        (0, "nula korun"),
        (1, "jedna koruna"),
        (2, "dvě koruny"),
        (3, "tři koruny"),
        (4, "čtyři koruny"),
        (5, "pět korun"),
        (21, "dvacet jedna korun"),
        (100, "sto korun"),
        (102, "sto dva korun"),
        (600, "šest set korun"),
        (1200, "tisíc dvě stě korun"),
        (3000, "tři tisíce korun"),
        (6000, "šest tisíc korun"),
    ],
)
def test_amounts_agree_with_the_noun(crowns: int, words: str) -> None:
    assert said("amount", crowns) == words


def test_one_crown_changes_in_the_accusative() -> None:
    assert said("amount_accusative", 1) == "jednu korunu"
    assert said("amount_accusative", 2) == "dvě koruny"


def test_a_code_is_read_in_threes_with_a_pause() -> None:
    assert said("code", "472015") == "čtyři sedm dva, nula jedna pět"
    assert said("ending", "321") == "tři dva jedna"


def test_a_reference_is_number_and_year() -> None:
    spoken = "sto dvacet tři z roku dva tisíce dvacet šest"
    assert said("reference", "123/2026") == spoken
    assert said("reference", "ŽP/000123/2026") == spoken


@pytest.mark.parametrize(
    ("name", "one", "two", "five"),
    [
        ("minutes", "jednu minutu", "dvě minuty", "pět minut"),
        ("days", "jeden den", "dva dny", "pět dnů"),
        ("days_genitive", "jednoho dne", "dvou dnů", "pěti dnů"),
        ("days_locative", "jednom dni", "dvou dnech", "pěti dnech"),
        ("persons", "jednu osobu", "dvě osoby", "pět osob"),
        ("applications", "jednu žádost", "dvě žádosti", "pět žádostí"),
        ("callers", "jeden volající", "dva volající", "pět volajících"),
    ],
)
def test_counted_nouns_have_three_forms(name: str, one: str, two: str, five: str) -> None:
    assert [said(name, number) for number in (1, 2, 5)] == [one, two, five]


def test_the_horizon_is_in_the_locative() -> None:
    assert said("days_locative", 60) == "šedesáti dnech"


def test_keys_have_names() -> None:
    assert [said("key", key) for key in "1234"] == ["jedničku", "dvojku", "trojku", "čtyřku"]
    assert said("key", "#") == "křížek"
    assert said("key_name", "4") == "čtyřka"


@pytest.mark.parametrize("secret", ["12a4", "", "١٢٣", "12 34"])
def test_what_is_no_digit_is_refused_without_being_repeated(secret: str) -> None:
    with pytest.raises(ValueError, match=r"^only digits can be read out$"):
        said("code", secret)


@given(number=st.integers(0, 999_999))
def test_every_number_is_made_of_listed_pieces(number: int) -> None:
    for name in ("number", "number_feminine", "amount"):
        *inner, last = FORMATS[name].say(number)
        assert last in FORMATS[name].last
        assert FORMATS[name].inner.issuperset(inner)


@given(moment=st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2060, 1, 1)))  # noqa: DTZ001  # what is spoken has no zone
def test_every_moment_is_made_of_listed_pieces(moment: dt.datetime) -> None:
    *inner, last = FORMATS["when"].say(moment)
    assert last in FORMATS["when"].last
    assert FORMATS["when"].inner.issuperset(inner)
