"""Names by which one worker can see that another is dead."""

from __future__ import annotations

from pathlib import Path

import psutil

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_NAMESPACE = Path("/proc/self/ns/pid")


def own_name() -> str:
    """The name of this process: the machine since its start, its number, when it was started."""
    process = psutil.Process()
    return f"{_machine()}/{process.pid}/{process.create_time():.2f}"


def is_dead(name: str) -> bool:
    """Whether that worker is certainly no longer there; False for one on another machine."""
    machine, _, process = name.partition("/")
    number, _, started = process.partition("/")
    if machine != _machine() or not number.isdecimal():
        return False
    try:
        found = psutil.Process(int(number))
        return f"{found.create_time():.2f}" != started or found.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def _machine() -> str:
    # numbers of processes mean the same only within one boot and one namespace
    namespace = str(_NAMESPACE.readlink()).strip("pid:[]")
    return f"{_BOOT.read_text().strip()[:18]}.{namespace}"
