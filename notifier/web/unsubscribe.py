"""The end of messages by one click (RFC 8058), and the page for those who follow the link."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from pathlib import Path

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from booking.api import Language
from notifier.outbox.model import masked
from notifier.signing import Signer

PATH = "/unsubscribe/"
ONE_CLICK = "List-Unsubscribe=One-Click"
"""What a mail program posts, and the value of the header that says that it may."""

_FOLDER = Path(__file__).parent / "pages"
_PURPOSE = "unsubscribe"
_LONGEST_TOKEN = 1000
"""An address has at most 320 bytes (RFC 5321, 4.5.3.1), and four letters carry three of them."""


def link(public_url: str, signer: Signer, address: str) -> str:
    """See `Links.unsubscribe`."""
    return f"{public_url}{PATH}{token(signer, address)}"


def token(signer: Signer, address: str) -> str:
    """Says whose messages end, and that it is we who say so."""
    named = base64.urlsafe_b64encode(address.encode()).rstrip(b"=").decode()
    return f"{named}.{signer.mac(_PURPOSE, address)}"


def address_in(given: str, signer: Signer) -> str | None:
    """Whose token this is; None where it is none of ours."""
    named, _, mac = given.partition(".")
    if not given.isascii() or len(given) > _LONGEST_TOKEN:
        return None
    try:
        address = base64.b64decode(
            named + "=" * (-len(named) % 4), altchars=b"-_", validate=True
        ).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    return address if signer.is_right(mac, _PURPOSE, address) else None


def language_of(chosen: str | None, accepted: str) -> Language:
    """Which language the page speaks.

    Args:
        chosen: on the page.
        accepted: the browser's 'Accept-Language'; the first that we know counts.
    """
    known = {one.value: one for one in Language}
    wanted = [chosen or "", *(part.partition(";")[0] for part in accepted.split(","))]
    codes = (one.strip().lower().partition("-")[0] for one in wanted)
    return next((known[code] for code in codes if code in known), Language.CS)


class Page:
    """Draws the page.

    Args:
        number: the town's line, to ring for all that the page cannot do.
    """

    def __init__(self, number: str) -> None:
        pages = Environment(
            undefined=StrictUndefined,
            autoescape=True,
            loader=FileSystemLoader(_FOLDER),
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._template = pages.get_template("unsubscribe.html.j2")
        self._style = (_FOLDER / "unsubscribe.css").read_text(encoding="utf-8")
        words = yaml.safe_load((_FOLDER / "unsubscribe.yaml").read_text(encoding="utf-8"))
        self._words: Mapping[str, Mapping[str, str]] = words
        self._number = number
        digest = base64.b64encode(hashlib.sha256(self._style.encode()).digest()).decode()
        self.headers = {
            "Content-Security-Policy": (
                f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self';"
                " base-uri 'none'; frame-ancestors 'none'"
            ),
            # the address of the page is somebody's own
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "X-Robots-Tag": "noindex",
        }

    def drawn(self, language: Language, address: str | None, *, done: bool = False) -> str:
        """The page.

        Args:
            language: of its words.
            address: whose messages; None where the link is none of ours.
            done: they have been ended.
        """
        return self._template.render(
            language=language.value,
            languages=[one.value for one in Language],
            words={name: of[language.value] for name, of in self._words.items()},
            names={one.value: self._words["name"][one.value] for one in Language},
            to=masked(address) if address else None,
            done=done,
            number=self._number,
            style=Markup(self._style),  # noqa: S704  our own file, and the header names its hash
            one_click=ONE_CLICK.partition("="),
        )
