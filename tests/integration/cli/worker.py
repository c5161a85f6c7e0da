"""A small real process as ours are: takes its name, shows life, works until it is told to stop."""

import asyncio
import sys
import time
from pathlib import Path

from cli.supervisor.presence import AlreadyPresent, Presence
from cli.supervisor.program import ALREADY_PRESENT


async def main(presence: Presence, manner: str) -> None:
    async with presence.beating():
        if manner != "never ready":
            presence.ready()
        if manner == "hangs":
            await asyncio.sleep(0.3)
            time.sleep(3600)  # noqa: ASYNC251 - a loop that hangs is the point
        await asyncio.sleep(3600)


if __name__ == "__main__":
    folder, name, manner = sys.argv[1:]
    print(f"{name} begins", flush=True)
    if manner == "dies":
        sys.exit(3)
    try:
        claimed = Presence.claim(Path(folder), name, within=0.2)
    except AlreadyPresent:
        sys.exit(ALREADY_PRESENT)
    asyncio.run(main(claimed, manner))
