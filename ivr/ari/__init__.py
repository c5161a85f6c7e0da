"""Asterisk's REST interface and events over its one WebSocket."""

from ivr.ari.client import Ari
from ivr.ari.mailbox import Mailbox
from ivr.ari.socket import Address

__all__ = ["Address", "Ari", "Mailbox"]
