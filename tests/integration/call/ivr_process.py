"""The process under test: holds calls until it is killed."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

import structlog

from ivr.app import Settings, serve
from ivr.ari import Address
from ivr.rings.trunk import Trunk
from ivr.routing.rules import Rules

structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))

if __name__ == "__main__":
    database, url, password, sounds, menus, spool, shift, rules, trunk = sys.argv[1:]
    settings = Settings(
        database_url=database,
        ari=Address(url, "linka", password),
        application="linka",
        sounds=Path(sounds),
        menus=Path(menus),
        spool=Path(spool),
        shift=timedelta(seconds=float(shift)),
        rules=Rules.model_validate_json(rules),
        trunk=Trunk(trunk, "844121314") if trunk else None,
    )
    asyncio.run(serve(settings, lambda: print("ready", flush=True)))
