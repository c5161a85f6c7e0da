"""Asterisk's view of the file system, by bubblewrap.

Asterisk sees its root read-only, its own folders under /linka, and nothing else of the machine:
not the home folders, not the database, not the secrets.
"""

import re
import socket
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

# what Asterisk and libc read in /etc; the rest of it stays outside
_ETC = (
    "group",
    "host.conf",
    "gai.conf",
    "ld.so.cache",
    "localtime",
    "nsswitch.conf",
    "passwd",
    "ssl",
)
_INSIDE = Path("/linka")
_LIBC = re.compile(r"(libc|libm|libdl|libpthread|librt|libutil|ld-linux[^.]*)\.so")


@dataclass(frozen=True)
class Mount:
    """A host's folder or file, as it is seen inside."""

    outside: Path
    inside: str
    writable: bool = False

    @property
    def arguments(self) -> list[str]:
        return ["--bind" if self.writable else "--ro-bind", str(self.outside), self.inside]


def base(root: Path) -> list[str]:
    """A bubblewrap command line that shows a root's programs and libraries, read-only."""
    command = ["bwrap", "--tmpfs", "/"]
    for name in ("usr", "bin", "lib", "lib64", "sbin"):
        part = root / name
        if part.is_symlink():
            command += ["--symlink", str(part.readlink()), f"/{name}"]
        elif part.is_dir():
            command += ["--ro-bind", str(part), f"/{name}"]
    for name in _ETC:
        if (root / "etc" / name).exists():
            command += ["--ro-bind", str(root / "etc" / name), f"/etc/{name}"]
    if Path("/etc/resolv.conf").exists():
        command += ["--ro-bind", "/etc/resolv.conf", "/etc/resolv.conf"]
    # no capabilities, also when we are root: nothing in it has a right on the machine
    return [
        *command,
        *("--dev", "/dev", "--tmpfs", "/tmp", "--ro-bind", "/proc", "/proc"),  # noqa: S108 - its own
        *("--unshare-ipc", "--unshare-uts", "--cap-drop", "ALL"),
    ]


def hosts() -> str:
    """A hosts file that knows this machine's name: Asterisk looks it up for each call."""
    return f"127.0.0.1 localhost {socket.gethostname()}\n::1 localhost\n"


def folders(folder: Path) -> list[Mount]:
    """Asterisk's own folders."""
    writable = [
        Mount(folder / name, str(_INSIDE / name), writable=True)
        for name in ("lib", "spool", "log", "run")
    ]
    return [Mount(folder / "etc", str(_INSIDE / "etc")), *writable]


def python(package: Path) -> list[Mount]:
    """Our interpreter, its libraries and one of our packages, for a script of the dialplan.

    The root has no Python; ours brings its own standard library along, and the shared libraries
    that it is linked with. Only libc is the root's, which is newer.
    """
    home = Path("/linka/python")
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    executable = Path(getattr(sys, "_base_executable", sys.executable)).resolve()
    mounts = [
        Mount(executable, str(home / "bin" / "python3")),
        Mount(Path(sysconfig.get_path("stdlib")), str(home / "lib" / version)),
        Mount(Path(sysconfig.get_path("purelib")), "/linka/site"),
        Mount(package, f"/linka/app/{package.name}"),
    ]
    linked = [Mount(library, str(home / "lib" / library.name)) for library in _linked(executable)]
    return mounts + linked


def _linked(executable: Path) -> list[Path]:
    """The shared libraries that a program is linked with, without those of libc itself."""
    listed = subprocess.run(["ldd", executable], capture_output=True, text=True, check=True).stdout
    found = re.findall(r"^\s*(\S+) => (/\S+)", listed, re.MULTILINE)
    return [Path(place).parent / name for name, place in found if not _LIBC.match(name)]


def arguments(mounts: list[Mount]) -> list[str]:
    """The mounts on bubblewrap's command line."""
    return [argument for mount in mounts for argument in mount.arguments]
