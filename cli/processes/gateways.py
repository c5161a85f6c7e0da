"""Where messages are handed over, as `config.yaml` says; else the demo's inbox on this machine."""

from dataclasses import replace
from urllib.parse import urlsplit

from booking.api import Secret
from cli.context import Context
from notifier.bounces.addresses import ReturnAddresses
from notifier.channels.email import EmailChannel, MailServer
from notifier.channels.kannel import KannelChannel, KannelGateway
from notifier.channels.shape import Channel
from notifier.channels.sms import SmsChannel, SmsGateway
from notifier.outbox import ChannelKind
from notifier.signing import Signer
from notifier.web.links import Links

DEMO_ACCOUNT = "AC" + "0" * 32
"""The account at the demo's inbox."""

_HERE = ("127.0.0.1", "localhost", "::1")


def links(context: Context) -> Links:
    """The addresses that are given to providers and put into letters."""
    return Links(context.config.public_address, Signer(Secret(context.secrets.links)))


def links_outside(context: Context) -> Links | None:
    """The same for those who are not on this machine; None as long as none can reach us."""
    return links(context) if context.config.public_url else None


def kannel_links(context: Context) -> Links:
    """The same for Kannel: on this machine it need not go through the town's web server."""
    usual = links(context)
    if urlsplit(context.config.sms.kannel.url).hostname in _HERE:
        return replace(usual, public_url=f"http://127.0.0.1:{context.config.ports.webhooks}")
    return usual


def returns(context: Context) -> ReturnAddresses | None:
    """The addresses that letters come back to; None where they do not come to us."""
    mail = context.config.mail
    if not mail.returns:
        return None
    return ReturnAddresses(mail.returns, mail.domain, Signer(Secret(context.secrets.links)))


def ways(context: Context) -> dict[ChannelKind, list[Channel]]:
    """The ways out, of each kind in the order in which they are preferred."""
    sms: list[Channel] = [
        _twilio(context) if name == "twilio" else _kannel(context)
        for name in context.config.sms.order
    ]
    ends = links_outside(context) if context.config.mail.server else links(context)
    return {
        ChannelKind.SMS: sms or [_demo(context)],
        ChannelKind.EMAIL: [EmailChannel(_server(context), ends, returns(context))],
    }


def _twilio(context: Context) -> Channel:
    ours = context.config.sms.twilio
    gateway = SmsGateway(ours.account, Secret(context.secrets.sms), ours.sender)
    return SmsChannel(gateway, links_outside(context))


def _kannel(context: Context) -> Channel:
    ours = context.config.sms.kannel
    return KannelChannel(
        KannelGateway(
            ours.url,
            ours.username,
            Secret(context.secrets.kannel),
            ours.sender,
            receipt_url=kannel_links(context).kannel_receipt,
        )
    )


def _demo(context: Context) -> Channel:
    address = f"http://127.0.0.1:{context.config.ports.inbox}"
    gateway = SmsGateway(DEMO_ACCOUNT, Secret(context.secrets.sms), "Linka", address)
    return SmsChannel(gateway, links(context))


def _server(context: Context) -> MailServer:
    mail = context.config.mail
    if not mail.server:
        return MailServer("127.0.0.1", context.config.ports.smtp, mail.sender, mail.sender_name)
    return MailServer(
        host=mail.host,
        port=mail.port,
        sender=mail.sender,
        sender_name=mail.sender_name,
        username=mail.username or None,
        password=Secret(context.secrets.mail) if mail.username else None,
        use_tls=mail.tls == "always",
        timeout=mail.timeout,
    )
