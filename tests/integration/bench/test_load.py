import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from cli.asterisk.run import Asterisk
from cli.asterisk.settings import Settings
from cli.bench.callers import Callers
from cli.bench.dialplan import PLAIN, dialplan
from cli.bench.errors import CallsFailed
from cli.bench.heard import Prompts
from cli.bench.journey import Journey, Pace, Prompt
from cli.bench.samples import answers
from cli.bench.sipp import Load, place

ONE, TWO = Prompt(("bench-one",)), Prompt(("bench-two",))
JOURNEY = Journey(ONE, (("1", TWO), ("*", ONE), ("#", TWO)))
PACE = Pace(first_key=0.4, between_keys=0.5, spread=0.1, at_the_end=0.4)


class Folders(Protocol):
    @property
    def sounds(self) -> Path: ...


class Stack(Protocol):
    @property
    def asterisk(self) -> Asterisk: ...
    @property
    def settings(self) -> Settings: ...
    @property
    def folders(self) -> Folders: ...


@dataclass
class Dialplan:
    sip: str
    prompts: Prompts


@pytest.fixture(scope="module")
def plain(make_lasting_stack: Callable[..., Stack]) -> Dialplan:
    """A town's Asterisk whose dialplan holds the journey by itself."""
    stack = make_lasting_stack(start=False)
    with (stack.asterisk.folder / "etc" / "extensions.conf").open("a") as extensions:
        extensions.write("\n" + dialplan(JOURNEY, "from-trunk"))
    stack.asterisk.start()
    noise = random.Random(7)
    files = {name: stack.folders.sounds / f"{name}.alaw" for name in (ONE.name, TWO.name)}
    for path in files.values():
        path.write_bytes(noise.randbytes(3 * 8000))
    return Dialplan(f"127.0.0.1:{stack.settings.ports.sip}", Prompts.of_files(files))


async def test_every_key_of_several_calls_at_once_is_answered_and_timed(
    plain: Dialplan, tmp_path: Path
) -> None:
    load = Load(calls=6, at_once=3, a_second=20)
    async with Callers("127.0.0.1", JOURNEY.keys, PACE) as callers:
        await place(
            load,
            to=PLAIN,
            at=plain.sip,
            sound_port=callers.port,
            talk=PACE.talk(callers.keys),
            folder=tmp_path,
        )
        heard = callers.heard
    assert len(heard) == 6
    found = answers(heard, plain.prompts, JOURNEY, at_once=1)
    assert found.unanswered == 0
    assert len(found.delays) == 18
    assert 0 < found.percentile(0.5) < 100


async def test_calls_that_are_refused_are_told(plain: Dialplan, tmp_path: Path) -> None:
    with pytest.raises(CallsFailed, match="2 of 2"):
        await place(
            Load(calls=2, at_once=2, a_second=10),
            to="nowhere",
            at=plain.sip,
            sound_port=9,
            talk=0.1,
            folder=tmp_path,
        )
