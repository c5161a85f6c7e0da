from __future__ import annotations

from pathlib import Path

import pytest

from booking.api import Database
from ivr.dialogs import load
from ivr.menus import MenuFileError, Revisions, Severity, check, draw, read, read_file
from ivr.menus.checks import Fault
from tests.support.databases import LIPOV

DIALOGS = {"topics": frozenset[str](), "book": frozenset({"activity"})}
TEXT = "text: {cs: Text., en: Text., uk: Text.}"


def tree(*menus: str) -> str:
    return "start: main\nmenus:\n" + "\n".join(f"  {menu}" for menu in menus)


def faults(text: str) -> list[Fault]:
    return [finding.fault for finding in check(read(text), DIALOGS)]


def main(keys: str) -> str:
    return f"main: {{{TEXT}, keys: {{{keys}}}}}"


def test_the_demo_town_has_nothing_to_find_fault_with() -> None:
    lipov = read_file(LIPOV / "menus.yaml")
    assert check(lipov, load().arguments()) == []


def test_every_activity_of_the_demo_towns_menus_is_one_of_the_town() -> None:
    lipov = read_file(LIPOV / "menus.yaml")
    services = (LIPOV / "services.yaml").read_text("utf-8")
    booked = [
        go.with_["activity"]
        for menu in lipov.menus.values()
        for go in menu.keys.values()
        if go.dialog == "book"
    ]
    assert booked
    assert [code for code in booked if f"code: {code}\n" not in services] == []


def test_a_menu_that_no_key_leads_to_is_found() -> None:
    other = f'other: {{{TEXT}, keys: {{"1": {{dialog: topics}}}}}}'
    assert faults(tree(main('"1": {dialog: topics}'), other)) == [Fault.UNREACHABLE]


def test_menus_that_lead_to_each_other_only_are_found() -> None:
    other = f'other: {{{TEXT}, keys: {{"1": {{menu: main}}}}}}'
    assert faults(tree(main('"1": {menu: other}'), other)) == [Fault.NO_EXIT, Fault.NO_EXIT]


def test_a_target_that_is_not_there_is_found() -> None:
    assert Fault.NO_SUCH_MENU in faults(tree(main('"1": {menu: nowhere}')))
    assert Fault.NO_SUCH_DIALOG in faults(tree(main('"1": {dialog: nothing}')))


def test_a_dialog_gets_exactly_what_it_takes() -> None:
    assert faults(tree(main('"1": {dialog: book}'))) == [Fault.WRONG_ARGUMENTS]
    assert faults(tree(main('"1": {dialog: book, with: {activity: passport.new}}'))) == []


def test_more_than_four_commands_are_too_many_and_languages_do_not_count() -> None:
    five = ", ".join(f'"{n}": {{dialog: topics}}' for n in range(1, 6))
    four = ", ".join(f'"{n}": {{dialog: topics}}' for n in range(1, 5))
    assert faults(tree(main(five))) == [Fault.TOO_MANY_COMMANDS]
    assert faults(tree(main(f'{four}, "8": {{language: en}}, "0": {{operator: true}}'))) == []


def test_commands_stand_on_keys_from_one_without_a_gap() -> None:
    keys = '"1": {dialog: topics}, "3": {dialog: topics}'
    assert faults(tree(main(keys))) == [Fault.GAP_IN_KEYS]


def test_a_missing_language_is_an_error_in_english_and_a_warning_in_ukrainian() -> None:
    text = tree('main: {text: {cs: Text.}, keys: {"1": {dialog: topics}}}')
    found = check(read(text), DIALOGS)
    assert [finding.severity for finding in found] == [Severity.ERROR, Severity.WARNING]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (tree(main('"1": {dialog: topics}, "1": {menu: main}')), "used twice"),
        (tree(main('"9": {dialog: topics}')), "9"),
        (tree(main('"1": {dialog: topics, menu: main}')), "exactly one"),
        (tree(main('"1": {run: rm}')), "Extra inputs"),
        (tree(main('"1": {menu: main, with: {a: b}}')), "belongs to a dialog"),
        ("start: [", "menus"),
    ],
)
def test_what_is_not_in_the_vocabulary_is_refused_with_place_and_reason(
    text: str, reason: str
) -> None:
    with pytest.raises(MenuFileError, match=reason):
        read(text)


def test_a_missing_file_is_named() -> None:
    with pytest.raises(MenuFileError, match=r"nowhere\.yaml"):
        read_file(Path("nowhere.yaml"))


def test_the_revision_is_that_of_the_content_and_not_of_the_file() -> None:
    one = read(tree(main('"1": {dialog: topics}')))
    same = read("# a comment\n" + tree(main("'1': {'dialog': 'topics'}")))
    other = read(tree(main('"2": {dialog: topics}')))
    assert one.revision == same.revision != other.revision


async def test_a_call_finds_its_own_revision_again(database: Database) -> None:
    old = read(tree(main('"1": {dialog: topics}')))
    await Revisions(database).publish(old)
    await Revisions(database).publish(old)
    await Revisions(database).publish(read(tree(main('"1": {menu: main}'))))
    assert await Revisions(database).get(old.revision) == old


def test_a_drawing_names_every_menu_and_dialog() -> None:
    drawn = draw(read_file(LIPOV / "menus.yaml"))
    assert "menu visits" in drawn
    assert "dialog book (activity: passport.new)" in drawn
    assert "└─ 0  operator" in drawn
