import asyncio
import os
import pickle
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from panoramisk import Manager

from cli.asterisk.root import find_or_build
from cli.asterisk.settings import Trunk
from cli.asterisk.town import TownFolders, town_asterisk
from cli.phone.exchange import Exchange
from tests.support.telephony import MakeStack, Stack

BY_REGISTRATION = Trunk(("127.0.0.9",), "127.0.0.9", "lipov", "secret word", "auto")


@pytest.mark.parametrize("trunk", [Trunk(), BY_REGISTRATION], ids=["by address", "registered"])
def test_the_town_starts_without_warning_or_error(make_stack: MakeStack, trunk: Trunk) -> None:
    stack = make_stack(trunk=trunk)
    stack.asterisk.command("core show version")
    assert "WARNING" not in stack.log
    assert "ERROR" not in stack.log
    stack.asterisk.stop()


async def test_the_exchange_starts_without_warning_or_error(exchange: Exchange) -> None:
    log = "".join(path.read_text() for path in (exchange.folder / "log").iterdir())
    assert "ERROR" not in log.partition("Channel")[0]
    assert "WARNING" not in log.partition("Channel")[0]


def test_every_module_named_is_running(stack: Stack) -> None:
    named = {
        line.split()[2]
        for line in (stack.folders.asterisk / "etc/modules.conf").read_text().splitlines()
        if line.startswith("load =")
    }
    shown = stack.asterisk.command("module show").splitlines()
    running = {line.split()[0] for line in shown if " Running " in line}
    assert named <= running


def test_a_second_start_finds_the_first(make_stack: MakeStack) -> None:
    stack = make_stack()
    process = stack.asterisk.process
    assert stack.asterisk.start() is False
    assert stack.asterisk.process == process


def test_it_outlives_the_one_who_started_it(make_stack: MakeStack, tmp_path: Path) -> None:
    stack = make_stack(start=False)
    program = (
        "import pickle, sys, time\n"
        "pickle.load(open(sys.argv[1], 'rb')).start()\n"
        "print('started', flush=True)\n"
        "time.sleep(60)\n"
    )
    kept = tmp_path / "asterisk"
    kept.write_bytes(pickle.dumps(stack.asterisk))
    with subprocess.Popen(
        [sys.executable, "-c", program, str(kept)],
        stdout=subprocess.PIPE,
        cwd=Path.cwd(),
        start_new_session=True,
    ) as starter:
        assert starter.stdout is not None
        assert starter.stdout.readline() == b"started\n"
        os.killpg(starter.pid, signal.SIGKILL)
    time.sleep(0.3)
    assert stack.asterisk.process is not None
    assert stack.asterisk.start() is False
    stack.asterisk.stop()
    assert stack.asterisk.process is None


def test_it_starts_again_after_it_was_killed(make_stack: MakeStack) -> None:
    stack = make_stack()
    stack.asterisk.kill()
    assert stack.asterisk.process is None
    assert stack.asterisk.start() is True
    stack.asterisk.stop()


def test_another_process_with_the_old_number_is_not_taken_for_it(make_stack: MakeStack) -> None:
    stack = make_stack(start=False)
    run = stack.folders.asterisk / "run"
    run.mkdir(parents=True)
    (run / "asterisk.pid").write_text(str(os.getpid()))
    assert stack.asterisk.process is None


def test_a_folder_with_a_space_in_its_name_will_do(make_stack: MakeStack, tmp_path: Path) -> None:
    stack = make_stack(start=False)
    folders = replace(TownFolders.of(tmp_path / "a town"), sounds=stack.folders.sounds)
    asterisk = town_asterisk(stack.asterisk.root, folders, stack.settings)
    asterisk.start()
    running = asterisk.process is not None
    asterisk.stop()
    assert running


def test_the_cached_root_is_found_and_not_built_again() -> None:
    built = find_or_build().path.stat()
    found = find_or_build().path.stat()
    assert (found.st_ino, found.st_mtime_ns) == (built.st_ino, built.st_mtime_ns)


def test_the_calls_in_progress_end_before_a_graceful_stop(make_stack: MakeStack) -> None:
    stack = make_stack()
    begun = time.monotonic()
    stack.asterisk.stop(grace=60)
    assert stack.asterisk.process is None
    assert time.monotonic() - begun < 30


async def test_a_call_that_does_not_end_delays_a_stop_by_the_grace_only(
    make_stack: MakeStack, exchange: Exchange
) -> None:
    stack = make_stack()
    exchange.town = stack.sip
    phone = await exchange.ring("844121314")
    await phone.answered()
    begun = time.monotonic()
    await asyncio.to_thread(stack.asterisk.stop, 2)
    assert stack.asterisk.process is None
    assert 2 <= time.monotonic() - begun < 20


def test_configuration_can_be_read_by_its_owner_only(stack: Stack) -> None:
    for path in (stack.folders.asterisk / "etc").glob("*.conf"):
        assert path.stat().st_mode & 0o077 == 0


def test_the_demo_listens_on_loopback_only(stack: Stack) -> None:
    process = stack.asterisk.process
    assert process is not None
    sockets = process.net_connections("inet")
    assert {one.laddr.ip for one in sockets if one.status == "LISTEN"} == {"127.0.0.1"}
    [sip] = [one for one in sockets if one.laddr.port == stack.settings.ports.sip]
    assert sip.laddr.ip == "127.0.0.1"


async def test_security_events_come_over_ami_and_keys_do_not(
    stack: Stack, exchange: Exchange
) -> None:
    manager = Manager(
        host="127.0.0.1",
        port=stack.settings.ports.ami,
        username="linka",
        secret=stack.settings.secrets.ami,
        ping_delay=0,
    )
    seen: list[str] = []
    manager.register_event("*", lambda _, event: seen.append(event.event))
    await manager.connect()
    try:
        exchange.town = stack.sip
        call = await exchange.ring("844121314", caller="777654321")
        await call.answered()
        await call.key("5")
        await asyncio.sleep(0.5)
        await call.hang_up()
        refused = await manager.send_action({"Action": "Command", "Command": "core show version"})
        assert "denied" in str(refused).lower()
        endpoint = await manager.send_action({"Action": "PJSIPShowEndpoints"})
        assert "trunk" in str(endpoint)
    finally:
        manager.close()
    assert not {event for event in seen if "DTMF" in event or "AGI" in event}
