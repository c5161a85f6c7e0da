from pathlib import Path

import pytest

from booking.api import Language
from ivr.routing.errors import RoutingFileError
from ivr.routing.model import Priority
from ivr.routing.rules import Rules, read_rules

LIPOV = Path(__file__).parents[3] / "towns" / "lipov" / "routing.yaml"


def test_the_demo_town_has_rules_that_hold() -> None:
    rules = read_rules(LIPOV)
    assert rules.relax == Rules().relax
    assert rules.breaks["lunch"][Language.CS] == "Oběd"
    assert rules.targets[Priority.HIGH] < rules.targets[Priority.NORMAL]


def test_a_town_without_a_file_gets_the_built_in_rules(tmp_path: Path) -> None:
    assert read_rules(tmp_path / "routing.yaml") == Rules()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("ring_second: 20", "ring_second"),
        ("relax: [{after: 30, service: 1, language: 0}]", "language"),
        (
            "relax: [{after: 30, service: 1, language: 1}, {after: 20, service: 0, language: 1}]",
            "order",
        ),
        ("relax: [{after: 30, service: 4, language: 1}]", "ask for more"),
        ("targets: {normal: 20}", "one for each"),
        ("breaks: {missed: {cs: Zmeškáno}}", "nobody chooses"),
        ("breaks: {lunch: {en: Lunch}}", "Czech text"),
        ("needs: [", "routing.yaml"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "routing.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RoutingFileError, match=reason):
        read_rules(path)
