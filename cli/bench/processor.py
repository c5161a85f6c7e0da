"""Processor time that processes have used, as the kernel counts it."""

from __future__ import annotations

from collections.abc import Iterable

import psutil


def used(processes: Iterable[psutil.Process]) -> float:
    """Seconds in user and kernel mode since each process began, all threads together."""
    times = [process.cpu_times() for process in processes]
    return float(sum(each.user + each.system for each in times))
