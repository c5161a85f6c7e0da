"""`config.yaml`: what a town sets about the machine that Linka runs on."""

from ipaddress import IPv4Address
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import Field, ValidationError, model_validator

from cli import gateways
from cli.errors import BadConfig
from cli.fields import Number, Place, Port, Section, SocketUrl, WebUrl
from cli.gateways import Mail, Sms
from cli.layout import CHECKOUT, write_whole

_PORTS_A_CALL = 4
"""Speech and its control, for the caller and for the operator."""


class Ports(Section):
    """Where our processes listen; all on loopback, SIP and RTP apart."""

    sip: Port = 5060
    rtp_first: Port = 10000
    rtp_last: Port = 11999
    asterisk: Port = 8088
    ami: Port = 5038
    console: Port = 8070
    inbox: Port = 8071
    ivr: Port = 8072
    webhooks: Port = 8073
    metrics: Port = 8074
    returns: Port = 8026
    smtp: Port = 8025

    @model_validator(mode="after")
    def _apart(self) -> Self:
        if self.rtp_first >= self.rtp_last:
            raise ValueError("rtp_first must be below rtp_last")
        single = list(self.single.values())
        if len(set(single)) < len(single):
            raise ValueError("each port can be given once only")
        return self

    @property
    def single(self) -> dict[str, int]:
        """All but the range for speech."""
        return {name: port for name, port in self.model_dump().items() if "rtp" not in name}

    def shifted(self, by: int) -> "Ports":
        """The same, so many higher: for a second Linka on one machine. Speech needs more room."""
        moved = {name: port + by for name, port in self.single.items()}
        return Ports(**moved, rtp_first=self.rtp_first + 20 * by, rtp_last=self.rtp_last + 20 * by)


class Trunk(Section):
    """The way to the public network."""

    addresses: tuple[IPv4Address, ...] = (IPv4Address("127.0.0.1"),)
    registrar: str = ""
    username: str = ""
    dtmf: Literal["rfc4733", "auto"] = "rfc4733"
    outgoing: Place = ""
    outgoing_numbers: Literal["plus", "zeros", "national"] = "plus"
    outgoing_calls: Annotated[int, Field(ge=1, le=50)] = 2


class Supervision(Section):
    hang_seconds: Annotated[float, Field(ge=1, le=600)] = 45
    stop_seconds: Annotated[float, Field(ge=0, le=600)] = 20


class OutsideCalendar(Section):
    """A system that owns the calendars of counters: docs/outside-calendars.md."""

    url: WebUrl
    token_file: Path
    counters: dict[str, str] = Field(default_factory=dict)


class Config(Section):
    number: Number = "844121314"
    sip_address: IPv4Address = IPv4Address("127.0.0.1")
    most_calls: Annotated[int, Field(ge=1, le=10_000)] = 200
    town: str = "towns/lipov"
    database_url: str = ""
    phone_url: SocketUrl = ""
    console_url: WebUrl | Literal[""] = ""
    public_url: WebUrl | Literal[""] = ""
    ports: Ports = Ports()
    trunk: Trunk = Trunk()
    sms: Sms = Sms()
    mail: Mail = Mail()
    supervision: Supervision = Supervision()
    outside_calendars: dict[str, OutsideCalendar] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _room_for_speech(self) -> Self:
        room = (self.ports.rtp_last - self.ports.rtp_first + 1) // _PORTS_A_CALL
        if self.most_calls > room:
            raise ValueError(f"most_calls: the ports for speech have room for {room} calls")
        return self

    @property
    def town_folder(self) -> Path:
        """The town's description; a relative path counts from the checkout."""
        return CHECKOUT / self.town

    @property
    def console_address(self) -> str:
        """Where staff reach the console; stands in messages to them."""
        return self.console_url.rstrip("/") or f"http://127.0.0.1:{self.ports.console}"

    @property
    def public_address(self) -> str:
        """Where providers and mail programs reach the process `webhooks`.

        By itself that is this machine, where the demo's inbox is.
        """
        return self.public_url.rstrip("/") or f"http://127.0.0.1:{self.ports.webhooks}"

    @property
    def phone_address(self) -> str:
        """Where operators' browsers reach Asterisk's WebSocket."""
        return self.phone_url or f"ws://127.0.0.1:{self.ports.asterisk}/ws"

    @property
    def phone_media_address(self) -> str:
        """Where their speech goes; empty for any address of this machine.

        As long as nothing comes from another machine, speech does not, either.
        """
        alone = self.sip_address.is_loopback and not self.phone_url
        return str(self.sip_address) if alone else ""

    @property
    def routing_file(self) -> Path:
        """How the town's callers come to its operators."""
        return self.town_folder / "routing.yaml"


