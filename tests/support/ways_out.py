"""The real ways out, as the town's gateways have them: to gateways and servers of a test."""

from __future__ import annotations

from notifier.channels.email import EmailChannel, MailServer
from notifier.channels.shape import Channel
from notifier.channels.sms import SmsChannel, SmsGateway
from notifier.outbox import ChannelKind
from notifier.web.links import Links


def channels_for(
    gateway: SmsGateway, server: MailServer, links: Links | None = None
) -> dict[ChannelKind, Channel]:
    """With `links`, receipts and the end of messages come back to us."""
    return {
        ChannelKind.SMS: SmsChannel(gateway, links),
        ChannelKind.EMAIL: EmailChannel(server, links),
    }
