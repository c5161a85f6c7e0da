from pathlib import Path

import pytest

from ivr.fallback import agi, spool

MOMENT = 1795227559.0


class Telephone:
    """A caller at the end of an AGI line, who answers from a list."""

    def __init__(self, caller: str, *answers: str) -> None:
        self.env = {"agi_callerid": caller, "agi_language": "cs", "agi_uniqueid": "1.1"}
        self.answers = list(answers)
        self.heard: list[str] = []
        self.variables: dict[str, str] = {}

    def get_data(self, filename: str, timeout: int, max_digits: int) -> str:
        assert timeout >= 3000
        assert max_digits == 9
        self.heard.append(filename)
        return self.answers.pop(0)

    def stream_file(self, filename: str) -> object:
        self.heard.append(filename)
        return ""

    def set_variable(self, name: str, value: str) -> object:
        self.variables[name] = value
        return None


def take(line: Telephone, folder: Path) -> list[str]:
    done = agi.take_request(line, MOMENT, "ask", "wrong", folder)
    assert (line.variables.get("CALLBACK") == "recorded") is done
    return [spool.read(path).caller for path in spool.waiting(folder)]


@pytest.mark.parametrize("number", ["777654321", "+420777654321"])
def test_a_shown_number_is_taken_without_a_question(tmp_path: Path, number: str) -> None:
    line = Telephone(number)
    assert take(line, tmp_path) == [number]
    assert line.heard == []


@pytest.mark.parametrize("hidden", ["", "unknown", "anonymous", "777 654"])
def test_a_hidden_number_is_asked_for(tmp_path: Path, hidden: str) -> None:
    line = Telephone(hidden, "604111222")
    assert take(line, tmp_path) == ["604111222"]
    assert line.heard == ["ask"]


def test_a_number_that_is_too_short_is_asked_for_again(tmp_path: Path) -> None:
    line = Telephone("", "6041", "604111222")
    assert take(line, tmp_path) == ["604111222"]
    assert line.heard == ["ask", "wrong", "ask"]


def test_after_two_tries_nothing_is_recorded(tmp_path: Path) -> None:
    assert take(Telephone("", "", "12*456789"), tmp_path) == []


def test_a_spool_that_cannot_be_written_is_not_said_to_be_recorded(tmp_path: Path) -> None:
    line = Telephone("777654321")
    with pytest.raises(OSError, match="No such file"):
        agi.take_request(line, MOMENT, "ask", "wrong", tmp_path / "gone")
    assert line.variables == {}
