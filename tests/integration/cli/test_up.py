"""What `./linka up` refuses, and how it ends when it is stopped on the way."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cli import config
from cli.asterisk.errors import NamespacesRefused
from cli.asterisk.root import Root
from cli.config import Config, Ports
from cli.layout import CHECKOUT, Layout
from cli.start import machine
from cli.supervisor.presence import Presence


def linka(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        cwd=CHECKOUT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_a_second_one_on_the_same_data_is_refused(tmp_path: Path) -> None:
    layout = Layout.make(tmp_path / "data")
    presence = Presence.claim(layout.run, "supervisor")
    said = linka("up", "--data", str(layout.folder), "--json")
    presence.release()
    assert said.returncode == 1
    assert said.stdout == ""
    assert "Linka runs already" in said.stderr


def test_a_taken_port_is_told_before_any_work_is_done(tmp_path: Path) -> None:
    layout = Layout.make(tmp_path / "data")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        ports = Ports().shifted(700).model_copy(update={"inbox": port})
        config.load_or_make(layout.config, Config(ports=ports))
        said = linka("up", "--data", str(layout.folder))
    assert said.returncode == 1
    assert f"TCP port {port} on 127.0.0.1 is taken by" in said.stderr
    assert f"process {os.getpid()}" in said.stderr
    assert not layout.database.exists()


def test_data_of_a_newer_version_are_refused(tmp_path: Path) -> None:
    layout = Layout.make(tmp_path / "data")
    layout.version.write_text("99\n")
    said = linka("up", "--data", str(layout.folder))
    assert said.returncode == 1
    assert "newer Linka" in said.stderr


def test_ports_cannot_be_given_to_data_that_have_other_ones(tmp_path: Path) -> None:
    layout = Layout.make(tmp_path / "data")
    config.load_or_make(layout.config)
    said = linka("up", "--data", str(layout.folder), "--ports", "700")
    assert said.returncode == 1
    assert "has ports of its own already" in said.stderr


def test_refused_namespaces_are_told_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusing = tmp_path / "bwrap"
    refusing.write_text("#!/bin/sh\necho 'No permissions to create new namespace' >&2\nexit 1\n")
    refusing.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(NamespacesRefused, match="unprivileged_userns_clone"):
        machine.require_namespaces()


def test_one_that_is_stopped_on_the_way_ends_soon_and_leaves_nothing_running(
    tmp_path: Path, root: Root
) -> None:
    cache = tmp_path / "cache" / "linka"
    cache.mkdir(parents=True)
    (cache / "asterisk-root").symlink_to(root.path)
    data = str(tmp_path / "data")
    with subprocess.Popen(
        [sys.executable, "-m", "cli", "up", "--data", data, "--ports", "800"],
        cwd=CHECKOUT,
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as starting:
        end = time.monotonic() + 60
        # the voices are at work: nothing is there yet, so all must be made
        while not list(cache.glob("sounds/*")) and time.monotonic() < end:
            time.sleep(0.05)
        asked = time.monotonic()
        starting.send_signal(signal.SIGTERM)
        assert starting.wait(30) == 130
        assert time.monotonic() - asked < 10
        assert starting.stdout is not None
        assert "stopped before it was ready" in starting.stdout.read()
    status = linka("status", "--data", data)
    assert status.returncode == 1
    assert "pid" not in status.stdout
