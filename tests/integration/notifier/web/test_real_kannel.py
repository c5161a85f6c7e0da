"""What a real Kannel brings from its network, to the address that we gave it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from booking.api import Backend, Secret
from notifier.received.tables import inbound_messages
from notifier.signing import Signer
from notifier.web.links import Links
from notifier.web.server import WebConfig, running
from tests.integration.notifier.conftest import eventually
from tests.support.kannel import Kannel, kannel


@pytest.fixture
def links(unused_tcp_port: int) -> Links:
    return Links(f"http://127.0.0.1:{unused_tcp_port}", Signer(Secret("key-of-the-test")))


@pytest.fixture
def gateway(tmp_path: Path, links: Links) -> Iterator[Kannel]:
    folder = tmp_path / "kannel"
    folder.mkdir()
    with kannel(folder, links.kannel_inbound()) as made:
        yield made


@pytest.mark.parametrize(
    ("sender", "text"),
    [
        ("+420777123456", "STAV 123/2026"),
        ("00420777123456", "ZRUS 472015 & prosim + dekuji 100%"),
        ("+420777123456", "Žádost o pas, prosím"),
    ],
)
async def test_what_a_citizen_writes_comes_as_it_was_written(
    sender: str,
    text: str,
    backend: Backend,
    config: WebConfig,
    links: Links,
    gateway: Kannel,
    unused_tcp_port: int,
) -> None:
    def kept() -> list[tuple[str, str, str]]:
        rows = backend.database.run(lambda tx: tx.all(select(inbound_messages)))
        return [(row.sender, row.recipient, row.text) for row in rows]

    async with running(backend.database, replace(config, links=links, port=unused_tcp_port)):
        gateway.write(sender, "844121314", text)
        await eventually(lambda: bool(kept()), 20)

    assert kept() == [("+420777123456", "+420844121314", text)]
