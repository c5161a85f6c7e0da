"""Twilio's call-backs: who has sent them, and what they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from twilio.request_validator import RequestValidator
from twilio.twiml.messaging_response import MessagingResponse

from booking.api import Secret, parse_phone
from notifier.hearing import heard
from notifier.hearing.heard import HeardReceipt, HeardSms, within
from notifier.outbox.said import Fault, Said
from notifier.web.bodies import Fields, cleaned

PROVIDER = "twilio"
STATUS = "/twilio/status"
INBOUND = "/twilio/inbound"
SIGNATURE = "X-Twilio-Signature"

REPEAT = "#rc=5&rp=5xx,ct,rt"
"""Asks Twilio to repeat a call-back that met no connection, no answer or an error of ours; by
itself it does so once, and not after an error. Twilio keeps this part and does not send it."""

NO_ANSWER = str(MessagingResponse())
"""Answers go through the outbox, where they are counted and traced like all messages."""

STATUSES: Mapping[str, Said] = {
    "accepted": Said.ACCEPTED,
    "scheduled": Said.ACCEPTED,
    "queued": Said.ACCEPTED,
    "sending": Said.ACCEPTED,
    "sent": Said.SENT,
    "delivered": Said.DELIVERED,
    "read": Said.DELIVERED,
    "undelivered": Said.UNDELIVERED,
    "failed": Said.FAILED,
    "canceled": Said.FAILED,
}
"""Twilio's values of MessageStatus."""

CODES: Mapping[str, Fault] = {
    "21211": Fault.NO_SUCH_NUMBER,
    "21214": Fault.NO_SUCH_NUMBER,
    "21408": Fault.NOT_ALLOWED,
    "21610": Fault.OPTED_OUT,
    "21612": Fault.UNREACHABLE,
    "21614": Fault.NOT_A_MOBILE,
    "21635": Fault.LANDLINE,
    "30003": Fault.UNREACHABLE,
    "30004": Fault.REFUSED,
    "30005": Fault.NO_SUCH_NUMBER,
    "30006": Fault.LANDLINE,
    "30007": Fault.FILTERED,
    "30008": Fault.UNKNOWN,
    "30036": Fault.EXPIRED,
}
"""Twilio's error codes that say something about the recipient or the message."""


class Signatures:
    """Checks that a request is Twilio's, by Twilio's own code.

    The signature covers the address that Twilio was given. Ours is configured: what a request says
    of its host and scheme is its sender's word, and a reverse proxy's.

    Args:
        public_url: as in `Links`.
        tokens: the account's; two while it is being changed.
    """

    def __init__(self, public_url: str, tokens: Sequence[Secret]) -> None:
        self._base = public_url
        self._validators = [RequestValidator(token.reveal()) for token in tokens if token.reveal()]

    def are_right(self, path: str, query: str, fields: Fields, signature: str) -> bool:
        """Whether the request was signed with one of the tokens.

        Args:
            path: the route's, from `STATUS` on.
            query: as it came, undecoded.
            fields: of the form.
            signature: the header's value.
        """
        address = f"{self._base}{path}" + (f"?{query}" if query else "")
        given = _Values(fields)
        # it is not written anywhere whether what Twilio keeps of the address is signed
        return any(
            bool(validator.validate(one, given, signature))
            for validator in self._validators
            for one in (address, address + REPEAT)
        )


class _Values(dict[str, list[str]]):
    """Fields that may come more than once, as Twilio's code asks for them."""

    def __init__(self, fields: Fields) -> None:
        super().__init__()
        for name, value in fields:
            self.setdefault(name, []).append(value)

    def getall(self, name: str) -> list[str]:
        return self[name]


def status_url(public_url: str, message_id: int) -> str:
    """See `Links.twilio_status`.

    Our number is in it because a receipt may come before we have written down Twilio's own.
    """
    return f"{public_url}{STATUS}?message={message_id}{REPEAT}"


def receipt(fields: Fields, message: str | None) -> HeardReceipt:
    """What a status call-back says.

    Args:
        fields: of the form.
        message: of the address's query.

    Raises:
        Unreadable: the message's SID or its status is missing.
    """
    said = {name: cleaned(value) for name, value in fields}
    word = within(said.get("MessageStatus") or said.get("SmsStatus", ""), heard.LONGEST_WORD)
    error = said.get("ErrorCode", "")[: heard.LONGEST_CODE]
    known = STATUSES.get(word)
    return HeardReceipt(
        reference=within(said.get("MessageSid") or said.get("SmsSid", ""), heard.LONGEST_REFERENCE),
        word=word,
        said=known or Said.UNKNOWN,
        code=CODES.get(error, heard.shown(error)) if known else heard.unknown(word, error),
        message_id=heard.number_of(message),
    )


def sms(fields: Fields) -> HeardSms:
    """An incoming SMS.

    Raises:
        Unreadable: its SID, sender or recipient is missing.
    """
    said = {name: cleaned(value) for name, value in fields}
    sender = within(said.get("From", ""), heard.LONGEST_PARTY)
    return HeardSms(
        reference=within(said.get("MessageSid") or said.get("SmsSid", ""), heard.LONGEST_REFERENCE),
        sender=parse_phone(sender) or sender,
        recipient=within(said.get("To", ""), heard.LONGEST_PARTY),
        text=said.get("Body", ""),
    )
