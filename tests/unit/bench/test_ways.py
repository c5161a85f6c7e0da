import pytest

from cli.bench.callers import Heard, Press
from cli.bench.dialplan import bare_menu, dialplan
from cli.bench.errors import BenchError
from cli.bench.heard import FRAME, Packet, Prompts
from cli.bench.journey import ANSWER_WAIT, Journey, Pace, Prompt
from cli.bench.town_menu import way
from ivr.menus.schema import read

MENUS = """
start: main
menus:
  main:
    greeting: {cs: Dobrý den.}
    text: {cs: Hlavní nabídka.}
    short: {cs: Hlavní.}
    keys: {"1": {menu: visits}, "2": {menu: status}, "3": {dialog: topics}}
  visits:
    text: {cs: Objednání.}
    keys: {"1": {menu: documents}}
  documents:
    text: {cs: Doklady.}
    keys: {"1": {dialog: book}}
  status:
    text: {cs: Stav.}
    keys: {"1": {dialog: book}}
"""


def test_the_way_leads_down_and_up_again() -> None:
    through = way(read(MENUS))
    assert through.keys == ("1", "1", "*", "*", "2")
    assert [len(choices) for choices in through.choices] == [1, 1, 1, 1, 2, 1]
    assert len(through.choices[0][0].sounds) == 2


def test_menus_without_a_second_level_are_refused() -> None:
    flat = "start: main\nmenus: {main: {text: {cs: A.}, keys: {'1': {dialog: book}}}}"
    with pytest.raises(BenchError, match="two levels"):
        way(read(flat))


def test_the_journey_is_what_the_first_call_heard() -> None:
    through = way(read(MENUS))
    sounds = {
        name: b"".join(bytes([number, frame]) * (FRAME // 2) for frame in range(20))
        for number, name in enumerate(sorted(through.names))
    }
    call = Heard()
    short = [choices[-1] for choices in through.choices]
    for moment, prompt in enumerate(short, 1):
        if moment > 1:
            call.presses.append(Press(through.keys[moment - 2], moment - 0.1))
        for frame in range(20):
            sound = sounds[prompt.name][frame * FRAME :][:FRAME]
            call.packets.append(Packet(moment + frame * 0.02, len(call.packets), sound))
    assert through.as_heard(call, Prompts(sounds)).prompts == tuple(short)
    del call.presses[-1]
    with pytest.raises(BenchError, match="before all its keys"):
        through.as_heard(call, Prompts(sounds))


JOURNEY = Journey(Prompt(("a", "b")), (("1", Prompt(("c",))), ("*", Prompt(("a", "b")))))


def test_the_plain_dialplan_makes_the_same_journey() -> None:
    lines = dialplan(JOURNEY, "incoming").splitlines()
    assert lines[0] == "[incoming]"
    assert "exten => s,1,Background(a&b)" in lines
    assert "exten => 1,1,Goto(bench-1,s,1)" in lines
    assert "exten => *,1,Goto(bench-2,s,1)" in lines


def test_the_bare_application_makes_the_same_journey() -> None:
    assert bare_menu(JOURNEY) == {
        "menu": {"0": {"1": "1"}, "1": {"*": "2"}, "2": {}},
        "media": {"0": "sound:a,sound:b", "1": "sound:c", "2": "sound:a,sound:b"},
    }


def test_a_journey_must_change_its_sound_with_each_key() -> None:
    with pytest.raises(ValueError, match="same sound"):
        Journey(Prompt(("a",)), (("9", Prompt(("a",))),))


def test_a_call_lasts_until_its_last_key_was_answered() -> None:
    pace = Pace(first_key=1, between_keys=2, spread=0.5, at_the_end=0.5)
    assert pace.talk(3) == pytest.approx(6 + ANSWER_WAIT)
