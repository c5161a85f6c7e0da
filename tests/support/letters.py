"""What stands in a letter: read from the PDF, as a citizen reads it from paper."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

from pypdf import PdfReader


@dataclass(frozen=True)
class Secrets:
    """What is keyed and typed."""

    login: str
    pin: str
    password: str


def text_of(pdf: bytes) -> str:
    """All pages."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def secrets_in(pdf: bytes) -> Secrets:
    """Login, PIN and password."""
    text = text_of(pdf)
    login = re.search(r"\b(\d{4}) (\d{4})\b", text)
    pin = re.search(r"(?m)\b(\d{3}) (\d{3})$", text.split(login[0], 1)[1]) if login else None
    password = re.search(r"\b[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}\b", text)
    assert login
    assert pin
    assert password
    return Secrets(login[1] + login[2], pin[1] + pin[2], password[0])
