"""What the providers of messages are told about us."""

from dataclasses import dataclass

from cli import context
from cli.commands.options import Data, Json
from cli.lists import Column, show
from cli.processes import gateways
from notifier.web.twilio import INBOUND, REPEAT


@dataclass(frozen=True)
class Address:
    """One address, and where it is written down.

    Attributes:
        where: at the provider.
        address: as it is written there, in one line.
    """

    provider: str
    where: str
    address: str


COLUMNS = (
    Column[Address]("provider", lambda one: one.provider),
    Column[Address]("where", lambda one: one.where),
    Column[Address]("address", lambda one: one.address),
)


def command(data: Data, as_json: Json = False) -> None:
    here = context.find(data)
    addresses = [
        Address(
            "Twilio",
            "the number's 'A message comes in', Webhook, HTTP POST",
            gateways.links(here).public_url + INBOUND + REPEAT,
        ),
        Address(
            "Kannel",
            "get-url of the group sms-service",
            gateways.kannel_links(here).kannel_inbound(),
        ),
    ]
    show(addresses, COLUMNS, kind=list[Address], as_json=as_json)
