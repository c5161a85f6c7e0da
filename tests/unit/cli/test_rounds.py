"""Tests in rounds: what counts real seconds has a second try, what only thinks has none."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cli.commands import test as rounds

AT_SECOND = """
from pathlib import Path

def test_one_that_passes_at_the_second_try():
    tried = Path(__file__).with_suffix(".tried")
    before = tried.exists()
    tried.touch()
    assert before
"""
NEVER = "def test_one_that_always_fails():\n    assert not 'a fault'\n"
ALWAYS = "def test_one_that_passes():\n    assert 'all is well'\n"

Run = Callable[..., int]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs rounds of one file each; gives the exit status of all."""

    def all_rounds(*files: str, in_real_time: bool) -> int:
        made = []
        for number, content in enumerate(files):
            path = tmp_path / f"test_{number}.py"
            path.write_text(content)
            made.append(rounds._Round((str(path),), in_real_time))
        monkeypatch.setattr(rounds, "_ROUNDS", tuple(made))
        monkeypatch.setattr(rounds, "CHECKOUT", tmp_path)
        return rounds._all_rounds()

    return all_rounds


def test_what_passes_needs_no_second_try(run: Run, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(ALWAYS, ALWAYS, in_real_time=True) == 0
    assert "once more" not in capfd.readouterr().out


def test_what_passes_at_the_second_try_passes_and_is_named(
    run: Run, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(ALWAYS, AT_SECOND, in_real_time=True) == 0
    said = capfd.readouterr().out
    assert "1 that count real seconds are tried once more" in said
    assert "\n  test_1.py::test_one_that_passes_at_the_second_try\n" in said


def test_a_fault_fails_at_both_tries(run: Run) -> None:
    assert run(AT_SECOND, NEVER, in_real_time=True) == 1


def test_what_only_thinks_has_no_second_try(run: Run) -> None:
    assert run(AT_SECOND, ALWAYS, in_real_time=False) == 1


def test_so_many_failures_are_no_accident(run: Run) -> None:
    many = "\n".join(
        AT_SECOND.replace("test_one", f"test_{n}").replace(".tried", f".tried{n}")
        for n in range(rounds.MOST_AGAIN + 1)
    )
    assert run(many, in_real_time=True) == 1


def test_a_failure_that_nobody_has_noted_stays_one(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = -p no:cacheprovider\n")
    assert run(NEVER, in_real_time=True) == 1


def test_a_file_that_cannot_be_read_in_is_a_fault(run: Run) -> None:
    assert run("import nothing_of_that_name", in_real_time=True) == 2
