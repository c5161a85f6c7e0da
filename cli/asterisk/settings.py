"""What a town's Asterisk is told: addresses, secrets, trunk, the fall-back's hours and prompts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from ipaddress import ip_address
from typing import Literal


@dataclass(frozen=True)
class Ports:
    """Where Asterisk listens. Everything but SIP and RTP is on loopback always."""

    sip: int = 5060
    http: int = 8088
    ami: int = 5038
    rtp_first: int = 10000
    rtp_last: int = 11999


@dataclass(frozen=True)
class Secrets:
    """The passwords that our own processes use towards Asterisk."""

    ari: str = field(repr=False)
    ami: str = field(repr=False)


Dtmf = Literal["rfc4733", "auto"]


@dataclass(frozen=True)
class Trunk:
    """The way to the public network.

    By address: calls come from `addresses`, and no password is asked for (the demo's is
    127.0.0.1 only). By registration: `registrar` with `username` and `password` is set too, and
    we keep registered there.

    `outgoing` is where calls out are handed over, host or host:port; empty where none are placed.

    `dtmf` 'auto' also detects in-band tones where the other side offers no RFC 4733; it takes
    speech for keys now and then, so it is not the default.
    """

    addresses: Sequence[str] = ("127.0.0.1",)
    registrar: str = ""
    username: str = ""
    password: str = field(default="", repr=False)
    outgoing: str = ""
    dtmf: Dtmf = "rfc4733"

    @property
    def asterisk_dtmf(self) -> str:
        """Asterisk's name for it."""
        return "auto" if self.dtmf == "auto" else "rfc4733"


@dataclass(frozen=True)
class Hours:
    """The operators' hours, the same each working day of `weekdays` (1 is Monday)."""

    weekdays: Sequence[int] = (1, 2, 3, 4, 5)
    opens: time = time(7)
    closes: time = time(17)
    holidays: Sequence[date] = ()

    @property
    def working_days(self) -> str:
        """The days for a character class; the 0 is no day, and keeps the class from being empty."""
        return "0" + "".join(str(day) for day in sorted(self.weekdays))


PROMPTS = (
    "fallback.welcome",
    "fallback.open_hours",
    "fallback.offer_callback",
    "fallback.ask_number",
    "fallback.recorded",
    "fallback.not_recorded",
    "fallback.goodbye",
    "fallback.wrong_key",
)


@dataclass(frozen=True)
class Settings:
    """All that the templates may use.

    `prompts` maps each key of PROMPTS to its sounds, in order, named as below the sounds folder
    and without suffix. `clock_shift` is in seconds. `lease` is how long an unattended call stays
    with the application at first, in seconds; `claim_within` how long it waits to be claimed, in
    milliseconds. `most_calls` callers are let in at once; read when Asterisk starts.
    """

    number: str
    ports: Ports
    secrets: Secrets
    prompts: Mapping[str, Sequence[str]]
    hours: Hours = Hours()
    trunk: Trunk = Trunk()
    sip_address: str = "127.0.0.1"
    application: str = "linka"
    timezone: str = "Europe/Prague"
    language: str = "cs"
    clock_shift: int = 0
    lease: int = 20
    claim_within: int = 1500
    most_calls: int = 200

    @property
    def loopback_only(self) -> bool:
        """Whether no call can come from another machine."""
        return ip_address(self.sip_address).is_loopback
