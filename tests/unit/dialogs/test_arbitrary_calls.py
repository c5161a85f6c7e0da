"""Whatever is keyed, and whenever the caller hangs up: every call ends or reaches a person."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ivr.call.scripted import Said, ScriptedLine
from tests.support.calls import Rows, stage
from tests.support.databases import Templates

LONGEST_CALL = 45 * 60
"""Seconds; with at most forty keys nobody can keep a call longer."""

LONGEST_SILENCE = 16.0
"""Seconds without a prompt or a key; whoever looks for letters on the keys is given fifteen."""

GAPS = st.sampled_from(["", "<", "+0.1:", "+1.4:", "+4:", "+9:"])
KEYS = st.sampled_from([*"0123456789*#", "~", "1", "2", "47201533", "836104", "777123456"])
STEPS = st.lists(
    st.builds(lambda gap, key: key if key == "~" else gap + key, GAPS, KEYS), max_size=40
)
CALLERS = st.sampled_from(["+420777000321", "+420596123456", None])


@settings(
    max_examples=120,
    deadline=None,
    phases=[Phase.reuse, Phase.generate],  # a script is short enough to read as it is
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS, hangs_up=st.booleans(), caller=CALLERS)
def test_every_call_comes_to_an_end(
    steps: list[str], hangs_up: bool, caller: str | None, templates: Templates
) -> None:
    script = " ".join([*steps, "hangup"] if hangs_up else steps)
    with tempfile.TemporaryDirectory() as folder:
        database = templates.copy("lipov", Path(folder) / "town.db")
        line = stage(database).play(script, caller=caller)
        rows = Rows(database)
        assert line.hung_up_by is not None
        assert not line.handed_over
        lines = line.transcript.lines
        assert lines[-1].at < LONGEST_CALL
        assert longest_silence(line) < LONGEST_SILENCE
        assert rows.holds == 0
        assert rows.one("SELECT count(*) FROM calls WHERE ended_at IS NULL") == 0
        assert rows.one("SELECT outcome FROM calls") in {"completed", "hung_up"}
        assert ends_well(lines)


def longest_silence(line: ScriptedLine) -> float:
    """The longest time in which neither side did anything."""
    quiet_from, longest = 0.0, 0.0
    for said in line.transcript.lines:
        if said.text == "(silence)":
            continue
        longest = max(longest, said.at - quiet_from)
        quiet_from = max(quiet_from, said.until if said.until is not None else said.at)
    return longest


def ends_well(lines: list[Said]) -> bool:
    """The caller has hung up, or was told goodbye."""
    spoken = [said.text for said in lines if said.who == "<"]
    farewells = ("Na shledanou.", "Goodbye.", "До побачення.")
    return lines[-1].text == "hung up by the caller" or spoken[-1].endswith(farewells)
