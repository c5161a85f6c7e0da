"""What no wording may hold: numbers of persons and accounts, secrets, ways out of the town.

The rules look at what is written, not at what fields bring: those come from the town's own records.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum

from stdnum.cz import rc

STAND_IN = "\u25a1"
"""Stands for a field's value; no word, no digit."""


class Forbidden(StrEnum):
    """Why."""

    BIRTH_NUMBER = "birth-number"
    ACCOUNT = "account"
    LONG_NUMBER = "long-number"
    SECRET = "secret"  # noqa: S105  the kind of what is forbidden
    LINK = "link"
    CHARACTER = "character"


_BIRTH = re.compile(r"(?<!\d)\d{6} ?/ ?\d{3,4}(?!\d)")
_ACCOUNT = re.compile(r"(?<!\d)(?:\d{2,6} ?- ?)?\d{6,10} ?/ ?\d{4}(?!\d)")
_PREFIXED_ACCOUNT = re.compile(r"(?<!\d)\d{1,6} ?- ?\d{2,10} ?/ ?\d{4}(?!\d)")
_IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}[ -]?\d{2}(?:[ -]?[A-Z0-9]{2,4}){3,8}", re.IGNORECASE)
_RUN = re.compile(r"\d(?:[ .\-/]?\d){8,}")
_PHONE_DIGITS = 9
"""As long as a Czech telephone number; longer ones are of persons, accounts or cards."""
_PHONE_DIGITS_ABROAD = 12
"""After a '+'."""

_NAMED = (
    r"(?:\bpin(?:u|em|y|ů)?\b|\bpin-k[oó]d\w{0,4}|\bhes(?:lo|la|lu|lem|le|el)\b"
    r"|přihlašovací\w{0,3} (?:čísl|údaj|jmén)\w{0,6}"
    r"|\bpasswords?\b|\bpasscodes?\b|\blogin\w{0,6}|\blog-in\b"
    r"|\bпін(?:-?код)?\w{0,3}\b|\bпарол\w{1,6}|\bномер\w{0,4} для входу)"
)
"""What PIN, password and login are called, in the languages of messages."""
_SECRET = re.compile(_NAMED, re.IGNORECASE)
_ASKED = re.compile(
    r"\b(?:zadejte|sdělte|pošlete|napište|odpovězte|uveďte|enter|send|reply|text|give|"
    r"введіть|надішліть|напишіть|повідомте)\b(?:\W+\w+){0,3}?\W+" + _NAMED,
    re.IGNORECASE,
)
_SHOWN = re.compile(_NAMED + rf"\W{{0,4}}(?:(?:je|is|це)\W{{1,3}})?[\d{STAND_IN}]", re.IGNORECASE)

_SCHEME = re.compile(
    rf"[a-z][a-z0-9+.-]{{1,20}}:/{{0,2}}[\w{STAND_IN}][^\s<>\"]{{0,300}}", re.IGNORECASE
)
_KNOWN_SCHEMES = frozenset(("http", "https", "ftp", "mailto", "tel", "sms", "javascript", "data"))
_DOT = re.compile(r"\w\.[^\W\d_]{2,20}")
_BEFORE = re.compile(r"[\w@.-]")
_LONGEST_HOST = 253
"""Characters of a name (RFC 1035)."""
_ADDRESS = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")
_DOTS = str.maketrans({"\u3002": ".", "\uff0e": ".", "\uff61": "."})


def found(text: str, website: str | None, *, secrets: bool) -> Iterator[tuple[Forbidden, str]]:
    """What is forbidden in a text, each with the piece of it.

    Args:
        text: its literal words; `STAND_IN` where a field's value will be.
        website: the town's own, the only one that may be named.
        secrets: the message is about PIN and password, so their names may be in it; a value after
            the name, or to ask for it, is forbidden all the same.
    """
    for letter in text:
        if unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}:
            yield Forbidden.CHARACTER, f"U+{ord(letter):04X}"
    plain = unicodedata.normalize("NFKC", text.translate(_DOTS))
    yield from _numbers(plain)
    yield from _secrets(plain, allowed=secrets)
    yield from _links(plain, website)


def names_secrets(text: str) -> bool:
    """Whether it names PIN, password or login."""
    return _SECRET.search(unicodedata.normalize("NFKC", text)) is not None


def _numbers(text: str) -> Iterator[tuple[Forbidden, str]]:
    text = "".join(str(unicodedata.digit(one)) if one.isdigit() else one for one in text)
    iban = _IBAN.search(text)
    if iban and _digits(iban.group()) > _PHONE_DIGITS:
        yield Forbidden.ACCOUNT, iban.group()
        return
    if one := _BIRTH.search(text):
        yield Forbidden.BIRTH_NUMBER, one.group()
        return
    if one := (_ACCOUNT.search(text) or _PREFIXED_ACCOUNT.search(text)):
        yield Forbidden.ACCOUNT, one.group()
        return
    for run in _RUN.finditer(text):
        digits = re.sub(r"\D", "", run.group())
        is_abroad = text[: run.start()].endswith("+")
        if len(digits) > _PHONE_DIGITS and rc.is_valid(digits):
            yield Forbidden.BIRTH_NUMBER, run.group()
        elif len(digits) > (_PHONE_DIGITS_ABROAD if is_abroad else _PHONE_DIGITS):
            yield Forbidden.LONG_NUMBER, run.group()


def _secrets(text: str, *, allowed: bool) -> Iterator[tuple[Forbidden, str]]:
    for pattern in (_SHOWN, _ASKED) if allowed else (_SECRET,):
        if one := pattern.search(text):
            yield Forbidden.SECRET, one.group()
            return


def _links(text: str, website: str | None) -> Iterator[tuple[Forbidden, str]]:
    own = _host(website) if website else None
    for one in _SCHEME.finditer(text):
        scheme, _, rest = one.group().partition(":")
        if scheme.casefold() in {"http", "https"} and rest.startswith("//"):
            if not _is_own(_host(one.group()), own):
                yield Forbidden.LINK, one.group()
        elif scheme.casefold() in _KNOWN_SCHEMES or rest.startswith("//"):
            yield Forbidden.LINK, one.group()
    for name in _names(text):
        if not _is_own(_host(name), own):
            yield Forbidden.LINK, name
    if number := _ADDRESS.search(text):
        yield Forbidden.LINK, number.group()


def _names(text: str) -> Iterator[str]:
    """What looks like the name of a machine, with what stands before it in the same word."""
    done = 0
    for dot in _DOT.finditer(text):
        if dot.start() < done:
            continue
        begin, end = dot.start(), dot.end()
        while begin > max(done, dot.start() - _LONGEST_HOST) and _BEFORE.match(text[begin - 1]):
            begin -= 1
        while end < len(text) and end - begin < _LONGEST_HOST and _BEFORE.match(text[end]):
            end += 1
        done = end
        yield text[begin:end].rstrip(".-")


def _host(address: str) -> str:
    """'lipov.example' of 'https://www.lipov.example:8443/kontakty' and of 'urad@lipov.example'."""
    rest = address.casefold().partition("://")[2] or address.casefold()
    authority = re.split(r"[/?#\\]", rest, maxsplit=1)[0]
    return authority.rpartition("@")[2].partition(":")[0].removeprefix("www.")


def _is_own(host: str, own: str | None) -> bool:
    return own is not None and (host == own or host.endswith(f".{own}")) and host.isascii()


def _digits(text: str) -> int:
    return sum(one.isdigit() for one in text)