def _outside_as_text(config: Config) -> str:
    calendars = {
        name: one.model_dump(mode="json") for name, one in config.outside_calendars.items()
    }
    return yaml.safe_dump(calendars, default_flow_style=True, width=10_000).strip()


def load_or_make(path: Path, first: Config | None = None) -> Config:
    """The configuration of a file, which is written with `first` if it is not there.

    Raises BadConfig with file, field and what is allowed.
    """
    if not path.exists():
        write_whole(path, as_text(first or Config()))
    return load(path)


def load(path: Path) -> Config:
    """The configuration of a file. Raises BadConfig."""
    try:
        fields = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise BadConfig(f"{path} is not YAML: {error}") from error
    try:
        return Config.model_validate(fields or {})
    except ValidationError as error:
        raise BadConfig(f"{path}:\n" + "\n".join(_complaints(error))) from error


def _complaints(error: ValidationError) -> list[str]:
    return [
        f"  {'.'.join(map(str, item['loc'])) or 'the file'}: {item['msg']}"
        + ("" if isinstance(item["input"], dict) else f"; it says {item['input']!r}")
        for item in error.errors(include_url=False)
    ]


def as_text(config: Config) -> str:
    """The file's text, with a comment on each field."""
    ports, trunk, supervision = config.ports, config.trunk, config.supervision
    addresses = ", ".join(map(str, trunk.addresses))
    return f"""\
# What Linka is told about this machine. Read at the start: after a change, ./linka down and up.
# Passwords are in secrets.json beside it.

# The number that callers dial, as the telephone network sends it.
number: "{config.number}"
# The address that calls come in at. 127.0.0.1 takes calls from this machine only.
sip_address: {config.sip_address}
# So many callers are let in at once; one more hears the network's busy tone. Each takes four of the
# ports for speech. Read when Asterisk starts.
most_calls: {config.most_calls}
# The folder that describes the town; a relative path counts from the checkout.
town: "{config.town}"
# postgresql://… ; empty for SQLite in this folder.
database_url: "{config.database_url}"
# Where operators' browsers reach the telephone, wss://…/ws through the town's own web server; empty
# where they run on this machine.
phone_url: "{config.phone_url}"
# Where staff reach the console, https://…; stands in messages to them. Empty for this machine.
console_url: "{config.console_url}"
# Where providers of messages and mail programs reach the port `webhooks`, https://…, through the
# town's own web server: docs/messages.md. Empty for the demo's inbox on this machine.
public_url: "{config.public_url}"
# Systems that own calendars of counters, by the names that counters.yaml gives them, such as
# ticket-machine: {{url: "http://10.0.0.12:8093", token_file: /etc/linka/ticket-machine.token}}
outside_calendars: {_outside_as_text(config)}

# Where the processes listen (1024 to 65535). All but SIP and RTP (speech) are on loopback always.
ports:
  sip: {ports.sip}
  rtp_first: {ports.rtp_first}
  rtp_last: {ports.rtp_last}
  asterisk: {ports.asterisk}
  ami: {ports.ami}
  console: {ports.console}
  inbox: {ports.inbox}
  ivr: {ports.ivr}
  webhooks: {ports.webhooks}
  # The notifier's figures for Prometheus, http://127.0.0.1:…/metrics: docs/operations.md.
  metrics: {ports.metrics}
  returns: {ports.returns}
  smtp: {ports.smtp}

# The line to the public network. Calls are taken from these addresses without a password.
trunk:
  addresses: [{addresses}]
  # Where the network wants us to register; empty where it calls us by address.
  registrar: "{trunk.registrar}"
  username: "{trunk.username}"
  # How keys arrive: rfc4733, or auto, which also listens for tones and may take speech for keys.
  dtmf: {trunk.dtmf}
  # Where calls out are handed over, host or host:port: voice messages to landlines. Empty: none are
  # placed, and an operator is asked to ring. They cost what your contract says.
  outgoing: "{trunk.outgoing}"
  # How the network wants numbers: plus (+420596123456), zeros (00420596123456), or national, which
  # is 596123456 for Czech ones.
  outgoing_numbers: {trunk.outgoing_numbers}
  # So many are placed at once (1 to 50).
  outgoing_calls: {trunk.outgoing_calls}

{gateways.as_text(config.sms, config.mail)}
supervision:
  # A process that has shown no life for so long is killed and started again (1 to 600).
  hang_seconds: {supervision.hang_seconds:g}
  # How long calls may go on when Linka is stopped (0 to 600).
  stop_seconds: {supervision.stop_seconds:g}
"""
