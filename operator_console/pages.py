"""Draws pages from templates, texts and what the browser loads."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from booking.api import Language
from operator_console import formats
from operator_console.words import LANGUAGES, Words

FOLDER = Path(__file__).parent
DIST = FOLDER / "web" / "dist"
"""What esbuild makes of `web/`."""


def _headers(connect: str, styles: str = "'self'") -> dict[str, str]:
    return {
        # nothing comes from another site, and no page of ours is shown inside another
        "Content-Security-Policy": (
            f"default-src 'none'; style-src {styles}; script-src 'self'; connect-src {connect}; "
            "img-src 'self' data:; media-src 'self'; font-src 'self'; form-action 'self'; "
            "base-uri 'none'; frame-ancestors 'none'"
        ),
        "Permissions-Policy": (
            "microphone=(self), speaker-selection=(self), camera=(), geolocation=(),"
            " display-capture=()"
        ),
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        # personal data stay in no cache, and after the log-out 'back' shows nothing
        "Cache-Control": "no-store",
    }


HEADERS: Mapping[str, str] = _headers("'self'")


def with_phone(url: str) -> Mapping[str, str]:
    """The headers of the page that the operator's telephone lives in: it connects to Asterisk."""
    parts = urlsplit(url)
    return _headers(f"'self' {parts.scheme}://{parts.netloc}")


def with_letters(styles: Iterable[str]) -> Mapping[str, str]:
    """The headers of a page that shows letters in frames, which live by its own rules.

    Args:
        styles: the values of the attributes `style` that letters have; no others work.
    """
    hashes = sorted(
        base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in styles
    )
    allowed = " ".join(f"'sha256-{one}'" for one in hashes)
    return _headers("'self'", f"'self' 'unsafe-hashes' {allowed}")


OWN_VALUES = frozenset(
    {"t", "language", "languages", "version", "shell", "form_token", "command_key"}
)
"""Names that mean the same in every template, so no page gives another value such a name. What is
around a page's own content stands in `shell`, and so takes no name from any page."""


class Pages:
    """Templates by path, 'clerk/templates/list.html.j2', drawn in the visitor's language."""

    def __init__(self, words: Words | None = None) -> None:
        self.words = words or Words()
        self._templates = Environment(
            undefined=StrictUndefined,
            autoescape=True,
            loader=FileSystemLoader(FOLDER),
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters |= {"phone": formats.phone, "code": formats.code}
        self._version = _version(DIST)

    def draw(self, template: str, language: Language, /, **values: Any) -> str:
        """A page or a part of one; none of the values has a name of `OWN_VALUES`.

        Raises:
            WordsError: a text is missing.
            jinja2.UndefinedError: a value is missing.
        """
        return self._templates.get_template(template).render(
            t=partial(self.words.say, language),
            language=language,
            languages=LANGUAGES,
            version=self._version,
            **values,
        )


def _version(folder: Path) -> str:
    """Changes when what the browser keeps in its cache has to be loaded anew."""
    made = hashlib.sha256()
    for path in sorted(folder.glob("console.*")):
        made.update(path.read_bytes())
    return made.hexdigest()[:12]
