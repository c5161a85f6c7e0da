from pathlib import Path

import pytest

from cli import context
from cli.errors import BadConfig, NewerData, NoData
from cli.layout import VERSION, Layout, default_folder, write_whole


def test_a_new_folder_is_its_owners_alone(tmp_path: Path) -> None:
    layout = Layout.make(tmp_path / "some" / "data")
    assert layout.folder.stat().st_mode & 0o777 == 0o700
    assert layout.run.is_dir()
    assert layout.version.read_text() == f"{VERSION}\n"


def test_making_it_twice_changes_nothing(tmp_path: Path) -> None:
    first = Layout.make(tmp_path / "data")
    (first.log / "kept").touch()
    assert Layout.make(tmp_path / "data") == first
    assert (first.log / "kept").exists()


def test_a_folder_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    layout = Layout.make(tmp_path / "data")
    layout.version.write_text(f"{VERSION + 1}\n")
    for way in (Layout.make, Layout.find):
        with pytest.raises(NewerData, match="newer Linka"):
            way(layout.folder)


def test_a_folder_of_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.odt").touch()
    with pytest.raises(BadConfig, match="not empty"):
        Layout.make(tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["letter.odt"]


def test_a_folder_with_a_configuration_only_is_taken(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").touch()
    assert Layout.make(tmp_path).version.exists()


def test_a_damaged_mark_is_told(tmp_path: Path) -> None:
    layout = Layout.make(tmp_path / "data")
    layout.version.write_text("one")
    with pytest.raises(BadConfig, match="should hold a number"):
        Layout.find(layout.folder)


def test_a_folder_that_is_not_there_is_not_made_by_looking(tmp_path: Path) -> None:
    with pytest.raises(NoData, match="linka up"):
        Layout.find(tmp_path / "data")
    assert not (tmp_path / "data").exists()


def test_the_environment_names_the_usual_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINKA_DATA", "/srv/linka")
    assert default_folder() == Path("/srv/linka")
    monkeypatch.setenv("LINKA_DATA", "")
    assert default_folder().name == "data"


def test_a_file_is_replaced_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_whole(path, "one")
    write_whole(path, "two")
    assert path.read_text() == "two"
    assert list(tmp_path.iterdir()) == [path]


def test_the_database_is_its_owners_alone_even_in_an_open_folder(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o755)
    layout = Layout.make(folder)
    layout.database.touch(mode=0o644)
    layout.keep_database_private()
    assert layout.database.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"9" * 5000, b"", b"one"])
def test_a_damaged_mark_of_the_version_is_told(tmp_path: Path, mark: bytes) -> None:
    layout = Layout.make(tmp_path / "data")
    layout.version.write_bytes(mark)
    with pytest.raises((BadConfig, NewerData), match="data"):
        layout.check()


@pytest.mark.parametrize("kept", ["nonsense", "1e300", "\xff", ""])
def test_a_damaged_shift_of_the_clock_is_told(tmp_path: Path, kept: str) -> None:
    layout = Layout.make(tmp_path / "data")
    (layout.run / "shift").write_text(kept, encoding="latin-1")
    with pytest.raises(BadConfig, match="shift is damaged"):
        context.make(layout.folder)
