"""The town's Asterisk with its configuration."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import psutil

from booking.api import Town, is_holiday
from cli.asterisk.root import Root
from cli.asterisk.run import Asterisk
from cli.asterisk.settings import Hours, Ports, Secrets, Settings, Trunk
from cli.asterisk.town import TownFolders, town_asterisk
from cli.context import Context
from cli.start.sounds import operator_hours

APPLICATION = "linka"
_HOLIDAYS_AHEAD = 800
"""Days; written anew at each start, so a Linka that runs for two years still knows them."""


def configure(
    context: Context, root: Root, town: Town, prompts: Mapping[str, Sequence[str]]
) -> Asterisk:
    """Asterisk, not started yet, with its files written. Raises BadTemplate."""
    return town_asterisk(
        root, TownFolders.of(context.layout.folder), settings(context, town, prompts)
    )


def settings(context: Context, town: Town, prompts: Mapping[str, Sequence[str]]) -> Settings:
    """What Asterisk is told."""
    config = context.config
    opens, closes = operator_hours(town)
    today = context.clock.today()
    days = (today + timedelta(days=ahead) for ahead in range(_HOLIDAYS_AHEAD))
    return Settings(
        number=config.number,
        sip_address=str(config.sip_address),
        most_calls=config.most_calls,
        application=APPLICATION,
        timezone=town.zone,
        clock_shift=round(context.shift.total_seconds()),
        prompts=prompts,
        ports=Ports(
            sip=config.ports.sip,
            http=config.ports.asterisk,
            ami=config.ports.ami,
            rtp_first=config.ports.rtp_first,
            rtp_last=config.ports.rtp_last,
        ),
        secrets=Secrets(ari=context.secrets.ari, ami=context.secrets.ami),
        trunk=Trunk(
            addresses=tuple(map(str, config.trunk.addresses)),
            registrar=config.trunk.registrar,
            username=config.trunk.username,
            password=context.secrets.trunk,
            outgoing=config.trunk.outgoing,
            dtmf=config.trunk.dtmf,
        ),
        hours=Hours(
            weekdays=[n for n, spans in enumerate(town.operator_hours.days, 1) if spans],
            opens=opens,
            closes=closes,
            holidays=[day for day in days if is_holiday(day)],
        ),
    )


def running_asterisk(context: Context) -> psutil.Process | None:
    """The town's Asterisk, if it runs; nothing is made or started for the answer."""
    return Asterisk(Root(Path("/"), (), Path("/")), context.layout.asterisk, []).process
