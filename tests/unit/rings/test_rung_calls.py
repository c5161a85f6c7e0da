"""Rings that were picked up, word for word. `--update` writes them anew: read the difference."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import cast

import pytest

from booking.api import (
    Backend,
    Contact,
    Database,
    Language,
    Matter,
    Ring,
    RingOutcome,
    Speech,
    Visit,
)
from ivr.app import read_tree
from ivr.ari import Ari
from ivr.call.behind import Behind
from ivr.call.errors import LineLost
from ivr.call.reception import Menus
from ivr.call.runner import Runner
from ivr.call.scripted import ScriptedLine
from ivr.call.virtual_time import VirtualClock, VirtualLoop
from ivr.dialogs import load
from ivr.menus.revisions import Revisions
from ivr.rings.talk import Talks
from ivr.routing.requests import Requests
from ivr.routing.rules import Rules
from ivr.speech.catalogue import Catalogue
from tests.support.calls import Rows, SteadyVoice
from tests.support.databases import CHEAP_HASHING, LIPOV, MORNING, Templates

GOLDEN = Path(__file__).parents[2] / "golden" / "rung"
CALLS = sorted(GOLDEN.glob("*.txt"))
LANDLINE = "+420596123456"
VOICE = SteadyVoice(Catalogue())
TREE = read_tree(LIPOV / "menus.yaml")
SECRET_WORDS = ("pas", "Kovářová", "kód")
"""What somebody who picks up by chance must not hear."""


def settings(text: str) -> dict[str, str]:
    return dict(re.findall(r"^# (\w+): (.*)$", text, re.MULTILINE))


class Town:
    """A process that rings somebody, on a clock that jumps."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.backend = Backend(database, database.clock, CHEAP_HASHING)
        requests = Requests(database, self.backend.staff, Rules())
        self.behind = Behind(database)
        runner = Runner(self.backend, VOICE, self.behind, load(), requests)
        menus = Menus(TREE, Revisions(database))
        nobody = cast("Ari", None)  # a line that is scripted needs no Asterisk
        self.talks = Talks(nobody, runner, menus, "844121314")

    async def asked(self, matter: Matter, language: Language) -> Ring:
        """A ring that was claimed."""
        await Revisions(self.database).publish(TREE)
        speech = Speech(matter)
        if matter is not Matter.APPLICATION:
            visit = await self._visit()
            if matter is Matter.CANCELLED:
                await self.backend.visits.cancel(visit.id, by="operator")
            speech = Speech(matter, visit.id, visit.start, visit.office)
        until = self.database.clock.now().replace(hour=12)
        await self.backend.rings.speak(
            phone=LANDLINE, language=language, speech=speech, until=until, key="message:1"
        )
        [ring] = await self.backend.rings.claim_to_dial("linka", most=1)
        return ring

    async def _visit(self) -> Visit:
        hold = await self.backend.visits.hold_nearest("passport.new", owner="call-1")
        assert hold is not None
        contact = Contact(LANDLINE)
        return await self.backend.visits.confirm(hold.id, contact=contact, language=Language.CS)

    async def picked_up(self, ring: Ring, script: str) -> ScriptedLine:
        line = ScriptedLine(script, VOICE.seconds, call_id=f"ring-{ring.id}", caller=LANDLINE)
        try:
            await self.talks.begin(line, ring)
        except LineLost:
            self.behind.abandon()
        await self.over(ring)
        return line

    async def over(self, ring: Ring) -> None:
        await self.behind.flush()
        await self.backend.rings.ended(ring.id, RingOutcome.HUNG_UP)


def play(database: Path, script: str, matter: Matter, language: Language) -> ScriptedLine:
    loop = VirtualLoop()
    held = Database.on_file(database, VirtualClock(loop, MORNING), inline=True)
    try:
        town = Town(held)

        async def ring() -> ScriptedLine:
            return await town.picked_up(await town.asked(matter, language), script)

        return loop.run_until_complete(ring())
    finally:
        for task in asyncio.all_tasks(loop):
            task.cancel()
        held.close()
        loop.close()


@pytest.mark.parametrize("path", CALLS, ids=[path.stem for path in CALLS])
def test_the_ring_goes_as_written(
    path: Path, templates: Templates, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    golden = path.read_text("utf-8")
    asked = settings(golden)
    database = templates.copy("lipov", tmp_path / "town.db")
    language = Language(asked.get("language", "cs"))
    line = play(database, asked["keys"], Matter(asked["matter"]), language)
    outcome = Rows(database).one("SELECT outcome FROM rings ORDER BY id LIMIT 1")
    heading = "".join(f"# {name}: {value}\n" for name, value in asked.items())
    played = f"{line.transcript.text}\n\n{outcome}"
    if request.config.getoption("--update"):
        path.write_text(f"{heading}\n{played}\n", "utf-8")
    assert path.read_text("utf-8") == f"{heading}\n{played}\n"


@pytest.mark.parametrize("matter", Matter)
def test_nothing_personal_is_said_to_whoever_picks_up(
    matter: Matter, templates: Templates, tmp_path: Path
) -> None:
    database = templates.copy("lipov", tmp_path / "town.db")
    said = play(database, "9 1", matter, Language.CS).transcript.said()
    words = re.findall(r"\w+", said)
    assert not set(SECRET_WORDS) & set(words)
    for code, name in Rows(database).all("SELECT code, name FROM visits"):
        assert code not in said
        assert name is None or name not in said
