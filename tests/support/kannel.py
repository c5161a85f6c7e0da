"""A real Kannel with its own fake network (SMSC)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote_to_bytes

import psutil

from tests.support.real_servers import FAKE_SMSC, PRIVATE, server, wait_until_it_listens
from tests.support.telephony import free_port

USERNAME, PASSWORD = "linka", "tajne-heslo"
_CONFIGURATION = """
group = core
admin-port = {admin}
admin-interface = 127.0.0.1
admin-password = {password}
smsbox-port = {box}
box-allow-ip = 127.0.0.1
dlr-storage = internal
store-type = file
store-location = {private}/store
sms-resend-freq = 1
log-level = 1

group = smsc
smsc = fake
smsc-id = FAKE
port = {network}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {sendsms}
log-level = 1
http-request-retry = 20
http-queue-delay = 1

group = sendsms-user
username = {username}
password = {password}
max-messages = 6
concatenation = true

group = sms-service
keyword = default
catch-all = true
max-messages = 0
concatenation = true
omit-empty = true
{inbound}
"""
_GOT = re.compile(rb"Got message \d+: <(\S+) (\S+) (text|ucs-2|data|udh) (.*)>")


@dataclass(frozen=True)
class Taken:
    """What the network has taken; each part of a long message stands by itself."""

    sender: str
    recipient: str
    text: str


@dataclass
class Kannel:
    """A running gateway.

    Attributes:
        url: where it takes messages.
        folder: its own; its words are in `log`.
        network_port: where it waits for the network.
        core: the number of its inner process; the one that answers waits for it.
    """

    url: str
    folder: Path
    network_port: int
    core: int
    _network: ExitStack = field(default_factory=ExitStack)

    def connect_network(self) -> None:
        """The fake network comes up; what waits goes through it."""
        self._start("0", "+420000000 0 text -")

    def disconnect_network(self) -> None:
        """It goes down; what comes meanwhile waits in Kannel."""
        self._network.close()

    def write(self, sender: str, recipient: str, text: str) -> None:
        """A citizen sends one SMS; the network gives it to Kannel, and stays connected."""
        self.disconnect_network()
        self._start("1", f"{sender} {recipient} text {text}")

    def arrived(self) -> list[Taken]:
        """What the network has taken, the earliest first."""
        said = self.folder / "network.log"
        found = _GOT.findall(said.read_bytes()) if said.exists() else []
        return [_taken(*one) for one in found]

    def _start(self, most: str, message: str) -> None:
        # it connects once; a network that was here before may not have let go yet
        command = [FAKE_SMSC, "-H", "127.0.0.1", "-r", str(self.network_port)]
        command += ["-i", "0.2", "-m", most, message]
        self._network.enter_context(server(self.folder, command, log="network.log"))


@contextmanager
def kannel(folder: Path, inbound_url: str | None = None) -> Iterator[Kannel]:
    """A Kannel as long as the block lasts, without its network at first.

    Args:
        folder: empty, its own.
        inbound_url: where it brings what citizens write, with Kannel's escape codes.
    """
    ports = {name: free_port() for name in ("admin", "box", "network", "sendsms")}
    asked = f'get-url = "{inbound_url}"' if inbound_url else 'text = ""'
    (folder / "kannel.conf").write_text(
        _CONFIGURATION.format(
            **ports, private=PRIVATE, username=USERNAME, password=PASSWORD, inbound=asked
        )
    )
    configuration = f"{PRIVATE}/kannel.conf"
    with ExitStack() as running:
        sandbox = running.enter_context(server(folder, ["/usr/sbin/bearerbox", configuration]))
        wait_until_it_listens(ports["box"])
        running.enter_context(server(folder, ["/usr/sbin/smsbox", configuration]))
        wait_until_it_listens(ports["sendsms"])
        url = f"http://127.0.0.1:{ports['sendsms']}"
        made = Kannel(url, folder, ports["network"], _inner(sandbox.pid))
        running.callback(made.disconnect_network)
        yield made


def _inner(sandbox: int) -> int:
    children = psutil.Process(sandbox).children(recursive=True)
    return next(one.pid for one in children if one.name() == "bearerbox")


def _taken(sender: bytes, recipient: bytes, kind: bytes, said: bytes) -> Taken:
    if kind == b"udh":  # a part of a long message: its header, then its words
        kind, said = said.split(b" ", 2)[1:]
    return Taken(sender.decode(), recipient.decode(), _words(kind, said))


def _words(kind: bytes, said: bytes) -> str:
    if kind == b"text":
        return said.decode()
    raw = unquote_to_bytes(said.replace(b"+", b" "))
    # inside a long message its kind does not say its alphabet; Cyrillic has 04 in each letter
    return raw.decode("utf-16-be" if kind == b"ucs-2" or b"\x04" in raw else "utf-8")
