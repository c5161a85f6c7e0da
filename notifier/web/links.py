"""The addresses that are given to providers and put into letters."""

from __future__ import annotations

from dataclasses import dataclass

from notifier.signing import Signer
from notifier.web import kannel, twilio, unsubscribe


@dataclass(frozen=True, slots=True)
class Links:
    """Where our web application is reached from outside.

    Attributes:
        public_url: as providers see it, with 'https://' and without a slash at its end.
        signer: vouches for the addresses that their caller does not sign.
    """

    public_url: str
    signer: Signer

    def twilio_status(self, message_id: int) -> str:
        """Where Twilio tells what became of this message."""
        return twilio.status_url(self.public_url, message_id)

    def kannel_receipt(self, message_id: int, reference: str) -> str:
        """The 'dlr-url' of this message, with Kannel's escape codes in it.

        Args:
            message_id: ours.
            reference: the one that `Channel.send` gives back: Kannel itself tells none.
        """
        return kannel.receipt_url(self.public_url, self.signer, message_id, reference)

    def kannel_inbound(self) -> str:
        """The 'get-url' of the service that takes all incoming SMS; for Kannel's configuration."""
        return kannel.inbound_url(self.public_url, self.signer)

    def unsubscribe(self, address: str) -> str:
        """Where whoever reads letters at this address ends them."""
        return unsubscribe.link(self.public_url, self.signer, address)
