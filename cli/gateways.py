"""`config.yaml`, the sections `sms` and `mail`: where messages are handed over."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from cli.fields import Address, Domain, Line, Place, Section, WebUrl

Account = Annotated[str, StringConstraints(pattern=r"^(AC[0-9a-f]{32})?$")]
Sender = Annotated[str, StringConstraints(pattern=r"^(\+?[0-9]{3,15}|[A-Za-z0-9 ]{1,11})?$")]
"""A number, or a name of at most eleven letters, which nobody can answer to."""

Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{0,60}$")]


class Twilio(Section):
    """An account there. Its token is `sms` in secrets.json."""

    account: Account = ""
    sender: Sender = ""


class Kannel(Section):
    """A gateway of the town's own, or of its operator. Its password is `kannel` in secrets.json."""

    url: WebUrl | Literal[""] = ""
    username: Name = ""
    sender: Sender = ""


class Sms(Section):
    """See docs/messages.md."""

    order: tuple[Literal["twilio", "kannel"], ...] = ()
    twilio: Twilio = Twilio()
    kannel: Kannel = Kannel()

    @model_validator(mode="after")
    def _can_be_used(self) -> Self:
        if len(set(self.order)) < len(self.order):
            raise ValueError("order: each gateway once")
        for name in self.order:
            gateway = self.twilio if name == "twilio" else self.kannel
            missing = [field for field, value in gateway.model_dump().items() if not value]
            if missing:
                raise ValueError(f"{name}: {', '.join(missing)} must be given, as it is in order")
        return self


class Mail(Section):
    """The town's own mail server. Its password, if it asks for one, is `mail` in secrets.json."""

    server: Place = ""
    sender: Address = "linka@lipov.example"
    sender_name: Line = ""
    username: Line = ""
    tls: Literal["offered", "always"] = "offered"
    returns: Domain = ""
    timeout: Annotated[float, Field(ge=1, le=300)] = 15

    @model_validator(mode="after")
    def _has_a_sender(self) -> Self:
        if not self.sender:
            raise ValueError("sender: letters need an address that they come from")
        return self

    @property
    def host(self) -> str:
        """The server's name."""
        return self.server.partition(":")[0]

    @property
    def port(self) -> int:
        """Its port; 25 is between servers, 465 for TLS from the first byte."""
        given = self.server.partition(":")[2]
        return int(given) if given else (465 if self.tls == "always" else 25)

    @property
    def domain(self) -> str:
        """Of the sender."""
        return self.sender.rpartition("@")[2]


def as_text(sms: Sms, mail: Mail) -> str:
    """The sections' text, with a comment on each field."""
    return f"""\
# Where SMS are handed over: docs/messages.md. Passwords stand in secrets.json.
sms:
  # twilio, kannel, or both: the second takes over while the first is away or slow. Empty: the
  # demo's inbox on this machine, and nothing leaves it.
  order: [{", ".join(sms.order)}]
  # A sender is a number, or a name of at most 11 letters; nobody can answer to a name.
  twilio:
    account: "{sms.twilio.account}"
    sender: "{sms.twilio.sender}"
  kannel:
    url: "{sms.kannel.url}"
    username: "{sms.kannel.username}"
    sender: "{sms.kannel.sender}"

# The town's mail server. Empty server: the demo's inbox on this machine.
mail:
  # host or host:port
  server: "{mail.server}"
  sender: "{mail.sender}"
  sender_name: "{mail.sender_name}"
  username: "{mail.username}"
  # always: TLS from the first byte. offered: STARTTLS where the server offers it.
  tls: {mail.tls}
  # Letters that cannot be delivered come back to bounce-…@this domain; the server hands them to
  # the port `returns`. Empty: they come back to the sender, and Linka does not learn of it.
  returns: "{mail.returns}"
  timeout: {mail.timeout:g}
"""
