"""The demo's inbox: SMS gateway and mail server in one, with a page that shows what came."""

import asyncio

from booking.api import Secret, parse_phone
from cli.context import Context
from cli.processes import Ready
from cli.processes.gateways import DEMO_ACCOUNT
from notifier.inbox.server import InboxConfig, running
from notifier.web.twilio import INBOUND, REPEAT

PACE_SECONDS = 0.7
"""Between two receipts for a message: slow enough to be seen on the page."""


async def serve(context: Context, ready: Ready) -> None:
    """Take what is sent until cancelled. Raises OSError for a port that is taken."""
    ports = context.config.ports
    folder = context.layout.folder / "inbox"
    folder.mkdir(mode=0o700, exist_ok=True)
    config = InboxConfig(
        folder=folder,
        accounts={DEMO_ACCOUNT: Secret(context.secrets.sms)},
        http_port=ports.inbox,
        smtp_port=ports.smtp,
        inbound_url=context.config.public_address + INBOUND + REPEAT,
        number=parse_phone(context.config.number) or context.config.number,
        pace=PACE_SECONDS,
    )
    async with running(config, context.clock):
        ready()
        await asyncio.Event().wait()
