"""Whether the ports that we need are free, and who holds them if not."""

import socket

import psutil

from cli.config import Config
from cli.errors import PortTaken

_UDP = {"sip"}


def require_free(config: Config, names: set[str] | None = None) -> None:
    """Raise PortTaken for the first port of ours (all, or those of these names) that is taken."""
    for name, port in config.ports.single.items():
        if names is not None and name not in names:
            continue
        udp = name in _UDP
        address = str(config.sip_address) if udp else "127.0.0.1"
        if not is_free(address, port, udp=udp):
            kind = "UDP" if udp else "TCP"
            raise PortTaken(
                f"{kind} port {port} on {address} is taken by {holder(port, udp=udp)}; Linka needs"
                f" it (ports.{name} in config.yaml). Stop that program, or set another port"
            )


def is_free(address: str, port: int, *, udp: bool = False) -> bool:
    """Whether a server could listen there now."""
    with socket.socket(type=socket.SOCK_DGRAM if udp else socket.SOCK_STREAM) as probe:
        if not udp:
            # as servers do: connections that have just ended are no hindrance
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
        return True


def holder(port: int, *, udp: bool = False) -> str:
    """Who listens there, in words; another user's programs are nameless unless we are root."""
    try:
        for found in psutil.net_connections("udp" if udp else "tcp"):
            listens = udp or found.status == psutil.CONN_LISTEN
            if found.laddr and found.laddr.port == port and listens and found.pid:
                return f"{psutil.Process(found.pid).name()} (process {found.pid})"
    except psutil.Error:
        pass
    return "another program"
