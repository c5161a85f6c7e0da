"""Kannel's call-backs: delivery reports and incoming SMS.

Kannel signs nothing, so our addresses carry a code that only we can make. Kannel fills in what it
has to say: chapters 'Delivery reports' and 'sms-service' of its user's guide.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

from booking.api import parse_phone
from notifier.hearing import heard
from notifier.hearing.heard import HeardReceipt, HeardSms, Unreadable, within
from notifier.outbox.said import Fault, Said
from notifier.signing import Signer
from notifier.web.bodies import cleaned

PROVIDER = "kannel"
RECEIPT = "/kannel/receipt"
INBOUND = "/kannel/inbound"

_RECEIPT = "kannel-receipt"
_INBOUND = "kannel-inbound"

STATUSES: Mapping[str, Said] = {
    "1": Said.DELIVERED,
    "2": Said.UNDELIVERED,
    "4": Said.SENT,  # the network keeps it until the telephone is back
    "8": Said.SENT,
    "16": Said.FAILED,
}
"""By Kannel's '%d': what happened, one bit for each."""

ASKED_FOR = sum(int(bit) for bit in STATUSES)
"""Kannel's 'dlr-mask', which asks for all of them."""

_STATES: Mapping[str, Fault] = {
    "EXPIRED": Fault.EXPIRED,
    "REJECTD": Fault.REFUSED,
    "DELETED": Fault.REFUSED,
    "UNDELIV": Fault.UNKNOWN,
    "UNKNOWN": Fault.UNKNOWN,
}
"""The word after 'stat:' in a network's report (SMPP 3.4, appendix B)."""

_NO_SUCH_NUMBER = "0x0000000b"
"""ESME_RINVDSTADR, 'invalid destination address' (SMPP 3.4, 5.1.3)."""

_STATE = re.compile(r"\bstat:([A-Z]{3,8})", re.IGNORECASE)


def receipt_url(public_url: str, signer: Signer, message_id: int, reference: str) -> str:
    """See `Links.kannel_receipt`."""
    mac = signer.mac(_RECEIPT, str(message_id), reference)
    return (
        f"{public_url}{RECEIPT}?message={message_id}&reference={quote(reference, safe='')}"
        f"&mac={mac}&status=%d&said=%A"
    )


def inbound_url(public_url: str, signer: Signer) -> str:
    """See `Links.kannel_inbound`."""
    mac = signer.mac(_INBOUND)
    return f"{public_url}{INBOUND}?mac={mac}&id=%I&from=%q&to=%Q&charset=%C&text=%b"


def is_receipt_ours(fields: Mapping[str, bytes], signer: Signer) -> bool:
    """Whether we wrote the address of this receipt."""
    message, reference = _text(fields, "message"), _text(fields, "reference")
    return signer.is_right(_text(fields, "mac"), _RECEIPT, message, reference)


def is_inbound_ours(fields: Mapping[str, bytes], signer: Signer) -> bool:
    """Whether we wrote the address that this SMS came by."""
    return signer.is_right(_text(fields, "mac"), _INBOUND)


def receipt(fields: Mapping[str, bytes]) -> HeardReceipt:
    """What a delivery report says. The network's words quote the message: they are not kept.

    Raises:
        Unreadable: our number or Kannel's status is missing.
    """
    word = within(cleaned(_text(fields, "status")), heard.LONGEST_WORD)
    message_id = heard.number_of(_text(fields, "message"))
    if message_id is None:
        raise Unreadable
    said = STATUSES.get(word, Said.UNKNOWN)
    return HeardReceipt(
        reference=within(cleaned(_text(fields, "reference")), heard.LONGEST_REFERENCE),
        word=word,
        said=said,
        code=_code(word, said, _text(fields, "said")),
        message_id=message_id,
    )


def sms(fields: Mapping[str, bytes]) -> HeardSms:
    """An incoming SMS.

    Raises:
        Unreadable: Kannel's number of it, its sender or its recipient is missing.
    """
    sender = within(cleaned(_text(fields, "from")), heard.LONGEST_PARTY)
    recipient = within(cleaned(_text(fields, "to")), heard.LONGEST_PARTY)
    text = cleaned(decoded(fields.get("text", b""), _text(fields, "charset")))
    return HeardSms(
        reference=within(cleaned(_text(fields, "id")), heard.LONGEST_REFERENCE),
        sender=parse_phone(sender) or sender,
        recipient=parse_phone(recipient) or recipient,
        text=text,
    )


def decoded(text: bytes, charset: str) -> str:
    """The letters of a message; those that are none in its alphabet show as such.

    Args:
        text: as Kannel gives it.
        charset: Kannel's word for its alphabet. By its guide: UTF-16BE for two bytes a letter,
            and WINDOWS-1252 where it made them shorter; by itself it gives UTF-8.
    """
    if charset.strip().upper() in ("UTF-16BE", "UTF16-BE", "UCS-2"):
        return text.decode("utf-16-be", "replace")
    try:
        return text.decode()
    except UnicodeDecodeError:
        return text.decode("cp1252", "replace")


def _code(word: str, said: Said, reply: str) -> str:
    match said:
        case Said.UNDELIVERED | Said.FAILED:
            return _fault(reply, said)
        case Said.UNKNOWN:
            return heard.unknown(word)
        case _:
            return ""


def _fault(reply: str, said: Said) -> Fault:
    if _NO_SUCH_NUMBER in reply.lower():
        return Fault.NO_SUCH_NUMBER
    state = _STATE.search(reply)
    if state is not None:
        return _STATES.get(state[1].upper(), Fault.UNKNOWN)
    return Fault.REFUSED if said is Said.FAILED else Fault.UNKNOWN


def _text(fields: Mapping[str, bytes], name: str) -> str:
    return fields.get(name, b"").decode("utf-8", "replace")
