"""A real Postfix: takes letters, tries to deliver them, and writes reports where it cannot."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.real_servers import PRIVATE, server, wait_until_it_listens
from tests.support.telephony import free_port

_MAIN = """
compatibility_level = 3.6
queue_directory = {private}/queue
data_directory = {private}/data
mail_owner = postfix
setgid_group = postdrop
myhostname = mail.lipov.example
mydestination =
relay_domains =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
maillog_file = /dev/stdout
smtpd_recipient_restrictions = permit_mynetworks, reject
smtp_dns_support_level = disabled
smtp_host_lookup = native
transport_maps = inline:{{ {transports} }}
minimal_backoff_time = 1s
maximal_backoff_time = 1s
queue_run_delay = 1s
maximal_queue_lifetime = {lifetime}
bounce_queue_lifetime = 60s
delay_warning_time = 0
"""
_MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup    unix  n       -       n       60      1       pickup
cleanup   unix  n       -       n       -       0       cleanup
qmgr      unix  n       -       n       300     1       qmgr
tlsmgr    unix  -       -       n       1000?   1       tlsmgr
rewrite   unix  -       -       n       -       -       trivial-rewrite
bounce    unix  -       -       n       -       0       bounce
defer     unix  -       -       n       -       0       bounce
trace     unix  -       -       n       -       0       bounce
verify    unix  -       -       n       -       1       verify
proxymap  unix  -       -       n       -       -       proxymap
smtp      unix  -       -       n       -       -       smtp
showq     unix  n       -       n       -       -       showq
error     unix  -       -       n       -       -       error
retry     unix  -       -       n       -       -       error
anvil     unix  -       -       n       -       1       anvil
scache    unix  -       -       n       -       1       scache
postlog   unix-dgram n  -       n       -       1       postlogd
"""
_POSTFIX_USER = 101
"""Of the Debian that it runs in; no other user is made there before it."""


@dataclass(frozen=True)
class Postfix:
    """A running mail server; its words are in `folder / "log"`."""

    port: int
    folder: Path


@contextmanager
def postfix(
    folder: Path, towards: Mapping[str, int], *, lifetime: str = "60s"
) -> Iterator[Postfix]:
    """A Postfix as long as the block lasts.

    Args:
        folder: empty, its own.
        towards: ports of this machine by the domain whose letters go there; it knows no others.
        lifetime: how long it tries a letter.
    """
    folder.chmod(0o755)
    port = free_port()
    transports = ", ".join(f"{{{name} = smtp:[127.0.0.1]:{to}}}" for name, to in towards.items())
    settings = folder / "etc"
    for name in (settings, folder / "queue", folder / "data"):
        name.mkdir()
    if os.geteuid() == 0:
        os.chown(folder / "data", _POSTFIX_USER, -1)
    main = _MAIN.format(private=PRIVATE, transports=transports, lifetime=lifetime)
    (settings / "main.cf").write_text(main)
    (settings / "master.cf").write_text(_MASTER.format(port=port))
    ours = {f"/etc/postfix/{file.name}": file for file in settings.iterdir()}
    with server(folder, ["/usr/sbin/postfix", "start-fg"], over=ours):
        wait_until_it_listens(port)
        yield Postfix(port, folder)
