import os
import socket

import pytest

from cli import ports
from cli.config import Config, Ports
from cli.errors import PortTaken


def taken(kind: socket.SocketKind) -> socket.socket:
    listener = socket.socket(type=kind)
    listener.bind(("127.0.0.1", 0))
    if kind is socket.SOCK_STREAM:
        listener.listen()
    return listener


def test_a_taken_port_is_told_with_who_holds_it_and_where_to_set_another() -> None:
    with taken(socket.SOCK_STREAM) as listener:
        port = listener.getsockname()[1]
        config = Config(ports=Ports(console=port))
        with pytest.raises(PortTaken) as told:
            ports.require_free(config, {"console"})
    assert f"TCP port {port}" in str(told.value)
    assert f"process {os.getpid()}" in str(told.value)
    assert "ports.console in config.yaml" in str(told.value)


def test_sip_is_looked_for_on_udp() -> None:
    with taken(socket.SOCK_DGRAM) as listener:
        config = Config(ports=Ports(sip=listener.getsockname()[1]))
        with pytest.raises(PortTaken, match="UDP"):
            ports.require_free(config, {"sip"})


def test_ports_that_are_not_asked_for_do_not_matter() -> None:
    with taken(socket.SOCK_STREAM) as listener:
        ports.require_free(Config(ports=Ports(console=listener.getsockname()[1])), set())


def test_a_port_is_free_again_when_its_holder_is_gone() -> None:
    with taken(socket.SOCK_STREAM) as listener:
        port = listener.getsockname()[1]
    assert ports.is_free("127.0.0.1", port)
