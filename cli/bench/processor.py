"""Processor time that processes have used, as the kernel counts it."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterable
from dataclasses import dataclass

import psutil


def used(processes: Iterable[psutil.Process]) -> float:
    """Seconds in user and kernel mode since each process began, all threads together."""
    times = [process.cpu_times() for process in processes]
    return float(sum(each.user + each.system for each in times))


@dataclass(frozen=True, slots=True)
class Machine:
    """Processor time of the whole machine, and the part of it that a benchmark has caused."""

    at: float
    busy: float
    ours: float

    @classmethod
    def now(cls, processes: Iterable[psutil.Process]) -> Machine:
        """As it stands; ours are these processes, this one, and the programs it has run."""
        times = psutil.cpu_times()
        busy = sum(times) - times.idle - times.iowait - times.guest - times.guest_nice
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        ours = used([*processes, psutil.Process()]) + children.ru_utime + children.ru_stime
        return cls(time.monotonic(), busy, ours)

    def others_since(self, before: Machine) -> float:
        """Percent of all cores that other programs used meanwhile: they spoil the figures."""
        cores = psutil.cpu_count() or 1
        others = (self.busy - before.busy) - (self.ours - before.ours)
        return max(0.0, others / (self.at - before.at) / cores * 100)
