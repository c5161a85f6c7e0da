"""The way through the menus, as an operator reads it."""

import pytest

from booking.api import Language
from ivr.menus import read, read_file
from operator_console.desk.paths import MOST_STEPS, labels, steps
from tests.support.databases import LIPOV

TREE = read_file(LIPOV / "menus.yaml")


def nothing(_place: str) -> None:
    """The console has no words of its own."""


@pytest.mark.parametrize(
    ("language", "named"),
    [
        (Language.CS, ["Objednání", "Stav žádosti", "Nové doklady", "Řidiči a vozidla"]),
        (Language.EN, ["Booking", "Application", "New documents", "Drivers and vehicles"]),
    ],
)
def test_a_menu_is_called_what_callers_hear_before_its_key(
    language: Language, named: list[str]
) -> None:
    found = labels(TREE, language)
    assert [found[menu] for menu in ("visits", "status", "documents", "driving")] == named


def test_every_menu_of_the_demo_town_has_words() -> None:
    for language in (Language.CS, Language.EN):
        assert set(labels(TREE, language)) == set(TREE.menus) - {TREE.start}


def test_a_menu_whose_prompt_tells_no_words_keeps_its_name() -> None:
    tree = read(
        """
        start: main
        menus:
          main:
            text: {cs: Pro odpad stiskněte jedničku.}
            keys: {"1": {menu: waste}}
          waste:
            text: {cs: Pro popelnici stiskněte jedničku.}
            keys: {"1": {operator: true}}
        """
    )
    assert labels(tree, Language.CS) == {}
    assert steps("main > waste > person", {"main": "Nabídka"}, nothing) == ["Nabídka", "waste"]


def test_a_long_way_is_told_by_its_end() -> None:
    path = " > ".join(str(number) for number in range(20))
    found = steps(path, {}, nothing)
    assert found == ["…", *(str(number) for number in range(20 - MOST_STEPS, 20))]


def test_who_chose_nothing_has_no_way() -> None:
    assert steps("", {}, nothing) == []
    assert steps("person", {}, nothing) == []
