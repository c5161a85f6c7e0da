"""A kind's states in the town's file: inherited, fewer, others; and what is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from booking.errors import TownFileError
from booking.town import applications
from tests.support.databases import LIPOV

NAME = "{cs: Žádost, en: The application, uk: Заява}"
OWN = (
    "{code: sent, name: {cs: leží jinde, en: is elsewhere, uk: в іншому місці},"
    " stage: waiting, deadline: none, next: [closed]}"
)
NAMED = "[{{code: received, name: {}}}, {{code: closed}}]"
ROUND = "[{code: received, next: [processing]}, {code: processing, next: [received]}]"
BOTH = "[{code: received, final: true, next: [closed]}, {code: closed}]"


def read(folder: Path, states: str, more: str = "") -> applications.ApplicationsFile:
    text = f"kinds:\n  - {{code: a, mark: M, name: {NAME}, states: {states}{more}}}\n"
    (folder / applications.FILE).write_text(text, encoding="utf-8")
    return applications.read(folder, citizens=set(), services=set())


def test_a_kind_with_fewer_states_keeps_what_they_may_become(tmp_path: Path) -> None:
    [entry] = read(tmp_path, "[{code: received}, {code: processing}, {code: closed}]").kinds
    kind = entry.kind()
    assert [(state.code, state.next) for state in kind.states] == [
        ("received", ("processing", "closed")),
        ("processing", ("closed",)),
        ("closed", ()),
    ]


def test_a_kind_with_a_state_of_its_own_lets_it_be_spoken_and_labelled(tmp_path: Path) -> None:
    file = read(tmp_path, f"[{{code: received, next: [sent]}}, {OWN}, {{code: closed}}]")
    state = file.kinds[0].kind().state("sent")
    assert state.label.cs == "Leží jinde"
    assert state.name in file.spoken()


@pytest.mark.parametrize(
    ("states", "place", "why"),
    [
        ("[{code: received, next: [gone]}, {code: closed}]", "a: received", "'gone'"),
        ("[{code: received}, {code: closed}, {code: granted}]", "a: granted", "no way leads to"),
        (ROUND, "a: states", "no state is an end"),
        ("[{code: strange, final: true}]", "a: strange", "needs 'name', 'stage' and 'deadline'"),
        ("[{code: received, next: []}]", "a: received", "leads nowhere"),
        (BOTH, "a: received", "is an end and leads on"),
        ("[{code: received}]", "a: received", "nothing is left that it may become"),
        (NAMED.format("{cs: stojí}"), "a: received", "missing in the language 'en'"),
        (NAMED.format("{cs: trvá 3 dny}"), "kinds.0.states.0.name", "the digit 3"),
        (NAMED.format("{cs: dle odst.}"), "kinds.0.states.0.name", "the abbreviation odst."),
        ("[{code: received, wording: x}]", "kinds.0.states.0.wording", "not permitted"),
    ],
)
def test_a_state_that_will_not_do_is_refused_by_its_place(
    tmp_path: Path, states: str, place: str, why: str
) -> None:
    with pytest.raises(TownFileError) as refused:
        read(tmp_path, states)
    assert refused.value.place == place
    assert why in refused.value.reason


def test_a_term_must_be_possible(tmp_path: Path) -> None:
    with pytest.raises(TownFileError, match=r"term\.days"):
        read(tmp_path, "[{code: received}, {code: closed}]", ", term: {days: 0}")


def test_the_demos_file_is_good(tmp_path: Path) -> None:
    shutil.copy(LIPOV / applications.FILE, tmp_path)
    with pytest.raises(TownFileError, match="there is no service"):
        applications.read(tmp_path, citizens=set(), services=set())
