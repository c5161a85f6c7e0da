"""`suggestions.yaml`: what anybody may file by keys."""

import shutil
from pathlib import Path

import pytest
import yaml

from booking.api import Language, PhoneFiling, PlaceKind, TownFileError, check_town
from booking.town.phone_filing import read
from tests.support.databases import LIPOV


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LIPOV, tmp_path / "town"))


def test_lipov_takes_four_kinds_of_which_each_problem_is_in_three_languages() -> None:
    filing = read(LIPOV)
    assert [one.kind for one in filing.kinds] == [
        "waste-collection",
        "street-lighting",
        "roads-and-greenery",
        "grievance",
    ]
    for kind in filing.kinds:
        for said in [*kind.problems, *([kind.point] if kind.point else [])]:
            assert all(said.translated(language) for language in Language)
    assert filing.kinds[0].places == (PlaceKind.POINT, PlaceKind.STREET)


def test_a_town_without_the_file_takes_nothing(folder: Path) -> None:
    (folder / "suggestions.yaml").unlink()
    assert read(folder) == PhoneFiling()
    check_town(folder)


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("kind: grievance", "kind: gossip", "no such kind in applications.yaml"),
        ("kind: grievance", "kind: street-lighting", "there twice"),
        ("  - Dlouhá", "  - Lidická", "there twice"),
        ("  - Dlouhá", "  - 17. listopadu", "cannot be spoken"),
        ("  - Dlouhá", '  - ""', "at least 1"),
        ("places: []", "places: [point]", "'point' names the number"),
        ("places: []", "places: [moon]", "places"),
    ],
)
def test_what_will_not_do_is_refused_with_its_place(
    folder: Path, before: str, after: str, says: str
) -> None:
    file = folder / "suggestions.yaml"
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(TownFileError, match=says):
        check_town(folder)


def test_more_than_four_on_keys_are_refused(folder: Path) -> None:
    file = folder / "suggestions.yaml"
    described = yaml.safe_load(file.read_text("utf-8"))
    described["kinds"].append({"kind": "complaint"})
    file.write_text(yaml.safe_dump(described, allow_unicode=True), "utf-8")
    with pytest.raises(TownFileError, match="at most 4"):
        check_town(folder)
