"""What the machine must offer: room on the disk, free ports, namespaces."""

import shutil
import subprocess

from cli import ports
from cli.asterisk.debian import cache_folder
from cli.asterisk.errors import NAMESPACES_ADVICE, NamespacesRefused
from cli.context import Context
from cli.errors import DiskFull

_BYTES = 1_500_000_000
"""The sounds take half of it, the database and a year's logs the rest."""


def require_room(context: Context) -> None:
    """Raise DiskFull if the data folder has no room for what is made in it."""
    for folder in (context.layout.folder, cache_folder()):
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
        if free < _BYTES:
            raise DiskFull(
                f"the disk is nearly full: {free // 1_000_000} MB are free for {folder},"
                f" {_BYTES // 1_000_000} MB are needed. Make room and start again"
            )


def require_namespaces() -> None:
    """Raise NamespacesRefused with what to do, before an hour is spent on anything else."""
    trial = subprocess.run(
        ["bwrap", "--ro-bind", "/", "/", "true"], capture_output=True, text=True, check=False
    )
    if trial.returncode:
        raise NamespacesRefused(NAMESPACES_ADVICE)


def require_ports(context: Context, *, running: set[str]) -> None:
    """Raise PortTaken for a port that is taken, except by those of ours that run already."""
    owners = {
        "sip": "asterisk",
        "asterisk": "asterisk",
        "ami": "asterisk",
        "console": "console",
        "inbox": "inbox",
        "smtp": "inbox",
        "ivr": "ivr",
        "metrics": "notifier",
        "webhooks": "webhooks",
        "returns": "webhooks",
    }
    ports.require_free(
        context.config, {port for port, owner in owners.items() if owner not in running}
    )
