"""The passwords that our own processes use towards each other, made at the first start."""

import json
import secrets
import stat
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from cli.errors import BadSecrets
from cli.layout import write_whole


def _password() -> str:
    return secrets.token_urlsafe(24)


@dataclass(frozen=True)
class Secrets:
    """One field a secret; new ones are added to an old file at the next start."""

    ari: str = field(default_factory=_password, repr=False)
    ami: str = field(default_factory=_password, repr=False)
    sms: str = field(default_factory=_password, repr=False)
    """The SMS gateway's token; the demo's inbox takes any."""
    sms_before: str = field(default="", repr=False)
    """The token before, as long as the provider may still sign with it."""
    kannel: str = field(default="", repr=False)
    """The password at the town's own SMS gateway."""
    mail: str = field(default="", repr=False)
    """The password at the town's mail server, where it asks for one."""
    links: str = field(default_factory=_password, repr=False)
    """Signs addresses that are given out; with another one those given before are void."""
    console: str = field(default_factory=_password, repr=False)
    """Signs the sessions of the staff's pages."""
    ivr: str = field(default_factory=_password, repr=False)
    """Opens the calls' control interface to the staff's pages."""
    audit: str = field(default_factory=_password, repr=False)
    """Seals the audit; with another one every seal is taken for a forged one."""
    trunk: str = field(default="", repr=False)
    """The password at the operator of the telephone network, where the trunk registers."""


def load_or_make(path: Path) -> Secrets:
    """The secrets of a file, which is made or completed if need be. Raises BadSecrets."""
    kept = _read(path) if path.exists() else {}
    known = {item.name for item in fields(Secrets)}
    loaded = Secrets(**{name: text for name, text in kept.items() if name in known})
    if not known <= kept.keys():
        # what a newer version keeps here stays
        write_whole(path, json.dumps(kept | asdict(loaded), indent=2) + "\n")
    return loaded


def _read(path: Path) -> dict[str, str]:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise BadSecrets(
            f"{path} can be read by others (mode {mode:o}). If nobody has: chmod 600 {path}."
            " If somebody may have: remove it and start again; new passwords are made"
        )
    try:
        texts = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise BadSecrets(f"{path} is damaged ({error}); remove it and start again") from error
    if not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
        raise BadSecrets(f"{path} should hold one text a name; remove it and start again")
    return texts
