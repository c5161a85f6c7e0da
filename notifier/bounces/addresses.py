"""Where a letter that cannot be delivered comes back to: an address for each letter.

Mail servers write reports in many ways, and often without the letter that they are about. An
address of its own (variable envelope return path) names the letter whatever the report says, and
its code shows that nobody has made it up.
"""

from __future__ import annotations

import base64
import hmac
import re
from dataclasses import dataclass

from notifier.outbox.model import Message
from notifier.signing import Signer

_PURPOSE = "bounce"
_CODE_LETTERS = 20
_LOCAL = re.compile(r"bounce-(\d{1,15})-(\d{20})-([0-9a-f]{20})")


@dataclass(frozen=True, slots=True)
class Returned:
    """The letter that an address is for.

    Attributes:
        message_id: ours.
        reference: the letter's Message-ID.
    """

    message_id: int
    reference: str


@dataclass(frozen=True, slots=True)
class ReturnAddresses:
    """Makes the addresses and reads them.

    Attributes:
        domain: the town's mail server hands what comes for `bounce-…@domain` to us.
        sender_domain: of the address that letters come from; it is in their Message-ID.
        signer: vouches for the addresses.
    """

    domain: str
    sender_domain: str
    signer: Signer

    def of(self, message: Message) -> str:
        """Where this letter comes back to."""
        instant = f"{message.created_at:%Y%m%d%H%M%S%f}"
        return f"bounce-{message.id}-{instant}-{self._code(str(message.id), instant)}@{self.domain}"

    def read(self, address: str) -> Returned | None:
        """The letter that the address is for; None where we have not made it."""
        local, _, domain = address.lower().rpartition("@")
        found = _LOCAL.fullmatch(local)
        if found is None or domain != self.domain.lower():
            return None
        number, instant, code = found.groups()
        if not hmac.compare_digest(code, self._code(number, instant)):
            return None
        return Returned(int(number), f"<linka.{number}.{instant}@{self.sender_domain}>")

    def _code(self, number: str, instant: str) -> str:
        mac = self.signer.mac(_PURPOSE, number, instant)
        # servers on the way may change capitals, so it has none; and a mailbox's name has 64
        # letters at most (RFC 5321, 4.5.3.1.1), so it has 80 bits
        return base64.urlsafe_b64decode(f"{mac}==").hex()[:_CODE_LETTERS]
