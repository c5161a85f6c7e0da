"""Calls of all kinds while random processes are killed or stopped, and a reckoning at the end.

Run by `./linka soak failures`; leaves nothing behind but what it prints.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
from collections import Counter
from pathlib import Path

from rich.console import Console

from cli.bench.report import Figure, as_json, as_table
from cli.config import Config, Ports, Supervision, as_text
from cli.layout import write_whole
from tests.soak.storm import Storm
from tests.soak.walks import Told, Walker, any_situation
from tests.support.linka import Account, Linka, Telephones, free_offset
from tests.support.processes import HANGS, Processes
from tests.support.reckoning import HELD, OPEN_CALLS, faults_of_messages, messages_are_out

HANGS_UP = 0.15
"""The share of callers who hang up in the middle."""
SETTLED_WITHIN = 30.0
BACK_WITHIN = 5.0
"""Seconds from a kill to the apology."""


class Soak:
    """One run.

    Args:
        linka: what is rung.
        at_once: callers at the same time.
        chance: what happens when.
    """

    def __init__(self, linka: Linka, at_once: int, chance: random.Random) -> None:
        self.linka = linka
        self.told: list[Told] = []
        self.unanswered = 0
        self._at_once = at_once
        self._chance = chance
        self._serial = 0
        self._hidden = 0

    async def run(self, seconds: float) -> list[Figure]:
        """Let it storm for so long, and reckon."""
        accounts = self.linka.accounts()
        for account in accounts:
            self.linka.vault.keyed(account.login)
            self.linka.vault.keyed(account.pin)
        ear = await asyncio.to_thread(self.linka.ear, slow=True)
        storm = Storm(Processes(self.linka), self._chance)
        until = asyncio.get_running_loop().time() + seconds
        async with self.linka.exchange() as exchange:
            phones = Telephones(self.linka, exchange, ear)
            raging = asyncio.create_task(storm.rage())
            callers = [self._ring_on(phones, accounts, until) for _ in range(self._at_once)]
            await asyncio.gather(*callers)
            raging.cancel()
            await asyncio.wait({raging})
            await storm.calm()
        await self._settle()
        return [*self._figures(storm), *self._faults()]

    async def _ring_on(self, phones: Telephones, accounts: list[Account], until: float) -> None:
        """One telephone: call after call."""
        while asyncio.get_running_loop().time() < until:
            await asyncio.sleep(self._chance.uniform(0.0, 3.0))
            self._serial += 1
            situation = any_situation(self._chance, accounts, self._serial, hidden=not self._hidden)
            walker = Walker(phones, situation, f"775{self._serial:06}")
            self._hidden += situation.hidden
            try:
                told = await walker.walk(self._chance.random() < HANGS_UP)
            finally:
                self._hidden -= situation.hidden
            if told is None:
                self.unanswered += 1
            else:
                self.told.append(told)

    async def _settle(self) -> None:
        """Wait for what goes on behind the calls: messages, ends of calls, the spool."""
        await messages_are_out(self.linka, within=180.0)
        try:
            async with asyncio.timeout(SETTLED_WITHIN):
                while self.linka.rows(OPEN_CALLS) or self.linka.rows(HELD):  # noqa: ASYNC110  other processes write
                    await asyncio.sleep(0.2)
        except TimeoutError:
            return  # the figures tell

    def _figures(self, storm: Storm) -> list[Figure]:
        delays = [
            min(after)
            for moment in storm.killed
            for told in self.told
            if told.lasted[0] < moment < told.lasted[1]
            and (
                after := [at - moment for at in told.apologies if moment < at < storm.until(moment)]
            )
        ]
        return [
            *(Figure(name, count, "times", None, "lower") for name, count in storm.blows.items()),
            Figure("calls", len(self.told), "calls", None, "higher"),
            Figure("calls interrupted", self._count("apologies"), "calls", None, "lower"),
            Figure("calls in the fall-back", self._count("fell_back"), "calls", None, "lower"),
            Figure("codes heard", self._count("code"), "codes", None, "higher"),
            Figure("kill to apology, median", _median(delays), "s", None, "lower"),
            Figure("kill to apology, longest", max(delays, default=0.0), "s", BACK_WITHIN, "lower"),
        ]

    def _count(self, field: str) -> int:
        return sum(bool(getattr(told, field)) for told in self.told)

    def _faults(self) -> list[Figure]:
        visits = self.linka.rows("SELECT code, phone FROM visits WHERE channel = 'phone'")
        there = Counter((visit["code"], visit["phone"]) for visit in visits)
        rings = Counter(row["phone"] for row in self.linka.rows("SELECT phone FROM rings"))
        lost = [
            told
            for told in self.told
            if told.code and not any(code == told.code for code, _ in there)
        ]
        doubled = [phone for phone, n in _by_phone(visits).items() if phone and n > 1]
        forgotten = [t for t in self.told if t.recorded and rings[f"+420{t.number}"] == 0]
        rung_twice = [phone for phone, n in rings.items() if n > 1]
        dropped = [told.fault for told in self.told if told.fault]
        found: dict[str, list[object]] = {
            "calls not answered": [self.unanswered] * self.unanswered,
            "calls dropped": [*dropped],
            "visits lost": [*lost],
            "visits doubled": [*doubled],
            "messages missing or doubled": [*faults_of_messages(self.linka)],
            "calls back lost": [*forgotten],
            "calls back doubled": [*rung_twice],
            "holds left": [*self.linka.rows(HELD)],
            "calls left open": [*self.linka.rows(OPEN_CALLS)],
            "secrets written": [*self.linka.vault.leaks()],
        }
        for name, which in found.items():
            for one in which:
                print(f"{name}: {one}", file=sys.stderr)
        return [Figure(name, len(which), "times", 0.0, "lower") for name, which in found.items()]


def _by_phone(visits: list[dict[str, object]]) -> Counter[object]:
    return Counter(visit["phone"] for visit in visits)


def _median(values: list[float]) -> float:
    return statistics.median(values) if values else 0.0


def main() -> None:
    """The command line of the soak itself."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--at-once", type=int, default=6)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    seed = random.randrange(10**6) if asked.seed is None else asked.seed
    print(f"seed {seed}", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="linka-soak-") as folder:
        linka = Linka(Path(folder) / "data")
        linka.data.mkdir()
        hasty = Config(
            ports=Ports().shifted(free_offset()), supervision=Supervision(hang_seconds=HANGS)
        )
        write_whole(linka.data / "config.yaml", as_text(hasty))
        try:
            linka.up()
            soak = Soak(linka, asked.at_once, random.Random(seed))
            figures = asyncio.run(soak.run(60 * asked.minutes))
        finally:
            linka.down()
    if asked.json:
        print(as_json(figures))
    else:
        Console().print(as_table("Killed and stopped processes", figures))
    sys.exit(1 if any(figure.missed for figure in figures) else 0)


if __name__ == "__main__":
    main()
