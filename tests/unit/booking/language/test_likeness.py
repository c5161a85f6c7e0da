import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.language.likeness import EXACT, Vocabulary, folded, root, sound, words


def vocabulary(*known: str) -> Vocabulary:
    made = Vocabulary()
    for word in known:
        made.add(folded(word))
    return made


def likeness(heard: str, known: str) -> float:
    return vocabulary(known).alike(folded(heard)).get(folded(known), 0)


@pytest.mark.parametrize(
    ("heard", "known"),
    [
        ("vizina", "Vyzina"),
        ("visina", "Vyzina"),
        ("chavlik", "Havlík"),
        ("vjera", "Věra"),
        ("macner", "Matzner"),
        ("dvorzak", "Dvořák"),
        ("vagner", "Wagner"),
        ("hop", "Hob"),
        ("havelka", "Havellka"),
    ],
)
def test_words_that_sound_alike_are_alike(heard: str, known: str) -> None:
    assert sound(folded(heard)) == sound(folded(known))
    assert 95 < likeness(heard, known) < EXACT


@pytest.mark.parametrize(
    ("heard", "known"),
    [
        ("Novákové", "Nováková"),
        ("Novákovou", "Novák"),
        ("Novákovi", "Novák"),
        ("Novákem", "Novák"),
        ("Jelínková", "Jelínek"),
        ("Vlčka", "Vlček"),
        ("Malý", "Malá"),
        ("Novotného", "Novotný"),
        ("Kučerovou", "Kučera"),
        ("Moravcová", "Moravec"),
        ("Havlová", "Havel"),
    ],
)
def test_a_name_is_known_in_each_of_its_forms(heard: str, known: str) -> None:
    assert root(folded(heard)) == root(folded(known))
    assert likeness(heard, known) > 90


@pytest.mark.parametrize(
    ("heard", "known"), [("novka", "Novák"), ("pospisli", "Pospíšil"), ("sedlcek", "Sedláček")]
)
def test_a_slip_of_the_fingers_is_forgiven(heard: str, known: str) -> None:
    assert likeness(heard, known) > 60


@pytest.mark.parametrize(
    ("heard", "known"), [("novak", "Svoboda"), ("dvorak", "Pospíšil"), ("eva", "Jan")]
)
def test_other_words_are_not_alike(heard: str, known: str) -> None:
    assert likeness(heard, known) == 0


def test_the_word_itself_comes_before_its_other_form_and_both_before_a_slip() -> None:
    scores = vocabulary("Novák", "Nováková", "Nosák").alike("novak")
    assert scores["novak"] == EXACT > scores["novakova"] > scores["nosak"]


def test_a_beginning_is_enough_while_somebody_types() -> None:
    assert likeness("pos", "Pospíšil") > 85


@pytest.mark.parametrize("number", ["123", "12"])
def test_a_number_is_only_like_itself(number: str) -> None:
    assert vocabulary("124", number).alike(number) == {number: EXACT}
    assert vocabulary("124").alike(number) == {}


def test_words_are_told_apart_by_whatever_is_no_letter() -> None:
    assert words("Pekařství U Lípy, s.r.o.") == ["pekarstvi", "u", "lipy", "s", "r", "o"]


@given(st.text(max_size=30), st.text(max_size=30))
def test_nothing_that_can_be_typed_breaks_it(heard: str, known: str) -> None:
    made = vocabulary(*words(known))
    for word in words(heard):
        assert all(0 < score <= EXACT for score in made.alike(word).values())


@pytest.mark.parametrize(
    ("keys", "known"),
    [("66825", "Novák"), ("66825682", "Nováková"), ("668", "Nováková"), ("386725682", "Dvořáková")],
)
def test_keys_of_a_telephone_mean_the_words_that_are_written_on_them(keys: str, known: str) -> None:
    made = Vocabulary(keyed=True)
    for word in (folded(known), "lidicka", "12"):
        made.add(word)
    assert list(made.alike(keys)) == [folded(known)]
    assert vocabulary(known).alike(keys) == {}


def test_two_keys_are_too_few_and_a_number_itself_comes_before_what_is_on_its_keys() -> None:
    made = Vocabulary(keyed=True)
    for word in ("novak", "668"):
        made.add(word)
    assert made.alike("66") == {}
    found = made.alike("668")
    assert found["668"] == EXACT > found["novak"]
