"""`./linka` itself, in a copy of its own, on machines that are made up of stand-in programs."""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from cli.layout import CHECKOUT

SYSTEM = (
    "sh", "dirname", "readlink", "sha256sum", "cat", "cut", "tr", "df", "awk", "date", "mkdir",
    "grep", "tail", "rm", "ln", "flock", "basename", "env",
)  # fmt: skip
SIGNS = ("bwrap", "mmdebstrap", "newuidmap", "festival", "espeak-ng", "sipp")


class Machine:
    """A checkout, and a PATH with just what the test puts there."""

    def __init__(self, folder: Path) -> None:
        self.checkout = folder / "a town's linka"
        self.programs = folder / "programs"
        self.home = folder / "home"
        for made in (self.checkout, self.programs, self.home):
            made.mkdir()
        shutil.copytree(CHECKOUT / "cli/setup", self.checkout / "cli/setup")
        for name in ("linka", "bootstrap.lock", "requirements.lock", "requirements-dev.lock"):
            shutil.copy(CHECKOUT / name, self.checkout / name)
        for name in SYSTEM:
            found = shutil.which(name)
            assert found is not None
            (self.programs / name).symlink_to(found)
        self.has("id", "echo 1000")

    def has(self, name: str, script: str = "exit 0") -> None:
        """Put a program there that does this."""
        path = self.programs / name
        path.unlink(missing_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def has_all_packages(self) -> None:
        for name in SIGNS:
            self.has(name)
        for name in ("packages.txt", "packages-user.txt", "packages-test.txt"):
            path = self.checkout / "cli/setup" / name
            lines = path.read_text().splitlines(keepends=True)
            path.write_text("".join(line for line in lines if " /" not in line))

    def is_set_up(self) -> None:
        """Python's part, with a stand-in that prints its arguments."""
        bin_ = self.checkout / ".venv/bin"
        bin_.mkdir(parents=True)
        (bin_ / "python").write_text('#!/bin/sh\necho "$PYTHONPATH" "$@"\n')
        (bin_ / "python").chmod(0o755)
        digest = hashlib.sha256((self.checkout / "requirements.lock").read_bytes()).hexdigest()
        stamp = f"{digest}  - {(bin_ / 'python').resolve()}\n"
        (self.checkout / ".venv/linka-run").write_text(stamp)

    def linka(
        self, *arguments: str, environment: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.checkout / "linka", *arguments],
            env={"PATH": str(self.programs), "HOME": str(self.home), **(environment or {})},
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=60,
            check=False,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_help_is_there_before_anything_is_set_up(machine: Machine) -> None:
    for arguments in ((), ("--help",), ("-h",)):
        said = machine.linka(*arguments)
        assert said.returncode == 0
        assert "./linka up" in said.stdout
    assert not (machine.checkout / ".tools").exists()


def test_a_commands_help_installs_nothing(machine: Machine) -> None:
    before = machine.linka("soak", "--help")
    assert (before.returncode, "./linka up" in before.stdout) == (0, True)
    machine.is_set_up()  # for running only, and of the system's packages nothing is there
    told = machine.linka("soak", "--help")
    assert told.returncode == 0, told.stderr
    assert told.stdout.endswith(" -m cli soak --help\n")
    assert told.stderr == ""


def test_what_is_missing_is_told_with_what_it_is_for_and_who_can_help(machine: Machine) -> None:
    machine.has("apt-get")
    said = machine.linka("up")
    assert said.returncode == 1
    assert said.stdout == ""
    assert "Installing them needs root" in said.stderr
    assert "apt-get install --no-install-recommends" in said.stderr
    assert "festival" in said.stderr
    assert "uidmap" in said.stderr


def test_sudo_that_would_ask_is_not_asked_where_nobody_sits(machine: Machine) -> None:
    machine.has("apt-get")
    machine.has("sudo", '[ "$1" = -n ] && exit 1; echo asked >&2; exit 1')
    said = machine.linka("up")
    assert said.returncode == 1
    assert "Run first: sudo apt-get install" in said.stderr
    assert "asked" not in said.stderr


def test_a_system_without_apt_is_told_the_packages(machine: Machine) -> None:
    said = machine.linka("up")
    assert said.returncode == 1
    assert "This is not Debian or Ubuntu" in said.stderr


def test_packages_are_told_and_installed_by_root(machine: Machine) -> None:
    log = machine.home / "apt"
    machine.has("id", "echo 0")
    machine.has("apt-get", f'echo "$@" >>"{log}"')
    machine.is_set_up()
    said = machine.linka("up")
    assert "speaks the Czech prompts" in said.stderr
    assert "uidmap" not in said.stderr
    update, install = log.read_text().splitlines()
    assert update.endswith("update")
    assert "install -y --no-install-recommends bubblewrap mmdebstrap" in install
    assert said.returncode == 0


def test_a_missing_network_is_told_as_such(machine: Machine) -> None:
    machine.has("id", "echo 0")
    machine.has("apt-get", "echo 'Err:1 Could not resolve a host' >&2; exit 100")
    said = machine.linka("up")
    assert said.returncode == 1
    assert "is there a network?" in said.stderr
    assert "Could not resolve a host" in said.stderr


def test_a_disk_that_fills_up_on_the_way_is_told_as_such(machine: Machine) -> None:
    machine.has("id", "echo 0")
    machine.has("apt-get", "echo 'E: write: No space left on device' >&2; exit 100")
    said = machine.linka("up")
    assert said.returncode == 1
    assert "the disk is full" in said.stderr


def test_a_disk_with_too_little_room_is_told_before_anything_is_fetched(machine: Machine) -> None:
    machine.has("df", "echo head; echo 'x 9 9 102400 9 /'")
    said = machine.linka("up")
    assert said.returncode == 1
    assert "100 MB are free" in said.stderr


def test_what_is_ready_starts_without_set_up_and_keeps_its_arguments(machine: Machine) -> None:
    machine.has_all_packages()
    machine.is_set_up()
    said = machine.linka("visits", "--data", "a folder", "")
    assert said.stdout == f"{machine.checkout} -m cli visits --data a folder \n"
    assert said.stderr == ""


def test_it_can_be_called_by_a_link_from_elsewhere(machine: Machine, tmp_path: Path) -> None:
    machine.has_all_packages()
    machine.is_set_up()
    link = tmp_path / "linka"
    link.symlink_to(machine.checkout / "linka")
    said = subprocess.run(
        [link, "status"],
        env={"PATH": str(machine.programs), "HOME": str(machine.home)},
        cwd="/",
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == f"{machine.checkout} -m cli status\n"


def test_a_changed_lock_is_noticed(machine: Machine) -> None:
    machine.has_all_packages()
    machine.is_set_up()
    with (machine.checkout / "requirements.lock").open("a") as lock:
        lock.write("# changed\n")
    machine.has("df", "echo head; echo 'x 9 9 1024 9 /'")  # so that it goes no further
    assert "Setting Linka up" in machine.linka("status").stderr


def test_without_a_home_the_cache_is_in_the_checkout(machine: Machine) -> None:
    machine.has_all_packages()
    machine.is_set_up()
    python = machine.checkout / ".venv/bin/python"
    python.write_text('#!/bin/sh\necho "$XDG_CACHE_HOME"\n')
    said = machine.linka("status", environment={"HOME": "/nonexistent"})
    assert said.stdout == f"{machine.checkout}/.tools/cache\n"


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not there")
def test_the_scripts_have_no_findings() -> None:
    scripts = [CHECKOUT / "linka", CHECKOUT / "cli/setup/prepare.sh"]
    subprocess.run(["shellcheck", "-s", "dash", *scripts], check=True, env=os.environ)
