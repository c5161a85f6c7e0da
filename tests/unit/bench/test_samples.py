import pytest

from cli.bench.callers import Heard, Press
from cli.bench.errors import CallsFailed
from cli.bench.heard import FRAME, Packet, Prompts
from cli.bench.journey import Journey, Prompt
from cli.bench.samples import Answers, answers

SOUNDS = {
    name: b"".join(bytes([number, frame]) * (FRAME // 2) for frame in range(50))
    for number, name in enumerate(("one", "two"), 1)
}
PROMPTS = Prompts(SOUNDS)
JOURNEY = Journey(Prompt(("one",)), (("1", Prompt(("two",))), ("*", Prompt(("one",)))))


def call(at: float, *begins: tuple[str, float], presses: tuple[float, ...]) -> Heard:
    """Prompts that begin at these times, each played until the next one."""
    heard = Heard()
    ends = [*(begin for _, begin in begins[1:]), begins[-1][1] + 0.5]
    for (name, begin), end in zip(begins, ends, strict=True):
        for frame in range(round((end - begin) / 0.02)):
            sound = SOUNDS[name][frame * FRAME : (frame + 1) * FRAME]
            number = len(heard.packets)
            heard.packets.append(Packet(at + begin + frame * 0.02, number, sound))
    heard.presses += [Press(key, at + p) for key, p in zip("1*", presses, strict=False)]
    return heard


def test_each_key_has_its_delay_in_milliseconds() -> None:
    one = call(5.0, ("one", 0.0), ("two", 0.42), ("one", 0.81), presses=(0.4, 0.8))
    found = answers([one], PROMPTS, JOURNEY, at_once=1)
    assert found.delays == pytest.approx((20, 10))
    assert found.unanswered == 0


def test_a_key_whose_prompt_never_began_is_unanswered() -> None:
    deaf = call(0.0, ("one", 0.0), presses=(0.1, 0.3))
    assert answers([deaf], PROMPTS, JOURNEY, at_once=1) == Answers((), 2)


def test_a_key_that_could_not_be_pressed_any_more_is_unanswered() -> None:
    cut_short = call(0.0, ("one", 0.0), ("two", 0.12), presses=(0.1,))
    assert answers([cut_short], PROMPTS, JOURNEY, at_once=1).unanswered == 1


def test_only_keys_under_the_full_load_count() -> None:
    early = call(0.0, ("one", 0.0), ("two", 0.11), ("one", 0.5), presses=(0.1, 0.49))
    late = call(0.3, ("one", 0.0), ("two", 0.11), ("one", 0.5), presses=(0.1, 0.49))
    assert len(answers([early, late], PROMPTS, JOURNEY, at_once=2).delays) == 3


def test_percentiles_are_values_that_were_measured() -> None:
    hundred = Answers(tuple(float(delay) for delay in range(100, 0, -1)), 0)
    assert hundred.percentile(0.5) == 50
    assert hundred.percentile(0.99) == 99
    assert Answers((7.0,), 0).percentile(0.99) == 7
    with pytest.raises(CallsFailed):
        Answers((), 3).percentile(0.5)
