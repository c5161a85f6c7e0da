"""Asterisk's requests, by resource, as typed methods."""

from ivr.ari.requests.bridges import Bridges
from ivr.ari.requests.channels import Channels
from ivr.ari.requests.configuration import Configuration
from ivr.ari.requests.endpoints import Endpoints
from ivr.ari.requests.media import Playbacks, Recordings
from ivr.ari.requests.server import Applications, Calls, Server

__all__ = [
    "Applications",
    "Bridges",
    "Calls",
    "Channels",
    "Configuration",
    "Endpoints",
    "Playbacks",
    "Recordings",
    "Server",
]
